"""The question to a contact points at a child's details once, and lets them go when told to."""

from uuid import UUID

import pytest

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.forms.advice import AskForm
from schoolslink.referrals.forms.contact import PhoneForm
from schoolslink.referrals.tests.arrange import QUESTION

SCHOOL = "01a20136-78a3-7154-9c72-85a865de51e4"


def form(**said: str) -> AskForm:
    return AskForm(QUESTION | {"form_key": str(new_id())} | said)


def test_a_question_without_a_name_goes_at_once() -> None:
    asked = form()

    assert asked.is_valid()
    assert asked.to_input() == QUESTION


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Jack Thompson is low.", "a name (“Jack Thompson”)"),
        ("Born on 12 May 2011", "a birth date"),
        ("UPN A123456789012", "a pupil number"),
    ],
)
def test_a_childs_details_are_pointed_at_beside_their_box(text: str, sentence: str) -> None:
    asked = form(seen=text)

    assert not asked.is_valid()
    assert list(asked.errors) == ["seen"]
    assert sentence in asked.errors["seen"][0]
    assert "Send it as it is" in str(asked.as_nhs())


def test_a_tick_lets_it_go_as_it_is() -> None:
    asked = form(seen="Jack is low.", as_it_is="on")

    assert asked.is_valid()
    assert asked.to_input() == QUESTION | {"seen": "Jack is low."}


@pytest.mark.parametrize("name", ["question", "answer"])
def test_a_phone_note_is_pointed_at_too(name: str) -> None:
    said = {"school": SCHOOL, "question": "Why does he hide?", "answer": "Wait a week."}
    plain = PhoneForm(said | {"form_key": str(new_id())}, schools=[(UUID(SCHOOL), "Hillside")])
    named = PhoneForm(
        said | {name: "Jack Thompson is low.", "form_key": str(new_id())},
        schools=[(UUID(SCHOOL), "Hillside")],
    )

    assert plain.is_valid()
    assert plain.to_input() == said
    assert not named.is_valid()
    assert list(named.errors) == [name]
