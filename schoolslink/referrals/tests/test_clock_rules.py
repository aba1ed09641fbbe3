"""Each clock on a request that can be checked with a pencil; spells, standards, and both clocks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules.clocks import (
    BESIDE,
    BY_ID,
    CLOCKS,
    FIRST,
    MARKED,
    REST,
    SPELL_CLOCKS,
    Clock,
    Looking,
    Made,
    Reading,
    Timeline,
    Told,
    Total,
    at_share,
    total_of,
)
from schoolslink.referrals.rules.clocks.adjusted import Pause, Paused, both_clocks
from schoolslink.referrals.rules.clocks.standards import (
    StandardUnreadable,
    Status,
    in_force,
    read,
    standards,
)

FRIDAY = date(2026, 3, 6)
LATER = Looking(date(2026, 12, 31), add_working_days)


def day(n: int) -> date:
    return FRIDAY + timedelta(days=n)


def made(*moves: tuple[str, int], told: tuple[Told, ...] = ()) -> Timeline:
    """Return a request begun a week before it was sent on a Friday, and what was done after it."""
    begun = (Made("start", day(-7), "school"), Made("submit", FRIDAY, "school", True, "submitted"))
    last = moves[-1][0] if moves else ""
    ends = {"withdraw": "withdrawn", "confirm_receipt": "passed_on", "confirm_next_step": "closed"}
    done = [
        Made(move, day(n), to_state=ends.get(move, "") if move == last else "") for move, n in moves
    ]
    return Timeline((*begun, *done), told, missing=0, ended_states=frozenset(ends.values()))


def reading(clock: str, timeline: Timeline, looking: Looking = LATER) -> Reading | None:
    return BY_ID[clock].reading(timeline, looking)


def test_from_the_first_word_to_a_person_to_a_decision_to_help() -> None:
    # Sent on a Friday: two working days end on the Tuesday.
    one = made(("acknowledge", 4), ("accept", 7), ("record_first_contact", 20), ("start_help", 29))

    assert reading("T1", one) == Reading(FRIDAY, True, 7)
    assert reading("T2", one) == Reading(day(4), True, 4)
    assert reading("T3", one) == Reading(day(7), True, 7)
    assert reading("T4", one) == Reading(day(28), False, 29)
    assert reading("T5", one) == Reading(day(20), True, 20)


def test_a_manager_who_hands_it_on_and_a_machine_have_not_looked() -> None:
    machine = Made("escalate", day(1), "service", by_person=False)
    one = made(("reassign", 1), ("acknowledge", 5))
    one = Timeline((*one.made[:2], machine, *one.made[2:]))

    assert reading("T2", one) == Reading(day(4), False, 5)


def test_what_nobody_did_counts_against_us_from_its_last_day_on() -> None:
    one = made()

    assert reading("T3", one, Looking(day(6), add_working_days)) is None
    assert reading("T3", one, Looking(day(7), add_working_days)) == Reading(day(7), False, None)


def test_what_was_taken_back_in_time_is_left_out_and_later_is_not() -> None:
    assert reading("T3", made(("withdraw", 7))) is None
    assert reading("T3", made(("withdraw", 8))) == Reading(day(7), False, None)


def test_help_is_not_owed_where_the_answer_was_another_and_is_where_there_was_none() -> None:
    assert reading("T4", made(("not_accept", 3))) is None
    assert reading("T4", made(("not_accept", 29))) == Reading(day(28), False, None)
    assert reading("T4", made()) == Reading(day(28), False, None)
    assert reading("T4", made(("redirect", 3), ("return", 5), ("accept", 6))) == Reading(
        day(28), False, None
    )


def test_the_family_is_told_when_the_last_of_them_is() -> None:
    told = (
        Told("self", day(3), told_on=day(4)),
        Told("carer", day(3), told_on=day(10)),
        Told("school", day(3), told_on=day(9)),
        Told("gp", day(3)),
        Told("self", day(40), first=False),
    )
    one = made(("accept", 3), told=told)

    # Five working days from Monday 9 March end on Monday 16.
    assert reading("T7F", one) == Reading(day(10), True, 7)
    assert reading("T7S", one) == Reading(day(10), True, 6)
    barred = made(("accept", 3), told=(*told, Told("carer", day(3), ended_on=day(5))))
    assert reading("T7F", barred) == Reading(day(10), True, 7)
    assert reading("T7F", made(("accept", 3), told=barred.told[-1:])) is None
    unsaid = made(("accept", 3), told=(*told, Told("carer", day(3))))
    assert reading("T7F", unsaid) == Reading(day(10), False, None)
    assert reading("T7F", made(("accept", 3))) is None


def test_the_longest_silence_is_the_familys_and_no_machine_breaks_it() -> None:
    one = made(("acknowledge", 2), ("start_triage", 20), ("accept", 40), ("withdraw", 45))

    assert reading("T8", one) == Reading(day(45), False, 38)
    open_still = made(("acknowledge", 2))
    assert reading("T8", open_still, Looking(day(29), add_working_days)) == Reading(
        day(29), True, 27
    )


def test_passed_on_until_somebody_has_them() -> None:
    assert reading("T9", made(("redirect", 3), ("confirm_receipt", 10))) == Reading(
        day(10), True, 7
    )
    assert reading("T9", made(("redirect", 3))) == Reading(day(10), False, None)
    assert reading("T9", made(("accept", 3))) is None


def test_right_at_once_needs_a_receipt() -> None:
    assert reading("A1", made(("accept", 3))) == Reading(day(3), True)
    assert reading("A1", made(("redirect", 3), ("confirm_receipt", 9))) == Reading(day(10), True)
    assert reading("A1", made(("redirect", 3), ("return", 9))) == Reading(day(10), False)
    assert reading("A1", made(("advise", 3), ("accept", 9))) == Reading(day(3), False)


def test_complete_and_after_advice() -> None:
    assert reading("A2", made()) == Reading(FRIDAY, True)
    assert reading("A2", Timeline(made().made, missing=2)) == Reading(FRIDAY, False)
    assert reading("A6", Timeline(made().made, from_advice=True)) == Reading(FRIDAY, True)


def test_a_no_and_then_a_yes_within_180_days_here_or_in_another_request() -> None:
    assert reading("A4", made(("not_accept", 0), ("return", 9), ("accept", 12))) == Reading(
        day(180), True
    )
    asked_anew = Timeline(made(("not_accept", 0)).made, accepted_elsewhere=(day(180),))
    too_late = Timeline(made(("not_accept", 0)).made, accepted_elsewhere=(day(181),))
    assert reading("A4", asked_anew) == Reading(day(180), True)
    assert reading("A4", too_late) == Reading(day(180), False)


@pytest.mark.parametrize("let_go", ["not_accept", "discharge"])
def test_who_was_let_go_and_came_with_what_could_not_wait(let_go) -> None:
    gone = made(("accept", 0), (let_go, 2))

    assert reading("A5", gone) == Reading(day(92), False)
    assert reading("A5", made((let_go, 2), ("say_worse", 92))) == Reading(day(92), True)
    assert reading("A5", made((let_go, 2), ("say_worse", 93))) == Reading(day(92), False)
    assert reading("A5", made(("say_worse", 1), (let_go, 2))) == Reading(day(92), False)
    assert reading("A5", replace(gone, urgent_elsewhere=(day(92),))) == Reading(day(92), True)
    assert reading("A5", replace(gone, urgent_elsewhere=(day(1), day(93)))) == Reading(
        day(92), False
    )
    assert reading("A5", made(("accept", 3))) is None


@pytest.mark.parametrize(
    ("published", "reason", "kept"),
    [
        ((), "moved", False),
        (((FRIDAY, None),), "moved", False),
        (((FRIDAY, frozenset({"age"})),), "moved", True),
        (((FRIDAY, frozenset({"age"})),), "age", False),
        # It counts what was published on the day of the answer, not before and not after it.
        (((FRIDAY, frozenset({"age"})), (day(2), frozenset({"moved"}))), "moved", False),
        (((FRIDAY, frozenset({"age"})), (day(3), frozenset({"moved"}))), "moved", True),
    ],
)
def test_a_reason_is_held_against_the_list_of_its_day(published, reason, kept) -> None:
    said_no = replace(made(("not_accept", 2)), reason=reason, published=published)

    assert reading("A9", said_no) == Reading(day(2), kept)
    assert reading("A9", replace(said_no, reason="")) is None


def test_hand_overs_are_to_other_teams() -> None:
    one = made(("reassign", 1), ("redirect", 3), ("return", 5), ("withdraw", 9))
    elsewhere = Made("reassign", day(6), to_elsewhere=True)
    one = Timeline((*one.made[:-1], elsewhere, one.made[-1]), ended_states=one.ended_states)

    assert reading("A7", one) == Reading(day(9), False, 3)
    assert reading("A7", made(("accept", 3))) is None


def test_somebody_else_has_them_in_two_weeks() -> None:
    assert reading("A8", made(("not_accept", 3), ("confirm_next_step", 17))) == Reading(
        day(17), True, 14
    )
    assert reading("A8", made(("not_accept", 3))) == Reading(day(17), False, None)
    assert reading("A8", made(("not_accept", 3), ("say_worse", 5))) is None


@pytest.mark.parametrize("move", ["return", "say_worse"])
def test_what_is_said_not_to_be_so_within_the_two_weeks_is_not_kept(move) -> None:
    confirmed = ("not_accept", 3), ("confirm_next_step", 5)

    assert reading("A8", made(*confirmed, (move, 17))) is None
    assert reading("A8", made(*confirmed, (move, 18))) == Reading(day(17), True, 2)


def test_what_came_back_before_it_was_confirmed_in_time_is_kept() -> None:
    one = made(("not_accept", 3), ("return", 5), ("not_accept", 6), ("confirm_next_step", 9))

    assert reading("A8", one) == Reading(day(17), True, 6)


def sent_as(*marks: tuple[bool | None, bool | None], then: tuple = ()) -> Timeline:
    """Return a request written down and sent on the day of asking: marked urgent, and with a risk, or not."""
    *before, last = marks
    made = [Made("draft", FRIDAY, "school", urgent=urgent, risk=risk) for urgent, risk in before]
    arrived = Made("submit", FRIDAY, "school", to_state="submitted", urgent=last[0], risk=last[1])
    after = (Made(move, day(n), "school" if move == "withdraw" else "service") for move, n in then)
    return Timeline((*made, arrived, *after), ended_states=frozenset({"withdrawn"}))


def marked(name: str, timeline: Timeline) -> Reading | None:
    return next(one for one in MARKED if one.id == name).reading(timeline, LATER)


@pytest.mark.parametrize(
    ("marks", "urgent", "risk"),
    [
        (((True, None),), True, False),
        (((None, True),), False, True),
        (((True, True), (None, None)), True, True),
        (((True, True), (False, None)), False, True),
        (((None, None),), False, False),
    ],
)
def test_a_mark_is_what_was_last_said_of_it_when_it_was_sent(marks, urgent, risk) -> None:
    later = Made("say_worse", day(1), "school", urgent=True, risk=True)
    one = sent_as(*marks)
    both = replace(one, made=(*one.made, later))

    assert (both.sent_urgent, both.sent_with_a_risk) == (urgent, risk)


def test_what_could_not_wait_is_looked_at_by_the_next_working_day() -> None:
    """Sent on a Friday, so that it is the Monday."""
    risk, neither = (None, True), (None, None)
    assert marked("U1", sent_as(risk, then=(("acknowledge", 3),))) == Reading(day(3), True, 3)
    assert marked("U1", sent_as(risk, then=(("acknowledge", 4),))) == Reading(day(3), False, 4)
    assert marked("U1", sent_as(risk)) == Reading(day(3), False, None)
    assert marked("U1", sent_as(neither, then=(("acknowledge", 3),))) is None
    assert marked("U1", sent_as(risk, then=(("withdraw", 2),))) is None


def test_what_was_urgent_is_met_by_the_next_day() -> None:
    urgent, risk = (True, None), (None, True)
    met = (("accept", 1), ("record_first_contact", 1))
    assert marked("U2", sent_as(urgent, then=met)) == Reading(day(1), True, 1)
    assert marked("U2", sent_as(urgent, then=(("start_help", 2),))) == Reading(day(1), False, 2)
    assert marked("U2", sent_as(risk, then=met)) is None


def test_help_within_a_week_is_for_what_was_urgent_and_within_four_for_the_rest() -> None:
    urgent, neither = (True, None), (None, None)
    in_a_week, later = (("accept", 1), ("start_help", 7)), (("accept", 1), ("start_help", 28))
    assert marked("U3", sent_as(urgent, then=in_a_week)) == Reading(day(7), True, 7)
    assert marked("U3", sent_as(urgent, then=later)) == Reading(day(7), False, 28)
    assert marked("U3", sent_as(urgent, then=(("not_accept", 7),))) is None
    assert marked("U3", sent_as(urgent, then=(("not_accept", 8),))) == Reading(day(7), False, None)
    assert marked("U3", sent_as(neither, then=in_a_week)) is None
    assert marked("U4", sent_as(neither, then=later)) == Reading(day(28), True, 28)
    assert marked("U4", sent_as(urgent, then=later)) is None


def test_every_clock_is_documented_and_recorded() -> None:
    assert {c.id[:2] for c in CLOCKS} == {f"{row}{n}" for row in "TA" for n in range(1, 10)}
    assert {*FIRST, *REST} == {*CLOCKS}
    for clock in (*CLOCKS, *BESIDE, *MARKED, *SPELL_CLOCKS):
        for said in (
            clock.question,
            clock.numerator,
            clock.denominator,
            clock.left_out,
            clock.source,
        ):
            assert said.endswith((".", "?")) or said == clock.source, said
        assert clock.is_recorded


def test_a_clock_waits_for_a_move_that_nobody_can_make_yet() -> None:
    plain = {"numerator": "", "denominator": "", "left_out": "", "source": "", "question": ""}
    read_it = lambda timeline, looking: Reading(FRIDAY, True)  # noqa: E731
    waits = Clock("X", "", read=read_it, needs=("no_such_move",), **plain)

    assert not waits.is_recorded
    assert waits.reading(made(), LATER) is None


def test_what_is_not_done_is_longer_than_all_that_is() -> None:
    total = total_of([Reading(FRIDAY, True, n) for n in (1, 2, 3)] + [Reading(FRIDAY, False)] * 3)

    assert (total.counted, total.kept, total.unfinished) == (6, 3, 3)
    assert (total.median, total.long_end, total.most) == (3, None, 3)
    assert total + Total() == total


@given(st.lists(st.integers(0, 90), min_size=1, max_size=40), st.sampled_from([0.5, 0.9]))
def test_weeks_added_up_give_what_all_together_give(days: list[int], share: float) -> None:
    parts = [total_of([Reading(FRIDAY, True, n)]) for n in days]

    assert sum(parts, Total()).within(share) == at_share(days, share)


def test_standards_are_dated_and_say_what_they_are() -> None:
    names = {one.name for one in standards()}

    assert names >= {
        "routine_look", "urgent_look", "very_urgent", "urgent", "eating_urgent", "eating_routine",
        "support_team", "four_weeks_to_help",
    }  # fmt: skip
    assert in_force("four_weeks_to_help", date(2021, 7, 21)) is None
    proposed = in_force("four_weeks_to_help", date(2026, 3, 3))
    assert proposed is not None
    assert (proposed.status, proposed.share, proposed.amount) == (Status.PROPOSED, None, 28)
    assert all((one.status is Status.STANDARD) == (one.share is not None) for one in standards())


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "moons"},
        {"share": "101"},
        {"until_on": "2015-01-01"},
        {"status": "law"},
        {"source": ""},
    ],
)
def test_a_standard_that_makes_no_sense_is_not_read(wrong: dict[str, str]) -> None:
    right = {
        "name": "x", "question": "", "from_on": "2020-01-01", "until_on": "", "amount": "4",
        "unit": "weeks", "share": "", "status": "local", "starts": "asked", "stops": "help",
        "source": "somewhere", "note": "",
    }  # fmt: skip

    assert read([right])
    with pytest.raises(StandardUnreadable):
        read([right | wrong])
    with pytest.raises(StandardUnreadable):
        read([right, right | {"from_on": "2024-01-01"}])


def test_nothing_pauses_the_familys_clock_and_the_other_stands_beside() -> None:
    pauses = [
        Paused(Pause.FAMILY_ASKED, day(10), day(19)),
        Paused(Pause.NOT_REACHED, day(15), day(24)),
    ]

    both = both_clocks(FRIDAY, day(40), pauses)

    assert (both.family_days, both.adjusted_days) == (40, 25)
    assert both.why == (Pause.FAMILY_ASKED, Pause.NOT_REACHED)


@given(st.integers(0, 60), st.integers(-20, 80), st.integers(0, 60))
def test_the_adjusted_clock_is_never_longer_and_never_negative(n: int, at: int, long: int) -> None:
    both = both_clocks(FRIDAY, day(n), [Paused(Pause.NOT_REACHED, day(at), day(at + long))])

    assert 0 <= both.adjusted_days <= both.family_days == n
