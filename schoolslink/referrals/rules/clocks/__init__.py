"""Clocks: what is measured, from the moves that were made alone. Nothing here is ever stored."""

from schoolslink.referrals.rules.clocks.agreement import table_of, weighted_kappa
from schoolslink.referrals.rules.clocks.beside import BESIDE, BESIDE_OF, BesideClock
from schoolslink.referrals.rules.clocks.catalogue import BY_ID, CLOCKS, FIRST, REST
from schoolslink.referrals.rules.clocks.marked import AT_AN_EATING_SERVICE, MARKED
from schoolslink.referrals.rules.clocks.of_spells import (
    ENDED_WITHOUT,
    FULL_STOP,
    SPELL_CLOCKS,
    WITHOUT,
    SpellClock,
    spells_by,
)
from schoolslink.referrals.rules.clocks.recent import (
    LEAST_WAITS,
    WEEKS_LOOKED_BACK,
    RecentWaits,
    recent_waits,
    window_before,
)
from schoolslink.referrals.rules.clocks.records import Clock, Counted, Looking, Reading
from schoolslink.referrals.rules.clocks.shares import at_share
from schoolslink.referrals.rules.clocks.timeline import Made, Timeline, Told
from schoolslink.referrals.rules.clocks.totals import Total, total_of, week_of, whole_weeks
from schoolslink.referrals.rules.clocks.waits import (
    Wait,
    days_silent,
    help_due_on,
    is_overdue,
    longest_silence,
    waiting_clock,
)

__all__ = [
    "AT_AN_EATING_SERVICE",
    "BESIDE",
    "BESIDE_OF",
    "BY_ID",
    "CLOCKS",
    "ENDED_WITHOUT",
    "FIRST",
    "FULL_STOP",
    "LEAST_WAITS",
    "MARKED",
    "REST",
    "SPELL_CLOCKS",
    "WEEKS_LOOKED_BACK",
    "WITHOUT",
    "BesideClock",
    "Clock",
    "Counted",
    "Looking",
    "Made",
    "Reading",
    "RecentWaits",
    "SpellClock",
    "Timeline",
    "Told",
    "Total",
    "Wait",
    "at_share",
    "days_silent",
    "help_due_on",
    "is_overdue",
    "longest_silence",
    "recent_waits",
    "spells_by",
    "table_of",
    "total_of",
    "waiting_clock",
    "week_of",
    "weighted_kappa",
    "whole_weeks",
    "window_before",
]
