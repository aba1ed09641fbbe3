"""Stories of what took place, put to both sides: invented here, read by the product and by the walk."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from schoolslink.checks.clocks.took_place import FIRST, MENDED, ON_A_DAY, Saying, Written
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.rules import Move, RuleBroken
from schoolslink.referrals.rules.clocks import BY_ID, Looking, Made, Timeline
from schoolslink.referrals.rules.happened import Said, check_day, days_that_stand

Story = tuple[Written, ...]
READ = ("T4", "T5", "T6")


def invented(asked_on: date, draw: Random) -> Story:
    """Return a request's lines from the day it was asked for: what took place, said late, and mended."""
    day, lines = asked_on, list[Written]()
    for what in (FIRST, *draw.choices(ON_A_DAY[1:], k=draw.randint(0, 4))):
        if what == FIRST and draw.random() < 0.3:
            continue
        day += timedelta(days=draw.choice((0, 1, 3, 9, 20)))
        late = timedelta(days=draw.randint(0, (day - asked_on).days))
        lines.append(Written(what, day, draw.choice((None, day - late))))
        if draw.random() < 0.3:
            of = draw.choice([n for n, one in enumerate(lines) if one.what != MENDED])
            day += timedelta(days=draw.choice((0, 1, 8)))
            right = day - timedelta(days=draw.randint(0, (day - asked_on).days))
            lines.append(Written(MENDED, day, right, of))
    return tuple(lines)


def saying(asked_on: date, draw: Random) -> Saying:
    """Return a day that somebody says after a story: mostly one that may be, sometimes one that may not."""
    story = invented(asked_on, draw)
    today = (story[-1].on if story else asked_on) + timedelta(days=draw.choice((0, 1, 16)))
    says = asked_on + timedelta(days=draw.randint(-2, (today - asked_on).days + 1))
    on_a_day = [n for n, one in enumerate(story) if one.what != MENDED]
    mends = draw.choice(on_a_day) if on_a_day and draw.random() < 0.4 else None
    # The first meeting is written down once.
    what = story[mends].what if mends is not None else draw.choice(ON_A_DAY[1:])
    return Saying(story, what, says, today, asked_on, draw.choice(("", "I was ill.")), mends)


def standing(story: Story) -> dict[int, date]:
    """Return the days that stand, by the product."""
    return {one.version: one.on for one in days_that_stand(_said(story))}


def verdict(said: Saying) -> str:
    """Return by which name the product refuses a day, "" where it takes it."""
    try:
        check_day(
            Move(said.what), said.says, days_that_stand(_said(said.story)), today=said.today,
            asked_on=said.asked_on, because=said.why, puts_right=said.mends,
        )  # fmt: skip
    except RuleBroken as broken:
        return type(broken).__name__
    return ""


def waits(story: Story, asked_on: date, until: date) -> dict[str, tuple]:
    """Return T4, T5 and T6 of a request as it was known by the end of a day, by the product's clocks."""
    sent = Made("submit", asked_on, "school", to_state="submitted")
    timeline = Timeline((sent, *as_made(story)))
    looking = Looking(until, add_working_days)
    found = {name: BY_ID[name].reading(timeline, looking) for name in READ}
    return {name: (one.on, one.kept, one.amount) for name, one in found.items() if one}


def as_made(story: Story) -> list[Made]:
    """Return the lines of a story as moves, each with the days that were put in its place."""
    return [
        Made(
            line.what, line.on, happened_on=None if line.mends is not None else line.says,
            righted=tuple(
                (later.on, later.says)
                for later in story
                if later.mends == number and later.says is not None
            ),
        )
        for number, line in enumerate(story)
    ]  # fmt: skip


def let_go(asked_on: date, draw: Random) -> tuple[Story, tuple[date, ...]]:
    """Return a request that this service may let go, and days on which an urgent one came for its child."""
    day, lines = asked_on, list[Written]()
    for _ in range(draw.randint(1, 5)):
        day += timedelta(days=draw.choice((0, 1, 6, 40, 89, 90, 91)))
        what = draw.choice(
            ("not_accept", "advise", "discharge", "say_worse", "say_worse", "accept")
        )
        lines.append(Written(what, day))
    # Mostly at the edges of the ninety days.
    urgent = (
        draw.choice(lines).on + timedelta(days=draw.choice((-1, 0, 30, 90, 91)))
        for _ in range(draw.randint(0, 2))
    )
    return tuple(lines), tuple(urgent)


def came_back(story: Story, urgent: tuple[date, ...], until: date) -> tuple | None:
    """Return A5 of a request as it was known by the end of a day, by the product's clocks."""
    timeline = Timeline(tuple(Made(one.what, one.on) for one in story), urgent_elsewhere=urgent)
    found = BY_ID["A5"].reading(timeline, Looking(until, add_working_days))
    return (found.on, found.kept) if found else None


Lists = tuple[tuple[date, frozenset[str] | None], ...]
REASONS = ("age", "moved", "below_level")


def lists_of(on: date, draw: Random) -> tuple[Lists, str]:
    """Return what a service published around a day, in order, and a reason that it then gave."""
    days = sorted(
        {on + timedelta(days=draw.choice((-400, -1, 0, 1, 30))) for _ in range(draw.randint(0, 3))}
    )
    lists = tuple(
        (day, draw.choice((None, frozenset(draw.sample(REASONS, draw.randint(1, 2))))))
        for day in days
    )
    return lists, draw.choice(REASONS)


def outside_the_list(lists: Lists, reason: str, on: date) -> bool:
    """Say whether a reason was not on the list of its day, by the product's clock."""
    timeline = Timeline((Made("not_accept", on),), reason=reason, published=lists)
    found = BY_ID["A9"].reading(timeline, Looking(on, add_working_days))
    return bool(found and found.kept)


def _said(story: Story) -> list[Said]:
    return [
        Said(number, line.what, line.on, line.says, line.mends) for number, line in enumerate(story)
    ]
