"""The promises: what is due after each move, by when, and which days may be named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.referrals.rules import (
    Due,
    Duty,
    Kind,
    Limits,
    Moment,
    Move,
    State,
    WhenOverdue,
    due_after,
    when_overdue,
)
from schoolslink.referrals.rules.dues import (
    AskedTwice,
    DateTooEarly,
    DateTooLate,
    check_rounds,
)
from schoolslink.referrals.tests.test_moves import add_working_days

TUESDAY = date(2026, 3, 3)
FRIDAY = date(2026, 3, 6)
R = Kind.REFERRAL


def due(move: Move, state: State, moment: Moment, kind: Kind = R) -> Due | None:
    return due_after(kind, move, state, moment, add_working_days)


def test_a_request_is_looked_at_in_two_working_days_and_decided_in_seven_days() -> None:
    asked = Moment(on=TUESDAY, asked_on=TUESDAY)
    seen = Moment(on=date(2026, 3, 5), asked_on=TUESDAY)

    assert due(Move.SUBMIT, State.SUBMITTED, asked) == Due(Duty.LOOK, date(2026, 3, 5))
    assert due(Move.ACKNOWLEDGE, State.ACKNOWLEDGED, seen) == Due(Duty.DECIDE, date(2026, 3, 10))


def test_an_urgent_request_is_looked_at_on_the_next_working_day() -> None:
    asked = Moment(on=FRIDAY, asked_on=FRIDAY, urgent=True)

    assert due(Move.SUBMIT, State.SUBMITTED, asked) == Due(Duty.LOOK, date(2026, 3, 9))


@given(st.dates(date(2025, 1, 1), date(2029, 1, 1)), st.booleans(), st.integers(1, 5))
def test_a_marked_risk_is_looked_at_by_the_same_day_whenever_it_was_marked(
    on: date, urgent: bool, look_wd: int
) -> None:
    next_one = add_working_days(on, 1)
    promised = add_working_days(on, look_wd)  # without a risk
    ways = [
        # as it is sent, or what waited for a yes and is sent now
        (Move.SUBMIT, State.SUBMITTED, Moment(on=on, marked=True, urgent=urgent)),
        # once it is there, and in help
        (Move.SAY_WORSE, State.SUBMITTED, Moment(on=on, was_due_on=promised, marked=True)),
        (Move.SAY_WORSE, State.WAITING, Moment(on=on, was_due_on=None, marked=True)),
    ]

    limits = Limits(look_wd=look_wd)
    found = [
        due_after(R, move, state, moment, add_working_days, limits=limits)
        for move, state, moment in ways
    ]

    assert [one and one.on for one in found] == [next_one] * len(ways)


def test_advice_is_answered_in_two_working_days_over_a_weekend() -> None:
    moment = Moment(on=FRIDAY)

    assert due(Move.ASK, State.ASKED, moment, Kind.ADVICE) == Due(Duty.ANSWER, date(2026, 3, 10))


def test_more_information_is_due_in_ten_working_days_unless_an_earlier_day_is_named() -> None:
    state = State.MORE_INFORMATION_ASKED
    named = Moment(on=TUESDAY, named_on=date(2026, 3, 9))

    assert due(Move.ASK_MORE, state, Moment(on=TUESDAY)) == Due(Duty.GIVE_MORE, date(2026, 3, 17))
    assert due(Move.ASK_MORE, state, named) == Due(Duty.GIVE_MORE, date(2026, 3, 9))


@pytest.mark.parametrize(
    "move", [Move.ACCEPT, Move.ADVISE, Move.REDIRECT, Move.NOT_ACCEPT, Move.DISCHARGE]
)
def test_the_family_is_told_within_five_working_days_of_any_decision(move: Move) -> None:
    state = {
        Move.ACCEPT: State.ACCEPTED,
        Move.ADVISE: State.ADVICE_GIVEN,
        Move.REDIRECT: State.REDIRECTED,
        Move.NOT_ACCEPT: State.NOT_ACCEPTED,
        Move.DISCHARGE: State.HELP_ENDED,
    }[move]

    assert due(move, state, Moment(on=TUESDAY)) == Due(Duty.TELL, date(2026, 3, 10))
    with pytest.raises(DateTooLate):
        due(move, state, Moment(on=TUESDAY, named_on=date(2026, 3, 11)))
    with pytest.raises(DateTooEarly):
        due(move, state, Moment(on=TUESDAY, named_on=date(2026, 3, 2)))


def test_worse_is_looked_at_next_working_day_and_never_later_than_promised() -> None:
    late = Moment(on=FRIDAY, was_due_on=date(2026, 3, 30))
    soon = Moment(on=FRIDAY, was_due_on=FRIDAY)

    assert due(Move.SAY_WORSE, State.WAITING, late) == Due(Duty.LOOK_AGAIN, date(2026, 3, 9))
    assert due(Move.SAY_WORSE, State.WAITING, soon) == Due(Duty.LOOK_AGAIN, FRIDAY)


def test_looking_again_brings_the_old_promise_back() -> None:
    entered = Moment(on=TUESDAY, asked_on=TUESDAY)
    before = due(Move.RECORD_TOLD, State.WAITING, entered)
    looked = Moment(on=FRIDAY, asked_on=TUESDAY, entered_on=TUESDAY)

    assert due(Move.LOOK_AGAIN, State.WAITING, looked) == before


@given(st.dates(date(2025, 1, 1), date(2029, 1, 1)), st.integers(0, 60))
def test_the_promise_of_a_decision_is_never_in_the_past(on: date, late_days: int) -> None:
    asked_on = date.fromordinal(on.toordinal() - late_days)

    promised = due(Move.ACKNOWLEDGE, State.ACKNOWLEDGED, Moment(on=on, asked_on=asked_on))

    assert promised is not None
    assert promised.on >= on


def test_more_is_asked_twice_at_most() -> None:
    check_rounds(0)
    check_rounds(1)
    with pytest.raises(AskedTwice):
        check_rounds(2)


def test_a_service_may_promise_its_own_times() -> None:
    own = due_after(
        R,
        Move.SUBMIT,
        State.SUBMITTED,
        Moment(on=TUESDAY),
        add_working_days,
        limits=Limits(look_wd=1),
    )
    assert own == Due(Duty.LOOK, date(2026, 3, 4))


@pytest.mark.parametrize("is_read", [True, False])
def test_only_an_answer_that_was_read_closes_by_itself(is_read) -> None:
    closing = {
        (kind, state)
        for kind in Kind
        for state in State
        if when_overdue(kind, state, is_read=is_read) is WhenOverdue.CLOSE
    }
    assert closing == ({(Kind.ADVICE, State.ANSWERED)} if is_read else set())
