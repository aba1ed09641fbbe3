"""The days of a simulated life: the clocks of the program and the day of its invented database, as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection

from schoolslink.kernel import clock
from schoolslink.simulate.world.connection import arranging, refuse_unless_marked


@contextmanager
def living(since: datetime) -> Iterator[Calendar]:
    """Let an invented database live in days of its own; its real day is back afterwards.

    Raises NotInvented in a database without the mark.
    """
    refuse_unless_marked()
    days = Calendar()
    try:
        with days.at(since):
            yield days
    finally:
        days.wake()


class Calendar:
    """Which day the database lives on. Told anew only when the day changes."""

    def __init__(self) -> None:
        """Begin on the real day."""
        self._day: date | None = None

    @contextmanager
    def at(self, moment: datetime) -> Iterator[datetime]:
        """Live at a moment: what happens inside happens then, for code and database."""
        self._tell(clock.local_day(moment))
        with clock.lived(moment) as held:
            yield held

    def wake(self) -> None:
        """Come back to the real day."""
        self._tell(None)

    def _tell(self, day: date | None) -> None:
        if day == self._day:
            return
        with arranging(), connection.cursor() as cursor:
            cursor.execute("update access.mark set pretended_on = %s", [day])
        self._day = day
