"""The moves table: nothing is lost in it, and every open state has somebody and a way on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.referrals.rules import (
    ENDED,
    MOVES,
    NEEDS,
    OPEN,
    WHOSE,
    Kind,
    Moment,
    Move,
    MoveNotAllowed,
    Need,
    Side,
    SomethingMissing,
    State,
    check_needs,
    due_after,
    holding_side,
    is_open,
    missing_for,
    moves_allowed,
    moves_of,
    next_state,
    sending_move,
)

DAY = date(2026, 3, 3)  # a Tuesday
kinds, moves, states = st.sampled_from(Kind), st.sampled_from(Move), st.sampled_from(State)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def add_working_days(day: date, count: int) -> date:
    """Weekdays only: a slow stand-in for the calendar, which has its own tests."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def reached(kind: Kind) -> set[State]:
    found, new = set(), {State.NEW}
    while new:
        found |= new
        new = {to for (k, at, _), to in MOVES.items() if k is kind and at in found} - found
    return found


@given(kinds, states, moves)
def test_next_state_is_in_the_table_or_raises(kind: Kind, state: State, move: Move) -> None:
    if (kind, state, move) in MOVES:
        assert next_state(kind, state, move) == MOVES[kind, state, move]
    else:
        with pytest.raises(MoveNotAllowed):
            next_state(kind, state, move)


@pytest.mark.parametrize("kind", Kind)
def test_every_state_of_a_kind_is_reached_and_is_open_or_ended(kind: Kind) -> None:
    assert reached(kind) - {State.NEW} == OPEN[kind] | ENDED[kind]
    assert OPEN[kind].isdisjoint(ENDED[kind])


@pytest.mark.parametrize("kind", Kind)
def test_ended_means_no_move_and_open_means_a_way_to_an_end(kind: Kind) -> None:
    for state in ENDED[kind]:
        # While somebody asks how things are since help ended: `test_after_help`.
        after_help = (Move.SAY_WORSE, Move.SAY_HOW_IT_IS)
        is_asked = (kind, state) == (Kind.REFERRAL, State.DISCHARGED)
        is_joined = state is State.DUPLICATE  # another goes on for both: `test_joining`
        # It was said that somebody else helps, and may be said not to be so: `test_begun_elsewhere`.
        not_so = (Move.RETURN, Move.SAY_WORSE)
        is_elsewhere = (kind, state) == (Kind.REFERRAL, State.CLOSED)
        # It ended with who has it, and somebody says that they were met there: `test_met_there`.
        is_passed_on = (kind, state) == (Kind.REFERRAL, State.PASSED_ON)
        come_back = (Move.SAY_WORSE, Move.FAMILY_ASKS, Move.HEAR_DECISION, Move.TAKE_APART)
        may = after_help if is_asked else come_back if is_joined else ()
        may = (Move.MET_THERE,) if is_passed_on else may
        assert moves_allowed(kind, state) == (not_so if is_elsewhere else may)

    can_end = set(ENDED[kind])
    for _ in State:
        can_end |= {at for (k, at, _), to in MOVES.items() if k is kind and to in can_end}
    assert OPEN[kind] <= can_end


@given(kinds, st.lists(moves, max_size=30))
def test_a_walk_never_leaves_the_states_of_its_kind(kind: Kind, walk: list[Move]) -> None:
    state = State.NEW

    for move in walk:
        if move in moves_allowed(kind, state):
            state = next_state(kind, state, move)

    assert state is State.NEW or is_open(kind, state) or state in ENDED[kind]


@given(kinds, states, moves, days, st.booleans())
def test_open_after_a_move_exactly_when_something_is_due_not_before_the_day(
    kind: Kind, state: State, move: Move, on: date, urgent: bool
) -> None:
    if (kind, state, move) not in MOVES or move in (Move.REASSIGN, Move.ESCALATE):
        return
    after = MOVES[kind, state, move]

    due = due_after(kind, move, after, Moment(on=on, urgent=urgent), add_working_days)

    assert (due is not None) == is_open(kind, after)
    assert due is None or due.on >= on


@pytest.mark.parametrize("kind", Kind)
def test_the_holding_side_always_has_a_move(kind: Kind) -> None:
    for state in OPEN[kind]:
        for teller in (Side.SCHOOL, Side.SERVICE):
            side = holding_side(state, teller=teller)
            own = set(moves_of(kind, state, side)) - {Move.REASSIGN, Move.SAY_WORSE}
            assert own, f"{side} holds {kind} {state} and can do nothing"


def test_every_move_says_what_it_needs_and_whose_it_is() -> None:
    assert set(NEEDS) == set(Move) == set(WHOSE)
    assert all(WHOSE.values())


@pytest.mark.parametrize("move", [Move.NOT_ACCEPT, Move.REDIRECT])
def test_not_the_right_team_needs_reason_next_step_who_tells_and_when(move: Move) -> None:
    assert NEEDS[move] >= {Need.REASON, Need.NEXT_STEP, Need.WHO_TELLS, Need.TOLD_BY}


def test_a_text_of_spaces_is_not_an_answer() -> None:
    assert missing_for(Move.ASK, {Need.WORDS: "  \n"}) == {Need.WORDS}
    with pytest.raises(SomethingMissing):
        check_needs(Move.ASK, {Need.WORDS: ""})


def test_a_redirect_is_open_until_the_receiver_confirms() -> None:
    told = next_state(Kind.REFERRAL, State.REDIRECTED, Move.RECORD_TOLD)

    assert is_open(Kind.REFERRAL, told)
    assert [m for m in Move if MOVES.get((Kind.REFERRAL, told, m)) == State.PASSED_ON] == [
        Move.CONFIRM_RECEIPT
    ]


def test_no_answer_without_help_ends_before_the_family_is_told_and_the_next_step_checked() -> None:
    ends = {
        state
        for (kind, state, _), to in MOVES.items()
        if kind is Kind.REFERRAL and to is State.CLOSED
    }
    assert ends == {State.NEXT_STEP}


@pytest.mark.parametrize(
    ("agreed", "risk_marked", "move"),
    [
        (True, False, Move.SUBMIT),
        (True, True, Move.SUBMIT),
        (False, True, Move.SUBMIT),
        (False, False, Move.AWAIT_AGREEMENT),
    ],
)
def test_a_marked_risk_does_not_wait_for_agreement(
    agreed: bool, risk_marked: bool, move: Move
) -> None:
    assert sending_move(agreed=agreed, risk_marked=risk_marked) is move
