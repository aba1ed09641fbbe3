"""The question to a contact points at a child's details once, and lets them go when told to."""

import pytest

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.forms.advice import AskForm
from schoolslink.referrals.tests.arrange import QUESTION


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
    assert "Ask as it is" in str(asked.as_nhs())


def test_a_tick_lets_it_go_as_it_is() -> None:
    asked = form(seen="Jack is low.", as_it_is="on")

    assert asked.is_valid()
    assert asked.to_input() == QUESTION | {"seen": "Jack is low."}
