"""Names of every script keep their order, their sound and their initials."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel import names

texts = st.text(max_size=40)


@pytest.mark.parametrize(
    "spellings",
    [
        "Mohammed Muhammad Mohamad Muhamed محمد Мухаммед",
        "Kowalski Kovalsky Kowalsky Ковальский",
        "Chaudhry Chowdhury Choudhury Chaudhary",
        "Ahmed Akhmed Ahmad أحمد Ахмед",
        "Nowak Novak Nowack Novák",
        "Szymański Schimanski Shymansky",
        "Yusuf Youssef Yousuf يوسف",
        "Khan Kan خان",
        "Hussain Hussein Husain حسين",
        "Philips Phillips Filips",
        "Nguyen Nguyễn",
        "MacKenzie McKenzie",
        "García Garcia Garsia",
        "O'Brien OBrien O’Brien",
        "Stephen Steven",
        "al-Sheikh Shaikh Sheik",
    ],
)
def test_spellings_of_one_name_sound_alike(spellings):
    assert len({names.phonetic_key(one) for one in spellings.split()}) == 1


def test_different_names_sound_different():
    apart = "Khan Patel Smith Jones Okoro Nowak Begum Williams Nguyen Singh Reed Shaw Fox".split()

    assert len({names.phonetic_key(one) for one in apart}) == len(apart)


@pytest.mark.parametrize("name", ["李", "বেগম", "김", "123", "Ó", "A"])
def test_a_name_we_cannot_sound_still_has_a_key(name):
    assert names.phonetic_key(name) != ""


@given(texts)
def test_forms_are_stable(name):
    form = names.normal_form(name)

    assert names.normal_form(form) == form
    assert names.normal_form(f"  {name}\n") == form
    assert names.phonetic_key(unicodedata.normalize("NFD", name)) == names.phonetic_key(name)


@given(texts)
def test_keys_hold_no_control_sign_but_the_tab_between_their_parts(name):
    for key in (names.normal_form(name), names.phonetic_key(name)):
        assert not [sign for sign in key if unicodedata.category(sign) == "Cc"]
    first, folded, tidy = names.sort_key(name).split("\t")
    assert not [s for s in first + folded + tidy if unicodedata.category(s) == "Cc"]


def test_names_sort_as_people_list_them():
    listed = [
        "Ann", "anna", "Anna", "Ánna", "Łódź House", "Loe Bar", "Lodz Houses", "School 2",
        "School 10", "St Mary's School", "Saint Marys School", "Stafford", "Żółw", "Юлия", "李",
    ]  # fmt: skip
    expected = [
        "Ann", "Anna", "anna", "Ánna", "Łódź House", "Lodz Houses", "Loe Bar", "Saint Marys School",
        "St Mary's School", "School 2", "School 10", "Stafford", "Żółw", "Юлия", "李",
    ]  # fmt: skip

    assert sorted(listed, key=names.sort_key) == expected


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_sort_by_value(one, other):
    keys = [names.sort_key(f"School {number}") for number in (one, other)]

    assert (keys[0] < keys[1]) == (one < other)


@pytest.mark.parametrize(
    ("given_names", "shown"),
    [
        (("Ellie", "Woźniak"), "EW"), (("ʻAlī",), "A"), (("O'Brien",), "O"), (("łucja", ""), "Ł"),
        (("小龙", "李"), "小李"), (("محمد",), "م"), (("123",), "?"), ((), "?"), (("é",), "É"),
        (("<b>", "=cmd|"), "BC"),
    ],
)  # fmt: skip
def test_initials(given_names, shown):
    assert names.initials(*given_names) == shown


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_plain_names_have_the_form_they_would_have_beside_others(name):
    # The quick way for plain letters must say what the thorough way says.
    thorough = names.normal_form(f"{name} é").removesuffix("e").strip()

    assert names.normal_form(name) == thorough
