"""The honest wait: what the pure rule says of days, the database says of the moves that were made."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.queries import recent_waits as asked_of_database
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.clocks import RecentWaits, at_share, recent_waits, window_before
from schoolslink.referrals.tests.arrange import acting_as, small_world
from schoolslink.referrals.tests.timelines import Step, tell

TODAY = date(2026, 11, 18)  # a Wednesday
FIRST, LAST = date(2026, 5, 18), date(2026, 11, 15)


def test_the_window_is_26_whole_weeks_before_this_one() -> None:
    assert window_before(TODAY) == (FIRST, LAST)
    assert window_before(date(2026, 11, 16)) == window_before(date(2026, 11, 22)) == (FIRST, LAST)


def test_half_and_nine_in_ten_are_waits_that_somebody_had() -> None:
    met = [(LAST - timedelta(days=n), LAST) for n in range(1, 11)]

    assert recent_waits(met, TODAY) == RecentWaits(FIRST, LAST, 5, 9)
    assert at_share([7], 0.5) == at_share([7], 0.9) == 7
    assert at_share([], 0.5) is None


def test_fewer_than_ten_are_not_enough_to_say() -> None:
    met = [(FIRST - timedelta(days=30), FIRST)] * 9
    outside = [(FIRST, LAST + timedelta(days=1)), (date(2025, 1, 1), FIRST - timedelta(days=1))]

    said = recent_waits(met + outside, TODAY)

    assert not said.is_enough
    assert (said.median_days, said.most_days) == (None, None)


def test_nothing_pauses_the_wait_of_a_summer() -> None:
    met = [(date(2026, 7, 1), date(2026, 9, 1))] * 10

    assert recent_waits(met, TODAY).median_days == 62


@pytest.mark.django_db
def test_the_database_says_what_the_rule_says_to_a_family_too(as_seed) -> None:
    draw, met = Random(91), []
    with as_seed():
        world = small_world()
        for number in range(14):
            # Some at the edge of a day, and over both clock changes.
            asked = datetime(2026, 3, 28, 23, 30, tzinfo=UTC) + timedelta(
                hours=draw.randrange(5000)
            )
            then = asked + timedelta(hours=draw.randrange(1500))
            steps = [Step(Move.SUBMIT, asked, Side.SCHOOL), Step(Move.ACCEPT, asked)]
            # Some were written down later than they took place, and some put right later still.
            said, on = then + timedelta(days=7 * (number % 4)), clock.local_day(then)
            if number % 3:
                steps.append(Step(Move.RECORD_FIRST_CONTACT, said, happened_on=on))
                wrong = steps[-1]
                if number % 2:
                    steps[-1] = replace(wrong, happened_on=clock.local_day(said))
                    steps.append(Step(Move.PUT_DAY_RIGHT, said, happened_on=on, puts_right=2))
            else:
                said = then
            steps.append(Step(Move.START_HELP, said + timedelta(days=number % 3 and 200)))
            tell(world, steps)
            met.append((clock.local_day(asked), on, clock.local_day(said)))

    with acting(acting_as(world.nadia)):
        for on in (TODAY, date(2026, 9, 2), date(2026, 5, 1)):
            assert asked_of_database(world.riverside.pk, on) == recent_waits(met, on)
        assert asked_of_database(world.riverside.pk, TODAY).is_enough
        assert not asked_of_database(world.hillside.pk, TODAY).is_enough


@pytest.mark.django_db
def test_the_door_gives_nothing_of_fewer_or_of_days_chosen_to_tell_one_child(as_seed) -> None:
    from schoolslink.access import doors

    at = datetime(2026, 11, 2, 12, tzinfo=UTC)
    with as_seed():
        world = small_world()
        for number in range(10):
            asked = at - timedelta(days=number)
            tell(world, [
                Step(Move.SUBMIT, asked, Side.SCHOOL),
                Step(Move.ACCEPT, asked),
                Step(Move.RECORD_FIRST_CONTACT, at),
            ])  # fmt: skip
    ask = "select median_days from access.recent_waits(%s, %s, %s, %s)"
    with acting(acting_as(world.nadia)):
        assert doors.rows(ask, world.riverside.pk, FIRST, LAST, 10) == [(4,)]
        assert doors.rows(ask, world.riverside.pk, FIRST, LAST, 11) == []
        for first, last in (
            (FIRST, LAST - timedelta(days=1)),
            (LAST, LAST),
            (date(2020, 1, 6), LAST),
        ):
            assert doors.rows(ask, world.riverside.pk, first, last, 1) == []
