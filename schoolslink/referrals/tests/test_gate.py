"""The safety gate: it cannot be skipped, it tells what to do, and it never stops a request."""

import pytest

from schoolslink.referrals.rules.gate import (
    GATE,
    SHOW_AGAIN,
    Act,
    GateNotAnswered,
    GateQuestion,
    gate_again,
    gate_outcome,
)
from schoolslink.referrals.rules.request import FIELDS, RISK_FIELDS, risks_marked

# These two mark a risk and show nobody to ring.
MARKED_ONLY = {"risk_to_others", "risk_substances"}
NO_TO_ALL = dict.fromkeys(GateQuestion, False)


def test_no_to_all_goes_on() -> None:
    outcome = gate_outcome(NO_TO_ALL)

    assert (outcome.cards, outcome.risk_marked) == ((), False)


@pytest.mark.parametrize("question", GateQuestion)
def test_a_yes_shows_its_card_and_marks_the_risk(
    question: GateQuestion,
) -> None:
    outcome = gate_outcome({**NO_TO_ALL, question: True})

    assert [card.question for card in outcome.cards] == [question]
    assert outcome.risk_marked


def test_the_gate_cannot_be_skipped() -> None:
    with pytest.raises(GateNotAnswered):
        gate_outcome({GateQuestion.DANGER_NOW: False})


def test_every_question_names_somebody_to_ring_or_tell() -> None:
    assert [card.question for card in GATE] == list(GateQuestion)
    assert GATE[0].acts[0] is Act.RING_999
    assert all(card.acts for card in GATE)


def test_risk_answers_bring_the_gate_back() -> None:
    assert set(SHOW_AGAIN) <= set(RISK_FIELDS)
    again = gate_again({"risk_suicide_plan": "yes", "risk_missing": "no"})

    assert [card.question for card in again.cards] == [GateQuestion.CANNOT_WAIT]
    assert gate_again({"concern": "risk_suicide_plan yes"}).cards == ()


def test_a_persons_yes_marks_a_risk_and_words_never_do() -> None:
    words = dict.fromkeys(FIELDS, "She wants to end her life tonight.")
    assert risks_marked(words) == ()
    assert gate_again(words).cards == ()
    for name in RISK_FIELDS:
        assert risks_marked(words | {name: "yes"}) == (name,)
        assert bool(gate_again(words | {name: "yes"}).cards) == (name not in MARKED_ONLY)
