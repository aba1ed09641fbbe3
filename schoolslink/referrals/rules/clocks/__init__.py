"""Clocks: what is measured, from the moves that were made alone. Nothing here is ever stored."""

from schoolslink.referrals.rules.clocks.recent import (
    LEAST_WAITS,
    WEEKS_LOOKED_BACK,
    RecentWaits,
    recent_waits,
    window_before,
)
from schoolslink.referrals.rules.clocks.shares import at_share
from schoolslink.referrals.rules.clocks.waits import (
    Wait,
    days_silent,
    help_due_on,
    is_overdue,
    longest_silence,
    waiting_clock,
)

__all__ = [
    "LEAST_WAITS",
    "WEEKS_LOOKED_BACK",
    "RecentWaits",
    "Wait",
    "at_share",
    "days_silent",
    "help_due_on",
    "is_overdue",
    "longest_silence",
    "recent_waits",
    "waiting_clock",
    "window_before",
]
