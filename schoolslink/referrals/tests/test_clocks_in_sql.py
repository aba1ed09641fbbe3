"""The figures of many requests are those of the pure rules, request by request."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.queries import weekly_totals
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.clocks import (
    CLOCKS,
    Looking,
    Total,
    total_of,
    week_of,
    whole_weeks,
)
from schoolslink.referrals.tests.arrange import acting_as, small_world
from schoolslink.referrals.tests.timelines import Step, Story, invented, write_down

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 18)
FIRST, UNTIL = date(2026, 3, 2), date(2026, 11, 15)
LOOKING = Looking(UNTIL, add_working_days)
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
# Beside what chance makes: one for each clock that chance may miss.
WAYS = (
    (Move.ACCEPT, Move.RECORD_FIRST_CONTACT, Move.RECORD_SECOND_CONTACT, Move.START_HELP),
    (Move.NOT_ACCEPT, Move.RECORD_TOLD, Move.CONFIRM_NEXT_STEP),
    (Move.REDIRECT, Move.CONFIRM_RECEIPT),
    (Move.ACCEPT, Move.WITHDRAW),
)
LEVELS, WISHES = {Move.ACCEPT: "getting_help"}, ("assessment", "advice")


def certain() -> list[Story]:
    return [
        Story(
            (
                Step(Move.SUBMIT, APRIL, Side.SCHOOL),
                *(
                    Step(move, APRIL + timedelta(days=5 * n), level=LEVELS.get(move, ""))
                    for n, move in enumerate(way, 1)
                ),
            ),
            child=100 + number,
            level_asked=WISHES[number % len(WISHES)],
        )
        for number, way in enumerate(WAYS)
    ]


def by_the_rules(stories) -> dict[tuple[str, date], Total]:
    found = defaultdict(list)
    for story in stories:
        others = [one for one in stories if one.child == story.child and one is not story]
        timeline = story.timeline(others)
        for clock in CLOCKS:
            reading = clock.reading(timeline, LOOKING)
            if reading and reading.on >= FIRST:
                found[clock.id, week_of(reading.on)].append(reading)
    return {place: total_of(readings) for place, readings in found.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_query_says_what_the_rules_say(as_seed, seed) -> None:
    draw = Random(seed)
    begin, end = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 11, 17, 12, tzinfo=UTC)
    stories = [invented(draw, begin, end, child=draw.randrange(40)) for _ in range(60)]
    stories += certain()
    with as_seed():
        world = small_world()
        write_down(world, stories)

    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks"):
        found = weekly_totals(world.riverside.pk, first=FIRST, until=UNTIL)

    wanted = by_the_rules(stories)
    for clock in CLOCKS:
        ours = {week: total for (name, week), total in found.items() if name == clock.id}
        theirs = {week: total for (name, week), total in wanted.items() if name == clock.id}
        assert ours == theirs, clock.id
    read = {name for name, _ in wanted}
    assert read == {clock.id for clock in CLOCKS if clock.is_recorded}


def test_nobody_else_is_given_the_rows_that_are_counted(as_seed) -> None:
    draw = Random(5)
    begin, end = datetime(2026, 8, 3, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    with as_seed():
        world = small_world()
        write_down(world, [invented(draw, begin, end, child=n) for n in range(10)])

    with acting(acting_as(world.stranger)):
        assert weekly_totals(world.riverside.pk, first=FIRST, until=UNTIL) == {}
    with as_job(organisation_id=world.northgate.pk, purpose="insight.clocks"):
        assert weekly_totals(world.hillside.pk, first=FIRST, until=UNTIL) == {}


def test_the_last_whole_weeks_end_on_the_sunday_before() -> None:
    weeks = whole_weeks(TODAY, 12)

    assert len(weeks) == 12
    assert weeks[0] == date(2026, 8, 24)
    assert weeks[-1] + timedelta(days=6) == UNTIL
