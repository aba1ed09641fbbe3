"""What has happened, by the rule alone: each move has a line or a reason, and each line its readers."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from schoolslink.referrals.rules import Kind, Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family import Happened, Relationship, family_page
from schoolslink.referrals.rules.family.history import (
    HAPPENED,
    LINES,
    NO_LINE,
    OF_ANY_KIND,
    WHOLE_KINDS,
)
from schoolslink.referrals.rules.moves import ENDED, MOVES, OPEN
from schoolslink.referrals.rules.text import say
from schoolslink.referrals.tests.test_family import ELLIE, ENGLISH

DAY = date(2026, 4, 14)
ALL_OF_THEM = {(kind, move) for kind, _state, move in MOVES}


def history(page) -> list[str]:
    return [say(one.sentence, ENGLISH) for one in page.history]


def test_every_move_has_a_line_or_a_reason_why_families_read_none() -> None:
    """A new move is worded for families, or somebody says why not, before it can be landed."""
    said = Counter[tuple[Kind, Move]]()
    for kind, move in ALL_OF_THEM:
        said[kind, move] += (kind, move) in LINES
        said[kind, move] += (kind, move) in NO_LINE
        said[kind, move] += kind in WHOLE_KINDS and move not in OF_ANY_KIND
        said[kind, move] += move in OF_ANY_KIND

    assert {one: times for one, times in said.items() if times != 1} == {}
    assert set(LINES) | set(NO_LINE) <= ALL_OF_THEM
    assert all([*NO_LINE.values(), *OF_ANY_KIND.values(), *WHOLE_KINDS.values()])


def test_each_sentence_is_of_some_move() -> None:
    stems = {line.key for line in LINES.values()} | {"asked"}

    assert {re.sub("_(self|carer|school|team)$", "", key) for key in HAPPENED} == stems


# A second opinion of the same, written by hand from what each may know, and not from the table.
R, M = Kind.REFERRAL, Move
EVERYBODY_WHO_HEARS = {
    *((R, move) for move in (
        M.SUBMIT, M.ASK_OWN, M.ACKNOWLEDGE, M.ASK_MORE, M.GIVE_MORE, M.ACCEPT, M.ADVISE, M.REDIRECT,
        M.NOT_ACCEPT, M.DISCHARGE, M.RECORD_TOLD, M.TAKE_OVER, M.CONFIRM_RECEIPT, M.CONFIRM_NEXT_STEP,
        M.RETURN, M.RECORD_FIRST_CONTACT, M.START_HELP, M.WITHDRAW, M.DISCARD,
    )),
    *((Kind.TRANSFER, move) for move in (
        M.HAND_OVER, M.HAND_OUTSIDE, M.RECEIVE, M.RECORD_RECEIVED, M.HAND_BACK, M.RECORD_NOT_TAKEN,
    )),
}  # fmt: skip
# What is between a young person who decides and those who meet or ask after them.
NOT_TO_A_CARER_OF_WHOM_DECIDES = {
    *((R, move) for move in (
        M.MET_THERE, M.RECORD_SECOND_CONTACT, M.RECORD_ASSESSMENT, M.RECORD_PLAN, M.RECORD_MISSED,
    )),
    *((Kind.CHECK_IN, move) for move in (
        M.FOUND_BETTER, M.FOUND_SAME, M.FOUND_WORSE, M.FOUND_NOBODY,
    )),
}  # fmt: skip
SENT = [*(OPEN[R] - {State.DRAFT, State.AWAITING_AGREEMENT}), *ENDED[R]]


def may_read(kind, move, relationship, decider, responsible, hears) -> bool:
    if not hears:
        return False
    if (kind, move) in EVERYBODY_WHO_HEARS:
        return True
    if (kind, move) not in NOT_TO_A_CARER_OF_WHOM_DECIDES:
        return False
    return relationship is Relationship.SELF or (decider is Decider.CARER and responsible)


@pytest.mark.parametrize("relationship", Relationship)
@pytest.mark.parametrize("decider", Decider)
def test_no_reader_has_a_line_that_is_not_theirs(relationship, decider) -> None:
    differ = []
    for (kind, move), responsible, hears, state, by_school in product(
        sorted(ALL_OF_THEM), (True, False), (True, False), SENT, (True, False)
    ):
        happened = (Happened(DAY, move, kind, "Riverside", "Little Steps", by_school),)
        truth = replace(
            ELLIE, relationship=relationship, decider=decider, has_responsibility=responsible,
            hears=hears, state=state, happened=happened,
        )  # fmt: skip
        lines = [one for one in family_page(truth).history if one.on == DAY]
        expected = may_read(kind, move, relationship, decider, responsible, hears)
        if len(lines) != expected:
            differ.append((kind, move, responsible, hears, state))

    assert differ == []


def test_a_line_stands_in_the_order_of_days_once_and_with_no_hole_in_it() -> None:
    later, first = Happened(DAY, Move.ACCEPT, service="Riverside"), DAY - timedelta(days=3)
    truth = replace(
        ELLIE, state=State.WAITING,
        happened=(later, later, replace(later, move=Move.ACKNOWLEDGE, on=first),
                  replace(later, move=Move.SUBMIT, service="")),
    )  # fmt: skip

    page = family_page(truth)

    assert history(page) == [
        "Help was asked for.", "Riverside saw the request.", "Riverside said yes."
    ]  # fmt: skip
    assert [one.on for one in page.history] == sorted(one.on for one in page.history)
