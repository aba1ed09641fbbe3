"""The table of a hand-over: no way through it to its end without all three ticks."""

from datetime import date

import pytest

from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules import (
    MOVES,
    Duty,
    Kind,
    Moment,
    Move,
    Side,
    State,
    due_after,
    moves_of,
)
from schoolslink.referrals.rules.moves import ENDED, OPEN
from schoolslink.referrals.rules.moves.transfer import ASKED_HERE
from schoolslink.referrals.rules.transferring import Tick, Ticks, ticks_of

ON, LATER = date(2026, 3, 3), date(2026, 9, 1)
TABLE = {(s, m): to for (kind, s, m), to in MOVES.items() if kind is Kind.TRANSFER}
HANDING = (Move.REASSIGN, Move.ESCALATE)


def reached():
    """Return every state with the ticks that can stand in it, and one way of moves by which."""
    found = {(State.NEW, frozenset()): ()}
    waiting = [(State.NEW, frozenset())]
    while waiting:
        here = waiting.pop()
        for (before, move), to in TABLE.items():
            if before is not here[0] or move in HANDING:
                continue
            stand = ticks_of((*found[here], move))
            there = to, frozenset(one for one in Tick if getattr(stand, one) is not None)
            if there not in found:
                found[there] = (*found[here], move)
                waiting.append(there)
    return found


def test_every_way_to_the_end_has_all_three_ticks_and_no_other_end_has():
    ends = {one for one in reached() if one[0] in ENDED[Kind.TRANSFER]}

    assert {state for state, _ in ends} == ENDED[Kind.TRANSFER]
    for state, ticks in ends:
        assert (len(ticks) == 3) is (state is State.TRANSFERRED), (state, ticks)


def test_a_receiver_that_works_here_is_ticked_by_nobody_else():
    for state in ASKED_HERE:
        theirs = moves_of(Kind.TRANSFER, state, Side.SERVICE)
        assert not {Move.RECEIVE, Move.RECORD_RECEIVED, Move.CALL_OFF} & set(theirs)
        assert {m for m in theirs if TABLE[state, m] in ENDED[Kind.TRANSFER]} == set()


def test_what_was_told_of_one_receiver_is_not_told_of_the_next():
    plan, tell, hand, back = (
        Move.PLAN_TRANSFER, Move.TELL_OF_TRANSFER, Move.HAND_OVER, Move.HAND_BACK,
    )  # fmt: skip
    assert ticks_of((plan, tell, hand)) == Ticks(handed=2, told=1)
    assert ticks_of((plan, tell, hand, back)) == Ticks()


def due(move, state, **more):
    found = due_after(Kind.TRANSFER, move, state, Moment(on=ON, **more), add_working_days)
    return (found.what, found.on) if found else None


def in_wd(days):
    return add_working_days(ON, days)


@pytest.mark.parametrize(
    ("move", "state", "more", "expected"),
    [
        (Move.PLAN_TRANSFER, State.TO_HAND_OVER, {}, (Duty.HAND_OVER, in_wd(10))),
        (Move.PLAN_TRANSFER, State.TO_HAND_OVER, {"named_on": LATER}, (Duty.HAND_OVER, LATER)),
        (Move.TELL_OF_TRANSFER, State.CHILD_KNOWS, {"was_due_on": LATER}, (Duty.HAND_OVER, LATER)),
        (Move.HAND_OVER, State.HANDED_OVER, {"was_due_on": ON}, (Duty.GET_CONFIRMATION, in_wd(5))),
        (Move.HAND_OVER, State.HANDED_OVER, {"marked": True}, (Duty.GET_CONFIRMATION, in_wd(1))),
        (Move.TELL_OF_TRANSFER, State.OUTSIDE_AND_KNOWN, {"was_due_on": ON}, (Duty.GET_CONFIRMATION, ON)),
        (Move.HAND_BACK, State.TO_HAND_OVER, {"was_due_on": ON}, (Duty.HAND_OVER, in_wd(10))),
        (Move.RECEIVE, State.RECEIVED, {}, (Duty.TELL_TRANSFER, in_wd(5))),
        (Move.TELL_OF_TRANSFER, State.TRANSFERRED, {}, None),
    ],
)  # fmt: skip
def test_what_the_sender_owes_and_by_when(move, state, more, expected):
    assert due(move, state, **more) == expected


def test_every_open_state_promises_something():
    for state in OPEN[Kind.TRANSFER]:
        assert due(Move.HAND_BACK, state) is not None
