"""What world is wanted: everything in it follows from this."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from schoolslink.kernel import calendar, clock

SEED = 20150901  # the month in which the programme's first pilots began
SCHOOLS = 2_400
FEW_AREAS, ALL_AREAS = 14, 42
ALL_AREAS_FROM = 7_000  # schools
SCHOOLS_IN_SMALLEST_AREA = 20
YEARS = 3


@dataclass(frozen=True)
class Order:
    """A world to make. anchor: the day it is made for, which its people call today.

    register: a folder with the real register, in place of invented schools.
    """

    anchor: date
    seed: int = SEED
    schools: int = SCHOOLS
    register: Path | None = None

    @property
    def areas(self) -> int:
        """Return how many areas the invented country has: as many as boards once all schools are."""
        if self.schools >= ALL_AREAS_FROM:
            return ALL_AREAS
        return max(1, min(FEW_AREAS, self.schools // SCHOOLS_IN_SMALLEST_AREA))

    def chance(self, about: str) -> random.Random:
        """Return the chances of one subject: another subject's draws do not move them."""
        return random.Random(f"{self.seed}|{about}")  # noqa: S311 (no secret)

    @property
    def morning(self) -> datetime:
        """Return the anchor's early morning."""
        return datetime.combine(self.anchor, time(6), clock.LONDON).astimezone(UTC)

    def working_day(self, ago: int) -> date:
        """Return the working day that lies so many working days before the anchor.

        1 is the last one before it. 0 is the anchor itself, or that last one at a weekend.
        """
        if ago == 0 and calendar.is_working_day(self.anchor):
            return self.anchor
        return _before(self.anchor)[max(0, ago - 1)]

    def moment(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """Return a moment of that working day, by London's clock."""
        there = datetime.combine(self.working_day(ago), time(hour, minute), clock.LONDON)
        return there.astimezone(UTC)


@cache
def _before(anchor: date) -> list[date]:
    """Return the working days before the anchor, the last one first, some years of them."""
    days = (anchor - timedelta(days=n) for n in range(1, YEARS * 365))
    return [day for day in days if calendar.is_working_day(day)]
