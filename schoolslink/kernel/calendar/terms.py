"""School terms of England: a stated default, labelled as assumed, and an authority's own dates.

The default, made from the habits of most councils:
autumn from 3 September; half-term the week whose Monday is 22 to 28 October; Christmas the two
weeks that end with the week of 1 January; February half-term the week whose Monday is 12 to 18
February; Easter two weeks from the Monday of Holy Week, moved to begin between 29 March and
7 April, and Good Friday; May half-term the week of the last Monday in May; summer until 22 July.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from schoolslink.kernel.calendar.working_days import bank_holidays, is_working_day

_AUGUST = 8
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Term:
    """One of the three terms of a school year; every date is a day, the last ones included."""

    season: str  # "autumn", "spring" or "summer"
    first_on: date
    last_on: date
    half_term_first_on: date
    half_term_last_on: date

    def holds(self, day: date) -> bool:
        """Return whether children are at school on a day, weekends and bank holidays apart."""
        return (
            self.first_on <= day <= self.last_on
            and not self.half_term_first_on <= day <= self.half_term_last_on
        )


@dataclass(frozen=True)
class TermCalendar:
    """The terms of an authority, in order. Years it does not hold fall back on the default."""

    terms: tuple[Term, ...]
    assumed: bool = False

    def covers(self, day: date) -> bool:
        """Return whether these terms say anything about a day's school year."""
        return any(_school_year(term.first_on) == _school_year(day) for term in self.terms)


@cache
def default_terms(year: int) -> TermCalendar:
    """Return the assumed terms of the school year that begins in September of a year."""
    autumn_half = _monday_from(date(year, 10, 22))
    new_year = date(year + 1, 1, 1)
    christmas_last = new_year + timedelta(days=6 - new_year.weekday())
    christmas_first = christmas_last - timedelta(days=13)
    february_half = _monday_from(date(year + 1, 2, 12))
    easter_first = _easter_break(year + 1)
    may_half = _monday_from(date(year + 1, 5, 25))
    return TermCalendar(
        terms=(
            Term(
                "autumn",
                _weekday_from(date(year, 9, 3)),
                _weekday_before(christmas_first),
                autumn_half,
                autumn_half + timedelta(days=4),
            ),
            Term(
                "spring",
                _working_day_from(christmas_last + _DAY),
                # After an early Easter schools are open again until the break.
                _working_day_before(easter_first),
                february_half,
                february_half + timedelta(days=4),
            ),
            Term(
                "summer",
                _working_day_from(easter_first + 2 * _WEEK),
                _weekday_before(date(year + 1, 7, 23)),
                may_half,
                may_half + timedelta(days=4),
            ),
        ),
        assumed=True,
    )


def calendar_at(
    day: date, la_code: str | None = None, overrides: Mapping[str, TermCalendar] | None = None
) -> TermCalendar:
    """Return the terms that hold for an authority on a day: its own, or else the assumed ones."""
    own = (overrides or {}).get(la_code or "")
    return own if own is not None and own.covers(day) else default_terms(_school_year(day))


def is_term_day(
    day: date, la_code: str | None = None, *, overrides: Mapping[str, TermCalendar] | None = None
) -> bool:
    """Return whether schools of an authority are open on a day.

    overrides: an authority's own terms by its code; without them the answer is assumed.
    """
    terms = calendar_at(day, la_code, overrides).terms
    return is_working_day(day) and any(term.holds(day) for term in terms)


def school_days_between(first: date, last: date) -> int:
    """Return how many days on which schools are open lie after the first day, up to and with the last."""
    days = (last - first).days
    return sum(is_term_day(first + timedelta(days=n)) for n in range(1, days + 1))


def term_at(
    day: date, la_code: str | None = None, *, overrides: Mapping[str, TermCalendar] | None = None
) -> Term:
    """Return the term a day lies in or, in the holidays, the one that ended last.

    "Confirmed this term" asks whether the confirmation is not older than its first day.
    """
    for start in (day, day.replace(month=1, day=1), date(day.year - 1, 9, 30)):
        begun = [t for t in calendar_at(start, la_code, overrides).terms if t.first_on <= day]
        if begun:
            return begun[-1]
    raise AssertionError("every default year has a term that began in the year before")


@dataclass(frozen=True)
class Holiday:
    """The days between two terms on which schools are closed, the first and the last included."""

    first_on: date
    last_on: date


def holiday_near(
    day: date,
    days: int,
    la_code: str | None = None,
    *,
    overrides: Mapping[str, TermCalendar] | None = None,
) -> Holiday | None:
    """Return the holidays between terms that a day lies in, or that begin within so many days.

    Half-terms are none: a week is bridged by the school's own cover.
    """
    year = _school_year(day)
    # August belongs to the old school year, and the autumn to come to the next.
    terms = [
        term
        for start in (date(year, 8, 31), day, date(year + 1, 9, 1))
        for term in calendar_at(start, la_code, overrides).terms
    ]
    for ends, begins in pairwise(sorted(set(terms), key=lambda term: term.first_on)):
        if ends.last_on - timedelta(days=days) <= day < begins.first_on:
            return Holiday(ends.last_on + _DAY, begins.first_on - _DAY)
    return None


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the western calendar (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, skip = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * skip + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _easter_break(year: int) -> date:
    holy_week = easter_sunday(year) - timedelta(days=6)
    earliest, latest = _monday_from(date(year, 3, 29)), _monday_from(date(year, 4, 1))
    return min(max(holy_week, earliest), latest)


def _school_year(day: date) -> int:
    """Return the year in which a day's school year began; August belongs to the old one."""
    return day.year if day.month > _AUGUST else day.year - 1


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _weekday_from(day: date) -> date:
    return day if day.weekday() < 5 else _monday_from(day)


def _working_day_from(day: date) -> date:
    while day.weekday() >= 5 or day in bank_holidays(day.year):
        day += _DAY
    return day


def _working_day_before(day: date) -> date:
    day = _weekday_before(day)
    while day in bank_holidays(day.year):
        day = _weekday_before(day)
    return day


def _weekday_before(day: date) -> date:
    day -= _DAY
    while day.weekday() >= 5:
        day -= _DAY
    return day
