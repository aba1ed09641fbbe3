from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel import clock
from schoolslink.web import errors, forms
from schoolslink.web.forms.fields import refused_character
from schoolslink.web.tests.gallery.views import Everything

GOOD = {
    "first_name": "Ellie",
    "seen": "Not sleeping",
    "soon": "term",
    "tried": ["talk", "plan"],
    "born-day": "31",
    "born-month": "3",
    "born-year": "2012",
}
TODAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Note(forms.NhsForm):
    """A form of one long text, for what people type."""

    text = forms.TextareaField(label="Text", max_length=100)


class Weeks(forms.NhsForm):
    """A form of one number within bounds."""

    weeks = forms.WholeNumberField(label="Weeks", min_value=0, max_value=21)


def posted(**changes: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in {**GOOD, "form_key": str(uuid4()), **changes}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def everything(**changes: object) -> Everything:
    with clock.fixed(TODAY):
        form = Everything(posted(**changes))
        form.full_clean()
    return form


def links(form: forms.NhsForm) -> list[tuple[str, str]]:
    found = re.findall(r'<a href="#([^"]+)">\s*(.*?)\s*</a>', form.error_summary())
    return [(target, unescape(text)) for target, text in found]


@pytest.mark.parametrize(
    ("typed", "said"), [("-3", "Enter 0 or more"), ("90", "Enter 21 or less"), ("21", None)]
)
def test_number_out_of_bounds_is_refused_in_plain_words(typed: str, said: str | None) -> None:
    form = Weeks({"weeks": typed, "form_key": str(uuid4())})

    assert form.errors.get("weeks", [None])[0] == said


def test_good_answers_come_out_cleaned() -> None:
    form = everything(seen="  two\r\n lines  ", first_name="  Ellie ")

    assert form.errors == {}
    assert form.key.version == 4
    assert form.to_input()["seen"] == "  two\n lines  "
    assert form.to_input()["first_name"] == "Ellie"
    assert form.to_input()["born"] == date(2012, 3, 31)
    assert form.to_input()["tried"] == ["talk", "plan"]
    assert "form_key" not in form.to_input()


def test_each_rendered_form_has_a_key_of_its_own_which_is_kept_when_it_is_sent() -> None:
    shown = Everything()
    key = re.search(r'name="form_key" value="([^"]+)"', shown.hidden())[1]

    assert UUID(key).version == 7
    assert key in shown.hidden()
    assert key not in Everything().hidden()
    assert key in everything(form_key=key, seen="").hidden()


@pytest.mark.parametrize("key", ["", "x", "1" * 500])
def test_a_form_without_a_readable_key_is_not_sent_and_gets_a_fresh_one(key: str) -> None:
    form = everything(form_key=key)

    assert "no longer complete" in form.error_summary()
    assert UUID(re.search(r'name="form_key" value="([^"]+)"', form.hidden())[1])


def test_every_error_links_to_the_first_input_to_mend_in_the_order_of_the_page() -> None:
    form = everything(first_name="", soon="", tried=[], **{"born-year": ""})

    assert links(form) == [
        ("id_first_name", "Enter the child's first name"),
        ("id_soon", "Choose how soon it matters"),
        ("id_tried", "Choose what you have tried"),
        ("id_born-year", "The date must include a year"),
    ]
    page = form.as_nhs()
    for target, _ in links(form):
        assert f'id="{target}"' in page


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("", "", "", "Enter a birth date"),
        ("", "", "2012", "The date must include a day and a month"),
        ("31", "2", "2012", "There is no such day. Check the date"),
        ("1", "smarch", "2012", "Enter the month as a number or a word"),
        ("1", "13", "2012", "There is no such day. Check the date"),
        ("1", "3", "12", "Enter the year with four figures, such as 2012"),
        ("5", "3", "2026", "This date is after today. Check it"),
        ("٣", "3", "2012", None),
        ("31", "March", "2012", None),
        (" 1 ", "sep", "2012", None),
        ("1" * 5000, "3", "2012", "There is no such day. Check the date"),
    ],
)
def test_a_date_says_what_is_wrong_and_keeps_what_was_typed(day, month, year, sentence) -> None:
    form = everything(**{"born-day": day, "born-month": month, "born-year": year})

    assert form.errors.get("born", [None]) == [sentence]
    for part, typed in (("day", day), ("month", month), ("year", year)):
        assert f'name="born-{part}" type="text" value="{typed}"' in str(form["born"])


def test_a_day_may_be_said_in_words() -> None:
    form = everything(soon="other", when="in two weeks")
    wrong = everything(soon="other", when="soonish")

    assert form.to_input()["when"] == date(2026, 3, 18)
    assert "We could not read this date" in wrong.errors["when"][0]


def test_what_an_unchosen_answer_reveals_is_neither_asked_nor_kept() -> None:
    form = everything(soon="term", when="soonish")
    chosen = everything(soon="other")

    assert form.errors == {}
    assert form.to_input()["when"] is None
    assert chosen.errors["when"] == ["Say by when"]
    assert 'id="conditional-id_soon-3"' in str(form["soon"]) or "conditional" in str(form["soon"])
    assert form.as_nhs().count('name="when"') == 1


def test_none_of_these_cannot_stand_beside_another() -> None:
    form = everything(tried=["talk", "none"])

    assert form.errors["tried"] == ["Choose “Nothing yet” or the others, not both"]


@pytest.mark.parametrize("value", ["nonsense", "<script>"])
def test_an_answer_that_was_not_offered_is_refused(value: str) -> None:
    form = everything(soon=value, language=value)

    assert form.errors["soon"] == ["Choose one of these answers"]
    assert form.errors["language"] == ["Choose one from the list"]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("phone", "+44 (0)1632 960-001 ext 5", "ring me"),
        ("phone", "999", "12"),
        ("mail", "a.b@example.com", "a.b@"),
        ("age", "12", "twelve"),
        ("first_name", "Zoë-Łucja O’Hara 田中 سارة 👩‍👧", "a\x00b"),
    ],
)
def test_a_field_takes_what_is_real_and_refuses_what_is_not(field, good, bad) -> None:
    assert field not in everything(**{field: good}).errors
    assert field in everything(**{field: bad}).errors


def test_too_long_a_text_is_told_its_length_and_kept() -> None:
    form = everything(seen="x" * 10_000)

    assert form.errors["seen"] == ["Use 500 characters or fewer. This has 10,000."]
    assert "x" * 10_000 in str(form["seen"])


@pytest.mark.parametrize("bad", ["\x07", "\x1b", "\x7f", "\x85", "\u202e", "\ufffe", "\ud800"])
def test_a_character_we_cannot_keep_is_named_by_the_words_before_it(bad: str) -> None:
    form = everything(seen=f"he was fine{bad} then")

    assert form.errors["seen"] == [
        "There is an invisible character after “was fine”. Delete it and type on."
    ]


@pytest.mark.parametrize(
    "text", ["a\tb\nc", "می‌خواهم", "שלום\u200f", "👨‍👩‍👧‍👦", "=cmd|' /C calc'!A0"]
)
def test_what_people_really_type_is_no_refused_character(text: str) -> None:
    assert refused_character(text) == ""


@given(st.text(max_size=90))
def test_a_text_is_shown_again_exactly_as_it_was_typed(text: str) -> None:
    shown = str(Note({"text": text, "form_key": str(uuid4())})["text"])
    inside = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL)[1]
    # A browser drops the first newline after the tag.
    again = unescape(re.sub(r"\A(\r\n|\n|\r)", "", inside))

    assert again.replace("\0", "�") == text.replace("\0", "�") or "&" in text


@given(st.text(max_size=90))
def test_whatever_is_typed_is_taken_whole_or_refused_with_a_sentence(text: str) -> None:
    form = Note({"text": text, "form_key": str(uuid4())})

    if form.is_valid():
        assert form.cleaned_data["text"] == re.sub(r"\r\n?", "\n", text)
    else:
        assert all(sentence for sentence in form.errors["text"])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"x", None),
        ("a.exe", b"x", "Choose a file that ends in .csv or .xlsx"),
        ("a.csv", b"", "This file is empty. Choose another"),
        ("a.csv", b"x" * (1024 * 1024 + 1), "Choose a file of 1 MB or less"),
    ],
)
def test_a_file_is_refused_with_what_would_be_taken(name, content, sentence) -> None:
    form = Everything(posted(), {"sheet": SimpleUploadedFile(name, content)})

    assert form.errors.get("sheet", [None]) == [sentence]


def test_a_refusal_of_a_command_stands_beside_its_field() -> None:
    class Taken(errors.Refusal):
        """Somebody else answered this two minutes ago: {who}."""

        field = "seen"

    form = everything()
    form.refuse(Taken(who="Sam"))

    assert links(form) == [("id_seen", "Somebody else answered this two minutes ago: Sam.")]


def test_a_password_is_never_shown_again() -> None:
    assert "hunter2" not in everything(password="hunter2", seen="").as_nhs()


def test_markup_typed_stays_text() -> None:
    form = everything(first_name='"><script>', seen="</textarea><script>", soon="")

    assert "<script>" not in form.as_nhs()


def test_a_single_question_can_be_the_heading_of_its_page() -> None:
    shown = Note()["text"].as_nhs(heading=True)

    assert re.search(r'<h1 class="nhsuk-label-wrapper">', shown)
