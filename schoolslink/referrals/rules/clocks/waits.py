"""How long people have waited and been left without a word: always computed, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from schoolslink.referrals.rules.dues import DEFAULT_LIMITS, Limits


@dataclass(frozen=True)
class Wait:
    """A wait in whole days, and whether it still goes on."""

    days: int
    is_running: bool


def waiting_clock(asked_on: date, helped_on: date | None, today: date) -> Wait:
    """Return the family's wait from asking to the start of help. Nothing pauses it.

    All days are local (Europe/London). Help recorded before the day of asking counts as no wait.
    """
    until = today if helped_on is None else helped_on
    return Wait(max(0, (until - asked_on).days), helped_on is None)


def help_due_on(received_on: date, *, limits: Limits = DEFAULT_LIMITS) -> date:
    """Return the last day for help to start: four weeks from receipt, proposed in 2021."""
    return received_on + timedelta(days=limits.help_days)


def is_overdue(due_on: date, today: date, done_on: date | None = None) -> bool:
    """Return whether a promise was broken: not kept by the end of its day."""
    return (today if done_on is None else done_on) > due_on


def days_silent(said_on: Iterable[date], asked_on: date, today: date) -> int:
    """Return the days since anybody last told the family or school anything."""
    return max(0, (today - max(said_on, default=asked_on)).days)


def longest_silence(
    said_on: Iterable[date], asked_on: date, ended_on: date | None, today: date
) -> int:
    """Return the most days in a row with nothing said, from asking until the end or today (T8)."""
    end = today if ended_on is None else ended_on
    days = sorted({asked_on, end, *(day for day in said_on if asked_on <= day <= end)})
    return max(((later - earlier).days for earlier, later in pairwise(days)), default=0)
