"""Spells a second time: every day from the first request on is walked, and what stood on it is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
FIVE = 5
FOUR = ("record_baseline", "record_plan", "start_help", "record_assessment")


@dataclass(frozen=True)
class Received:
    """One request at a service: the day it came, the day it ended if it has, and the days of the four.

    elsewhere: the day it was asked for at another service, which had it first, and what was done there.
    """

    came: date
    over: date | None = None
    had: tuple[tuple[str, date], ...] = ()
    elsewhere: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Walked:
    """One spell: the days it opened and ended, how many requests, when all four were there, what lacked."""

    opened: date
    over: date | None
    requests: int
    whole: date | None
    lacking: tuple[str, ...]


def walked(requests: Sequence[Received], until: date) -> tuple[Walked, ...]:
    """Return the spells of one child, as they were known by the end of a day.

    A spell is left on the sixth day in a row on which nothing is open.
    """
    requests = [
        Received(
            one.came,
            one.over if one.over and one.over <= until else None,
            tuple(had for had in one.had if had[1] <= until),
        )
        for one in requests
        if one.came <= until
    ]
    found: list[Walked] = []
    inside: list[Received] = []
    if not requests:
        return ()
    day = min(one.came for one in requests)
    last = max([one.came for one in requests] + [one.over for one in requests if one.over])
    quiet = 0
    while day <= last:
        came = [one for one in requests if one.came == day]
        # What ended today was open until today; the day after is the first quiet one.
        is_open = any(one.came < day and (one.over is None or one.over >= day) for one in inside)
        quiet = 0 if is_open else quiet + 1
        if inside and quiet > FIVE:
            found.append(_closed(inside))
            inside = []
        inside += came
        quiet = 0 if came else quiet
        day += ONE
    return (*found, _closed(inside)) if inside else tuple(found)


def _closed(inside: Sequence[Received]) -> Walked:
    days: dict[str, date] = {}
    for one in inside:
        for what, on in one.had:
            days[what] = on if what not in days or on < days[what] else days[what]
    lacking = tuple(what for what in FOUR if what not in days)
    still_open = [one for one in inside if one.over is None]
    over = None if still_open else sorted(one.over for one in inside if one.over)[-1]
    whole = None if lacking else sorted(days.values())[-1]
    return Walked(min(one.came for one in inside), over, len(inside), whole, lacking)


def readings(requests: Sequence[Received], until: date) -> dict[str, list[tuple]]:
    """Return what is counted of these spells: the day it counts for, whether it is kept, the days."""
    found: dict[str, list[tuple]] = {}
    for one in walked(requests, until):
        if one.whole is not None and one.whole <= until:
            nights, day = 0, one.opened
            while day < one.whole:
                day, nights = day + ONE, nights + 1
            found.setdefault("S1", []).append((one.whole, True, nights))
        if one.over is None:
            continue
        day = one.over
        for _ in range(FIVE):
            day += ONE
        if day > until:
            continue
        found.setdefault("S2", []).append((day, one.whole is None, None))
        for name, what in zip(("S2B", "S2P", "S2I", "S2A"), FOUR, strict=True):
            found.setdefault(name, []).append((day, what in one.lacking, None))
    return found
