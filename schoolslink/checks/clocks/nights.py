"""The wait of a family and the one beside it, a second time: night by night, each asked whether it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
REASONS = ("family_asked", "not_reached")
SINCE = date(2020, 1, 1)  # no reason was given before


@dataclass(frozen=True)
class Line:
    """Days that were set aside: said on a day, from one to another; counted again on a day, or never."""

    said: date
    first: date
    last: date
    again: date | None = None
    why: str = "family_asked"

    def stands(self, on: date) -> bool:
        """Say whether it stood at the end of a day."""
        return self.said <= on and (self.again is None or self.again > on)


@dataclass(frozen=True)
class Asked:
    """Somebody wants to set days aside, after what was said before."""

    before: tuple[Line, ...]
    first: date
    last: date
    why: str
    today: date
    asked: date
    helped: date | None = None


def two_waits(
    lines: Sequence[Line], asked: date, met: date, until: date
) -> tuple[date, int, int] | None:
    """Return the day of the first meeting, the family's nights until it, and those beside them."""
    if met > until:
        return None
    whole = beside = 0
    night = asked
    while night < met:
        night += ONE
        whole += 1
        beside += 0 if any(_holds(line, night, until) for line in lines) else 1
    return met, whole, beside


def _holds(line: Line, night: date, until: date) -> bool:
    return line.stands(until) and line.first <= night <= line.last


def refused(asked: Asked) -> str:
    """Return what is wrong with setting days aside, "" where nothing is."""
    if asked.why not in REASONS or asked.today < SINCE:
        return "NoSuchReason"
    if asked.first > asked.last:
        return "LastBeforeFirst"
    if asked.last > asked.today:
        return "NotOverYet"
    if asked.first < asked.asked:
        return "BeforeTheWait"
    if asked.helped is not None and asked.last > asked.helped:
        return "AfterTheWait"
    day = asked.first
    while day <= asked.last:
        if any(_holds(line, day, asked.today) for line in asked.before):
            return "AsideAlready"
        day += ONE
    return ""
