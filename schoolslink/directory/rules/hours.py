"""Days and hours when somebody can be reached: read from what people write, kept in one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_WEEK = (0, 1, 2, 3, 4)
EARLIEST_HOUR = 7
# Within these a talk can be offered: by day, so never in the hour in which the clocks change.
START, LATEST = time(7), time(20)
_EVERY = re.compile(r"\b(every|all) ?(working |school )?days?\b|\b(all|whole) week\b|\bweekdays?\b|"
                    r"\bterm ?time\b|\bfull[ -]?time\b|\bdaily\b")  # fmt: skip
_NAME = r"(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:[a-z]*day)?s?"
_WORD = re.compile(rf"\b{_NAME}\b")
_RANGE = re.compile(rf"\b{_NAME}\s*(?:-|–|—|to|until|till|through|thru)\s*{_NAME}\b")
_NOT = re.compile(r"\b(?:not|except|but not|excluding|apart from)\b(.*)$")
_TIMES = re.compile(
    r"\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*(?:-|–|—|to|until|till)\s*"
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\b"
)


def days_in(text: str) -> tuple[int, ...]:
    """Return the weekdays a text names, Monday as 0: "Tue-Thu", "Mon, Wed", "every day but Friday".

    Empty when it names none: then nobody said, which is not the same as never.
    """
    plain = " ".join(text.casefold().replace("&", " and ").split())
    excepted = ""
    if found := _NOT.search(plain):
        excepted, plain = found[1], plain[: found.start()]
    days = _named(plain)
    if _EVERY.search(plain) or (excepted and not days):
        days |= set(WORKING_WEEK)
    return tuple(sorted(days - _named(excepted)))


def _named(text: str) -> set[int]:
    days = set()
    for first, last in _RANGE.findall(text):
        start, end = DAYS.index(first[:3]), DAYS.index(last[:3])
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return days | {DAYS.index(word[:3]) for word in _WORD.findall(_RANGE.sub(" ", text))}


def write_days(days: Iterable[int]) -> str:
    """Return weekdays in the form that is kept: "tue wed thu"."""
    return " ".join(DAYS[day] for day in sorted(set(days)))


def read_days(kept: str) -> tuple[int, ...]:
    """Return the weekdays of the form that is kept; Monday as 0."""
    return tuple(sorted(DAYS.index(word) for word in kept.split() if word in DAYS))


def times_in(text: str) -> tuple[time, time] | None:
    """Return from when until when, as in "9-4" or "8.30 to 15:45"; None when the text has none.

    Without am or pm, an hour before seven, or an end before the beginning, is in the afternoon.
    """
    found = _TIMES.search(text.casefold())
    if found is None:
        return None
    first_hour, first_minute, first_half, last_hour, last_minute, last_half = found.groups()
    starts = _time(first_hour, first_minute, first_half)
    ends = _time(last_hour, last_minute, last_half)
    if starts is None or ends is None:
        return None
    if starts.hour < EARLIEST_HOUR and first_half is None:
        starts = starts.replace(hour=starts.hour + 12)
    if ends <= starts and ends.hour < 12 and last_half is None:
        ends = ends.replace(hour=ends.hour + 12)
    return (starts, ends) if starts < ends else None


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if half == "pm" and hours < 12:
        hours += 12
    if half == "am" and hours == 12:
        hours = 0
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def runs(days: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return days as runs from a first to a last: Monday, Tuesday, Thursday -> (0, 1), (3, 3)."""
    found: list[tuple[int, int]] = []
    for day in sorted(set(days)):
        if found and day == found[-1][1] + 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def works_on(days: Iterable[int], day: date) -> bool:
    """Say whether somebody with these days works on a day; unknown days are the working week."""
    return day.weekday() in (tuple(days) or WORKING_WEEK)
