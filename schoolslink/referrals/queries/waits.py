"""The honest wait of a service: from its own last first meetings, for whoever waits now."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from schoolslink.access import doors
from schoolslink.referrals.rules.clocks import LEAST_WAITS, RecentWaits, window_before


def recent_waits(service_id: UUID, on: date) -> RecentWaits:
    """Return how long a service's last families waited from asking to the first meeting.

    The median and the ninth tenth of the 26 whole weeks before a day's week, as
    `rules.clocks.recent_waits` says; where fewer than ten met anybody, not enough to say. No row
    about a child: the database counts, and gives two numbers or none.
    """
    first_on, last_on = window_before(on)
    found = doors.row(
        "select median_days, most_days from access.recent_waits(%s, %s, %s, %s)",
        service_id,
        first_on,
        last_on,
        LEAST_WAITS,
    )
    return RecentWaits(first_on, last_on, *(found or (None, None)))
