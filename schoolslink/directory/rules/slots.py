"""The times made of a contact's hours: for the coming weeks, by London's clock, never in the past."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
# How far ahead times are offered: a fixed number of weeks, so that no list grows for ever.
WEEKS = 4
# How many hours a contact may keep at once.
MOST_HOURS = 20


@dataclass(frozen=True)
class Hours:
    """Hours of one weekday, that of from_on; until_on: the first day without them, None while they run."""

    id: UUID
    starts_at: time
    ends_at: time
    minutes: int
    from_on: date
    until_on: date | None = None
    in_holidays: bool = False


@dataclass(frozen=True, order=True)
class Slot:
    """One time that can be booked: moments in UTC."""

    starts_at: datetime
    ends_at: datetime
    hours_id: UUID


@dataclass(frozen=True)
class Offered:
    """What a contact offers. whom: which schools; of one school or cluster also its id (`place_id`)."""

    starts_at: time
    ends_at: time
    minutes: int
    how: str
    whom: str
    from_on: date
    place_id: UUID | None = None
    every_week: bool = True
    in_holidays: bool = False


def slots_of(
    hours: Iterable[Hours],
    *,
    now: datetime,
    is_working_day: Callable[[date], bool],
    is_term_day: Callable[[date], bool],
    weeks: int = WEEKS,
) -> list[Slot]:
    """Return every time of these hours from now on, the earliest first; what has begun is gone."""
    today = now.astimezone(LONDON).date()
    last = today + timedelta(weeks=weeks)
    found = [
        slot
        for one in hours
        for day in _days(one, today, last)
        if (is_working_day(day) if one.in_holidays else is_term_day(day))
        for slot in _of_day(one, day)
        if slot.starts_at > now
    ]
    return sorted(found)


def _days(hours: Hours, today: date, last: date) -> Iterator[date]:
    first = max(today, hours.from_on)
    day = first + timedelta(days=(hours.from_on.weekday() - first.weekday()) % 7)
    while day <= last and (hours.until_on is None or day < hours.until_on):
        yield day
        day += timedelta(weeks=1)


def _of_day(hours: Hours, day: date) -> Iterator[Slot]:
    """Cut one day's hours into whole times; minutes left over at the end are nobody's."""
    length = timedelta(minutes=hours.minutes)
    at = datetime.combine(day, hours.starts_at)
    end = datetime.combine(day, hours.ends_at)
    while at + length <= end:
        yield Slot(_moment(at), _moment(at + length), hours.id)
        at += length


def _moment(local: datetime) -> datetime:
    return local.replace(tzinfo=LONDON).astimezone(UTC)


def overlap(one: Hours, other: Hours) -> bool:
    """Say whether two hours of one person ever meet on a day."""
    if one.from_on.weekday() != other.from_on.weekday():
        return False
    if one.starts_at >= other.ends_at or other.starts_at >= one.ends_at:
        return False
    begins = max(one.from_on, other.from_on)
    return all(each.until_on is None or begins < each.until_on for each in (one, other))
