"""A child is found by language however it was typed, and nobody is said to speak what nobody said."""

import re

import pytest

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.tests.arrange import asked, sent

pytestmark = pytest.mark.django_db


def rows_of(browser, wanted: str) -> set[str]:
    page = browser.get(f"/queue?language={wanted}").content.decode()
    return set(re.findall(r'href="/queue/([0-9a-f-]{36})"', page))


def text_of(browser, address: str) -> str:
    page = browser.get(address).content.decode()
    page = re.sub(r"<select.*?</select>", "", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("typed", ["Polish", "polski", "PL", "polish "])
def test_a_filter_finds_a_child_whose_language_was_typed(priya, world, noon, typed):
    item_id = str(sent(world, noon, language=typed))
    sent(world, noon, language="Somali")

    assert rows_of(priya, "pl") == rows_of(priya, "Polish") == {item_id}
    assert "Polish" in text_of(priya, "/queue?language=pl")


def test_what_no_filter_names_stands_under_another_language(priya, world, noon):
    other = {str(sent(world, noon, language=typed)) for typed in ("Mirpuri", "Turkish")}
    sent(world, noon, language="Polish")
    sent(world, noon)

    assert rows_of(priya, "another") == other
    said = text_of(priya, "/queue?language=another")
    assert "Mirpuri" in said
    assert "Turkish" in said
    assert (
        '<option value="another" selected>' in priya.get("/queue?language=another").content.decode()
    )


def test_where_nobody_said_a_language_none_is_shown(priya, world, noon):
    asked(world, noon, new_id())
    item_id = sent(world, noon, called="Ellie", language="__not_known", carer_language="")

    assert rows_of(priya, "en") == set()
    assert "English" not in text_of(priya, "/queue")
    assert "English" not in text_of(priya, f"/queue/{item_id}")


def test_who_speaks_english_is_said_to(priya, world, noon):
    item_id = str(sent(world, noon, language="english"))

    assert rows_of(priya, "en") == {item_id}
    assert "English" in text_of(priya, f"/queue/{item_id}")


def test_an_interpreter_for_the_carer_is_named_in_their_language(priya, world, noon):
    item_id = sent(world, noon, language="English", carer_language="Urdu", interpreter="yes")

    assert rows_of(priya, "ur") == {str(item_id)}
    assert "Urdu Interpreter needed" in text_of(priya, "/queue")
    assert "Needed for the carer: Urdu" in text_of(priya, f"/queue/{item_id}")


def test_an_interpreter_for_the_child_is_in_the_childs_language(priya, world, noon):
    item_id = sent(world, noon, language="Somali", carer_language="Urdu", interpreter="yes")

    assert rows_of(priya, "ur") == set()
    assert "Somali Interpreter needed" in text_of(priya, "/queue")
    assert "for the carer" not in text_of(priya, f"/queue/{item_id}")


def test_a_carers_page_is_found_by_the_name_of_their_language(world, noon, as_seed):
    item_id = sent(world, noon, carer_language="Polski")

    with as_seed():
        assert Carer.objects.get(item_id=item_id, whose="carer").language == "pl"
        assert Item.objects.get(pk=item_id).language == ""
