"""The safety gate: it cannot be skipped, it tells what to do, and it never stops a request."""

import pytest

from schoolslink.referrals.rules.gate import (
    GATE,
    HARM,
    Act,
    GateNotAnswered,
    GateQuestion,
    gate_again,
    gate_outcome,
    is_harm_alone,
)
from schoolslink.referrals.rules.request import FIELDS, RISK_FIELDS, risks_marked

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


@pytest.mark.parametrize("name", RISK_FIELDS)
def test_whichever_risk_is_marked_everybody_to_ring_or_tell_is_shown(name: str) -> None:
    again = gate_again({name: "yes"})

    assert {act for card in again.cards for act in card.acts} == set(Act)
    assert again.cards == GATE


@pytest.mark.parametrize("said", ["no", "not_known", "", None])
def test_no_risk_brings_nobody_to_ring(said: str | None) -> None:
    assert gate_again(dict.fromkeys(RISK_FIELDS, said)).cards == ()
    assert gate_again({"concern": "risk_suicide_plan yes"}).cards == ()


def test_only_harm_by_others_is_called_harm() -> None:
    danger = {"danger_now": True, "harmed": True}

    assert is_harm_alone({"harmed": True}, {"risk_missing": "yes"})
    assert not is_harm_alone({"harmed": True}, {"risk_missing": "yes", "risk_substances": "yes"})
    assert not is_harm_alone(danger, {})
    assert not is_harm_alone({"harmed": False}, {})
    assert set(RISK_FIELDS) >= HARM


def test_a_persons_yes_marks_a_risk_and_words_never_do() -> None:
    words = dict.fromkeys(FIELDS, "She wants to end her life tonight.")
    assert risks_marked(words) == ()
    assert gate_again(words).cards == ()
    for name in RISK_FIELDS:
        assert risks_marked(words | {name: "yes"}) == (name,)
        assert gate_again(words | {name: "yes"}).cards
