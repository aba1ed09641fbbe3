"""Working days of England: Monday to Friday without bank holidays."""

from datetime import date, timedelta
from functools import cache

import holidays

_SATURDAY = 5


class NotADuration(ValueError):
    """A number of days is nought or more."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England in a year, with the days given in lieu."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Return whether a day is a Monday to Friday and no bank holiday in England."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """Return the day itself when people work on it, or else the first such day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, working_days: int) -> date:
    """Return the day on which the n-th working day after a day ends.

    The day itself does not count: two working days after a Friday is the Tuesday. None at all
    means the day itself, or the next one on which people work. Raises NotADuration below nought.
    """
    if working_days < 0:
        raise NotADuration(working_days)
    if working_days == 0:
        return next_working_day(day)
    for _ in range(working_days):
        day = next_working_day(day + timedelta(days=1))
    return day


def add_calendar_days(day: date, days: int) -> date:
    """Return the day so many days later, weekends and holidays counted."""
    if days < 0:
        raise NotADuration(days)
    return day + timedelta(days=days)


def working_days_between(first: date, last: date) -> int:
    """Return how many working days lie after the first day, up to and with the last."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))
