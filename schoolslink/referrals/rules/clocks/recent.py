"""How long people really waited lately, as it may be said to whoever waits now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from schoolslink.referrals.rules.clocks.shares import LONG_END, MEDIAN, at_share

LEAST_WAITS = 10
WEEKS_LOOKED_BACK = 26


@dataclass(frozen=True)
class RecentWaits:
    """Days from asking to the first meeting. Half met within `median_days`, nine in ten within
    `most_days`; both None where too few met anybody to say. `first_on` to `last_on`: whole weeks.
    """

    first_on: date
    last_on: date
    median_days: int | None = None
    most_days: int | None = None

    @property
    def is_enough(self) -> bool:
        """Return whether there is enough to say."""
        return self.median_days is not None and self.most_days is not None


def window_before(on: date) -> tuple[date, date]:
    """Return the first and last day of the 26 whole weeks, Monday to Sunday, before a day's week.

    Whole weeks: figures that step each night would tell a single child's wait to who looks twice.
    """
    monday = on - timedelta(days=on.weekday())
    return monday - timedelta(weeks=WEEKS_LOOKED_BACK), monday - timedelta(days=1)


def recent_waits(met: Iterable[tuple[date, ...]], on: date) -> RecentWaits:
    """Return the waits of those whom a service met first in the 26 whole weeks before a day's week.

    met: of each, the day of asking and of the first meeting, be it a first contact or the start of
    help; and the day on which that was written down, where it was later: what was not by the last day
    counts in no window, for one that grew would tell a single child's wait. Nothing pauses the wait.
    Fewer than ten are not enough to say.
    """
    first_on, last_on = window_before(on)
    days = [
        (then - asked).days
        for asked, then, *said_on in met
        if first_on <= then and max((then, *said_on)) <= last_on
    ]
    if len(days) < LEAST_WAITS:
        return RecentWaits(first_on, last_on)
    return RecentWaits(first_on, last_on, at_share(days, MEDIAN), at_share(days, LONG_END))
