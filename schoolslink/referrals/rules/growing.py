"""When a child grows out of a team or a school: the days on which a hand-over is to be begun, and to be done.

Twelve months before a team sees them no more somebody begins to arrange it, six months before it should be
handed over. Whoever leaves their school in summer is handed over from the first of May on.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from schoolslink.referrals.rules.transferring import WhyTransfer

LOOKED_AT_AGAIN_MONTHS = 3
UNKNOWN_DAYS = 28  # after which it is asked again whether a birth date is known by now
LEAVES_IN = (
    11,
    16,
)  # at these ages, reached in a school year, most schools are left in that summer
END_OF_YEAR_11 = 16  # who may stay for a sixth form may also go
SUMMER_FROM, SUMMER_BY = (5, 1), (7, 1)


@dataclass(frozen=True)
class Window:
    """A hand-over that is due: from which day on it is arranged, by when it should be handed over."""

    why: WhyTransfer
    opens_on: date
    by: date
    over_on: date


def turns(born_on: date, years: int, months: int = 0) -> date:
    """Return the day on which somebody is so old; born on 29 February, else on 1 March.

    A month that has no such day counts to its last one.
    """
    at = born_on.year * 12 + born_on.month - 1 + years * 12 + months
    year, month = divmod(at, 12)
    last = monthrange(year, month + 1)[1]
    if born_on.day > last and not months:
        return date(year, month + 1, last) + timedelta(days=1)
    return date(year, month + 1, min(born_on.day, last))


def leaves_at(age_low: int | None, age_high: int | None) -> tuple[int, ...]:
    """Return the ages at which a school is left, by the ages for which the register has it.

    The last of them, and the end of Year 11 where it goes on after it. A school whose ages the register
    does not say, or not so that they can be, is left as most are.
    """
    if age_high is None or not (age_low or 0) < age_high:
        return LEAVES_IN
    through_11 = (age_low or 0) < END_OF_YEAR_11 < age_high
    return (END_OF_YEAR_11, age_high) if through_11 else (age_high,)


def windows(born_on: date, *, until_age: int | None, leaves: tuple[int, ...]) -> tuple[Window, ...]:
    """Return the hand-overs of a child's life, the earliest first.

    until_age: the team's, exclusive; None where no team has them. leaves: the ages at which their school
    is left; () without a school.
    """
    found = []
    if until_age is not None:
        opens, by = turns(born_on, until_age - 1), turns(born_on, until_age - 1, 6)
        found.append(Window(WhyTransfer.AGE, opens, by, turns(born_on, until_age)))
    for age in leaves:
        # The school year runs from September to August: who is born in September is among its oldest.
        summer = born_on.year + age + (born_on.month >= 9)
        opens, by = date(summer, *SUMMER_FROM), date(summer, *SUMMER_BY)
        found.append(Window(WhyTransfer.SCHOOL_YEAR, opens, by, date(summer, 8, 31)))
    return tuple(sorted(found, key=lambda one: one.opens_on))


def window_on(found: tuple[Window, ...], on: date) -> Window | None:
    """Return the hand-over that is to be arranged on a day; the most pressing where there are two."""
    due = [one for one in found if one.opens_on <= on < one.over_on]
    return min(due, key=lambda one: one.over_on) if due else None


def hand_over_by(window: Window, on: date, in_a_fortnight: date) -> date:
    """Return by when it should be handed over: as planned, or soon where that is past or near.

    in_a_fortnight: the tenth working day from then on.
    """
    planned = max(window.by, in_a_fortnight)
    return max(on, min(planned, window.over_on))


def must_remind(window: Window, on: date) -> bool:
    """Say whether the day has come by which it should have been handed over."""
    return on >= window.by


def next_look(found: tuple[Window, ...], on: date) -> date:
    """Return when somebody looks again; no day of a birthday lies open, but the first of its month.

    Within that month it is looked at each day.
    """
    for day in sorted(day for one in found for day in (one.opens_on, one.by) if day > on):
        first = day.replace(day=1)
        return first if first > on else on + timedelta(days=1)
    return date.max


def no_later_than(look_on: date, on: date) -> date:
    """Return when somebody looks again at the latest: the first of a month, in three months.

    A birth date may be put right by then, the service be another, or the ages that it publishes.
    """
    at = on.year * 12 + on.month - 1 + LOOKED_AT_AGAIN_MONTHS
    return min(look_on, date(at // 12, at % 12 + 1, 1))


def look_again_for_a_birth_date(on: date) -> date:
    """Return when it is asked again, where no birth date is known."""
    return on + timedelta(days=UNKNOWN_DAYS)
