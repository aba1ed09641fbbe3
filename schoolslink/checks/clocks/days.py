"""A slow calendar of England. It knows neither the product's calendar nor anybody's list of holidays.

Every answer is found by walking: from day to day, or back from the end of a month. Sources: Banking
and Financial Dealings Act 1971, schedule 1, and the proclamations that moved or added a day; the
Summer Time Order 2002; the paschal full moons of the Calendar (New Style) Act 1750.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

ONE = timedelta(days=1)
HOUR = timedelta(hours=1)
SATURDAY, SUNDAY, MONDAY, FRIDAY = 5, 6, 0, 4

# By proclamation: added, and moved from where the rule has them.
ADDED = (
    date(2011, 4, 29), date(2012, 6, 5), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8),
)  # fmt: skip
MOVED = {
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),
    date(2022, 5, 30): date(2022, 6, 2),
}
# The paschal full moon of each golden number, 1 to 19, as the Act's table prints it until 2199.
FULL_MOONS = (
    (4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5),
    (3, 25), (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27),
)  # fmt: skip


def easter(year: int) -> date:
    """Return Easter: the first Sunday after the paschal full moon of the year's golden number."""
    month, day = FULL_MOONS[year % 19]
    found = date(year, month, day) + ONE
    while found.weekday() != SUNDAY:
        found += ONE
    return found


def first_of(weekday: int, year: int, month: int) -> date:
    """Return the first such weekday of a month, walking on from its first day."""
    found = date(year, month, 1)
    while found.weekday() != weekday:
        found += ONE
    return found


def last_of(weekday: int, year: int, month: int) -> date:
    """Return the last such weekday of a month of 31 days, walking back from its end."""
    found = date(year, month, 31)
    while found.weekday() != weekday:
        found -= ONE
    return found


@cache
def days_off(year: int) -> frozenset[date]:
    """Return the bank holidays of England on which people would else work, those in lieu included."""
    fixed = [
        first_of(MONDAY, year, 5),
        last_of(MONDAY, year, 5),
        last_of(MONDAY, year, 8),
    ]
    found = {MOVED.get(day, day) for day in fixed}
    found |= {easter(year) - 2 * ONE, easter(year) + ONE}
    found |= {day for day in ADDED if day.year == year}
    # One that falls on a weekend is kept on the next day that is not kept already.
    for day in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        kept = day
        while kept.weekday() >= SATURDAY or kept in found:
            kept += ONE
        found.add(kept)
    return frozenset(found)


def works(day: date) -> bool:
    """Return whether people work on a day."""
    return day.weekday() not in (SATURDAY, SUNDAY) and day not in days_off(day.year)


def after_working_days(day: date, count: int) -> date:
    """Walk on until so many working days have ended; of none, to the first day of work from today."""
    while count == 0 and not works(day):
        day += ONE
    while count > 0:
        day += ONE
        if works(day):
            count -= 1
    return day


def working_days_in(first: date, last: date) -> int:
    """Count the working days after one day, up to and with another, one by one."""
    count, day = 0, first
    while day < last:
        day += ONE
        count += 1 if works(day) else 0
    return count


def is_summer_time(moment: datetime) -> bool:
    """Return whether clocks in London are an hour on: from one in the morning, Greenwich, to one."""
    year = moment.astimezone(UTC).year
    begins = datetime.combine(last_of(SUNDAY, year, 3), datetime.min.time(), UTC) + HOUR
    ends = datetime.combine(last_of(SUNDAY, year, 10), datetime.min.time(), UTC) + HOUR
    return begins <= moment < ends


def day_in_london(moment: datetime) -> date:
    """Return the day on a wall calendar in London."""
    greenwich = moment.astimezone(UTC)
    return (greenwich + HOUR if is_summer_time(moment) else greenwich).date()


def birthdays(born: date, until: date) -> int:
    """Count the birthdays that have come by a day; of the 29 February, on 1 March in other years."""
    count, year = 0, born.year
    while True:
        year += 1
        try:
            birthday = date(year, born.month, born.day)
        except ValueError:
            birthday = date(year, 3, 1)
        if birthday > until:
            return count
        count += 1


def _week_with_monday_from(year: int, month: int, day: int) -> tuple[date, date]:
    """Return Monday and Friday of the week whose Monday is one of seven days."""
    monday = date(year, month, day)
    while monday.weekday() != MONDAY:
        monday += ONE
    return monday, monday + 4 * ONE


@cache
def _holidays(autumn: int) -> tuple[tuple[date, date], ...]:
    """Return the assumed school holidays of the year that begins in an autumn, first and last day."""
    spring = autumn + 1
    end_of_christmas = date(spring, 1, 1)
    while end_of_christmas.weekday() != SUNDAY:
        end_of_christmas += ONE
    palm = easter(spring) - 6 * ONE
    while palm < date(spring, 3, 29):
        palm += 7 * ONE
    while palm > date(spring, 4, 7):
        palm -= 7 * ONE
    return (
        (date(autumn, 7, 23), date(autumn, 9, 2)),
        _week_with_monday_from(autumn, 10, 22),
        (end_of_christmas - 13 * ONE, end_of_christmas),
        _week_with_monday_from(spring, 2, 12),
        (palm, palm + 13 * ONE),
        (last_of(MONDAY, spring, 5), last_of(MONDAY, spring, 5) + 4 * ONE),
        (date(spring, 7, 23), date(spring, 9, 2)),
    )


def is_school_day(day: date) -> bool:
    """Return whether schools are open, by the habits of most councils."""
    autumn = day.year - 1 if day < date(day.year, 9, 1) else day.year
    free = any(first <= day <= last for first, last in _holidays(autumn))
    return works(day) and not free
