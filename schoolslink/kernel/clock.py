"""The only place that reads the clock.

Moments are aware and in UTC; days are those of London, because "by Wednesday" is said there.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# One for the whole process, not for a thread: a journey's browser is served by another thread
# and must live at the same moment as the test that fixed it.
_fixed_at: datetime | None = None
# And the machine's own moment, which nothing but a whole simulated life replaces.
_lived_at: datetime | None = None


class NaiveMoment(ValueError):
    """A moment needs its time zone."""


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _fixed_at if _fixed_at is not None else datetime.now(UTC)


def today() -> date:
    """Return today's date in London."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """Return the day in London on which a moment falls. Raises NaiveMoment without a time zone."""
    return _aware(moment).astimezone(LONDON).date()


def real_milliseconds() -> int:
    """Return milliseconds since 1970 by the machine's clock, whatever moment is fixed."""
    return time.time_ns() // 1_000_000


def real_now() -> datetime:
    """Return the machine's moment, whatever moment is fixed: for expiries, heartbeats, memberships."""
    return _lived_at if _lived_at is not None else datetime.now(UTC)


@contextmanager
def fixed(moment: datetime) -> Iterator[datetime]:
    """Hold domain time at a moment, for tests and the simulator. May be nested."""
    global _fixed_at
    before, _fixed_at = _fixed_at, _aware(moment).astimezone(UTC)
    try:
        yield _fixed_at
    finally:
        _fixed_at = before


@contextmanager
def lived(moment: datetime) -> Iterator[datetime]:
    """Hold both clocks at a moment, for a simulated life: who belongs where follows it too.

    Its database must be told the same day (`simulate.days`); what is signed still expires by the
    machine's own seconds.
    """
    global _lived_at
    before, _lived_at = _lived_at, _aware(moment).astimezone(UTC)
    try:
        with fixed(moment) as held:
            yield held
    finally:
        _lived_at = before


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise NaiveMoment(moment.isoformat())
    return moment
