"""The figures of many requests are those of the pure rules, request by request."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.queries import spell_totals, weekly_totals
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.clocks import (
    BESIDE,
    CLOCKS,
    MARKED,
    SPELL_CLOCKS,
    Looking,
    Total,
    spells_by,
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
# In these many days after it was asked for: somebody else has them, which is said not to be so.
NOT_SO = ((Move.NOT_ACCEPT, 5), (Move.RECORD_TOLD, 6), (Move.CONFIRM_NEXT_STEP, 7))
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
    ] + [_not_so(move, after) for move in (Move.RETURN, Move.SAY_WORSE) for after in (19, 20)]


def _not_so(move: Move, after: int) -> Story:
    steps = [Step(one, APRIL + timedelta(days=days)) for one, days in (*NOT_SO, (move, after))]
    return Story((Step(Move.SUBMIT, APRIL, Side.SCHOOL), *steps), child=200 + after)


def by_the_rules(stories) -> dict[tuple[str, date], Total]:
    found = defaultdict(list)
    for story in stories:
        others = [one for one in stories if one.child == story.child and one is not story]
        timeline = story.timeline(others)
        for clock in (*CLOCKS, *BESIDE, *MARKED):
            reading = clock.reading(timeline, LOOKING)
            if reading and reading.on >= FIRST:
                found[clock.id, week_of(reading.on)].append(reading)
    return {place: total_of(readings) for place, readings in found.items()}


@pytest.mark.parametrize("seed", [1, 4, 5])
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
    for clock in (*CLOCKS, *BESIDE, *MARKED):
        ours = {week: total for (name, week), total in found.items() if name == clock.id}
        theirs = {week: total for (name, week), total in wanted.items() if name == clock.id}
        assert ours == theirs, clock.id
    read = {name for name, _ in wanted}
    assert read == {clock.id for clock in (*CLOCKS, *BESIDE, *MARKED) if clock.is_recorded}
    # Of some the days set aside took some days off.
    assert any(wanted["T5B", week] != wanted["T5", week] for name, week in wanted if name == "T5")


def spells_by_the_rule(stories) -> dict[tuple[str, date], Total]:
    of_each, found = defaultdict(list), defaultdict(list)
    for story in stories:
        of_each[story.child].append(story.timeline())
    for timelines in of_each.values():
        for spell in spells_by(timelines, UNTIL):
            for one in SPELL_CLOCKS:
                reading = one.reading(spell, UNTIL)
                if reading and reading.on >= FIRST:
                    found[one.id, week_of(reading.on)].append(reading)
    return {place: total_of(readings) for place, readings in found.items()}


def with_all_four(child: int, begin: datetime, days: int = 12) -> Story:
    """Return a request that has all four, each some days after the one before; help ends after it."""
    moves = (
        Move.ACCEPT, Move.RECORD_FIRST_CONTACT, Move.RECORD_BASELINE, Move.RECORD_ASSESSMENT,
        Move.RECORD_PLAN, Move.START_HELP, Move.DISCHARGE, Move.RECORD_TOLD,
    )  # fmt: skip
    steps = [
        Step(move, begin + timedelta(days=days * n // 8), level=LEVELS.get(move, ""))
        for n, move in enumerate(moves, 1)
    ]
    return Story((Step(Move.SUBMIT, begin, Side.SCHOOL), *steps), child)


def only(child: int, begin: datetime, days: int, *moves: Move) -> Story:
    """Return a request that ends after so many days, with nothing but these before."""
    ways = (Move.ACCEPT, *moves, Move.WITHDRAW)
    steps = [Step(move, begin + timedelta(days=days)) for move in ways]
    return Story((Step(Move.SUBMIT, begin, Side.SCHOOL), *steps), child)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_spells_of_the_query_are_those_of_the_rule(as_seed, seed) -> None:
    draw = Random(seed)
    begin, end = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 11, 17, 12, tzinfo=UTC)
    # Few children, so that their requests follow closely; and some at the edge of five days.
    stories = [invented(draw, begin, end, child=draw.randrange(15)) for _ in range(60)]
    for child, gap in enumerate((4, 5, 6), start=100):
        first = APRIL + timedelta(days=draw.randrange(60))
        stories += [
            only(child, first, 10, Move.RECORD_FIRST_CONTACT, Move.RECORD_BASELINE),
            with_all_four(child, first + timedelta(days=10 + gap), draw.randrange(8, 60)),
        ]
    with as_seed():
        world = small_world()
        write_down(world, stories)

    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks"):
        found = spell_totals(world.riverside.pk, first=FIRST, until=UNTIL)

    assert found == spells_by_the_rule(stories)
    assert {name for name, _ in found} == {one.id for one in SPELL_CLOCKS}


def test_what_was_taken_over_counts_from_then_and_what_comes_later_not_yet(as_seed) -> None:
    def taken(child: int, days: int) -> Story:
        whole = with_all_four(child, APRIL, 16)
        over = Step(Move.TAKE_OVER, APRIL + timedelta(days=days), Side.SYSTEM, by_person=False)
        return Story((*whole.steps[:-3], over, *_again(over.at)), child)

    def _again(at: datetime) -> list[Step]:
        moves = (Move.RECORD_FIRST_CONTACT, Move.RECORD_BASELINE, Move.RECORD_ASSESSMENT)
        rest = (*moves, Move.RECORD_PLAN, Move.START_HELP)
        return [Step(move, at + timedelta(days=1)) for move in rest]

    stories = [taken(1, 30), taken(2, 400)]  # the second long after the weeks that are counted
    with as_seed():
        world = small_world()
        write_down(world, stories)

    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks"):
        found = spell_totals(world.riverside.pk, first=FIRST, until=UNTIL)

    assert found == spells_by_the_rule(stories)
    assert found == {("S1", date(2026, 4, 27)): Total(1, 1, {1: 1})}


def test_a_spell_goes_back_as_far_as_its_requests_do(as_seed) -> None:
    """The clock ran from a request that ended long before the weeks that are counted."""
    old = datetime(2025, 6, 2, 9, tzinfo=UTC)
    stories = [
        only(1, old, 200, Move.RECORD_FIRST_CONTACT, Move.RECORD_BASELINE),
        only(1, old + timedelta(days=203), 100),
        with_all_four(1, old + timedelta(days=305), 24),
    ]
    with as_seed():
        world = small_world()
        write_down(world, stories)

    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks"):
        found = spell_totals(world.riverside.pk, first=FIRST, until=UNTIL)

    assert found == spells_by_the_rule(stories)
    (one,) = [total for (name, _), total in found.items() if name == "S1"]
    assert one == Total(1, 1, {305 + 18: 1})


def test_nobody_else_is_given_the_rows_that_are_counted(as_seed) -> None:
    draw = Random(5)
    begin, end = datetime(2026, 8, 3, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    with as_seed():
        world = small_world()
        write_down(world, [invented(draw, begin, end, child=n) for n in range(10)])

    with acting(acting_as(world.stranger)):
        assert weekly_totals(world.riverside.pk, first=FIRST, until=UNTIL) == {}
        assert spell_totals(world.riverside.pk, first=FIRST, until=UNTIL) == {}
    with as_job(organisation_id=world.northgate.pk, purpose="insight.clocks"):
        assert weekly_totals(world.hillside.pk, first=FIRST, until=UNTIL) == {}
    with as_job(organisation_id=world.hillside.pk, purpose="insight.clocks"):
        assert spell_totals(world.riverside.pk, first=FIRST, until=UNTIL) == {}


def test_the_last_whole_weeks_end_on_the_sunday_before() -> None:
    weeks = whole_weeks(TODAY, 12)

    assert len(weeks) == 12
    assert weeks[0] == date(2026, 8, 24)
    assert weeks[-1] + timedelta(days=6) == UNTIL
