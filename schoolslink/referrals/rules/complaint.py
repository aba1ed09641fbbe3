"""A complaint: by when it is acknowledged, by when it is answered, and what its day may be.

Source: The Local Authority Social Services and National Health Service Complaints (England) Regulations
2009 (SI 2009/309), regulations 12 to 14.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from schoolslink.referrals.rules.errors import RuleBroken

AddWorkingDays = Callable[[date, int], date]
# "Not later than 3 working days after the day on which it receives the complaint": regulation 13(3).
ACKNOWLEDGE_WD = 3
# Ours, where nothing else is agreed: the law names no day, only that one is agreed or set (13(7), (8)).
ANSWER_WD = 25
# After so many months somebody must write why it takes longer: regulation 14(3) and (4).
MOST_MONTHS = 6
# What is older may still be heard where there is a good reason for it: regulation 12.
LONG_AGO_MONTHS = 12


class DayTooSoon(RuleBroken):
    """That day is over. Choose a day on which they can still have the answer."""


class DayTooLate(RuleBroken):
    """That day is more than six months after they complained. Choose an earlier day."""


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def acknowledge_by(said_on: date, add_working_days: AddWorkingDays) -> date:
    """Return the last day on which somebody must have written back that it has come."""
    return add_working_days(said_on, ACKNOWLEDGE_WD)


def answer_by(on: date, add_working_days: AddWorkingDays) -> date:
    """Return the day by which it is answered where nothing else is agreed."""
    return add_working_days(on, ANSWER_WD)


def check_day(said_on: date, on: date, day: date, add_working_days: AddWorkingDays) -> None:
    """Do nothing when an answer may be promised for this day. Raises DayTooSoon or DayTooLate.

    Where it was left lying past the six months, a promise of our own days is still possible.
    """
    if day < on:
        raise DayTooSoon
    if day > max(months_after(said_on, MOST_MONTHS), answer_by(on, add_working_days)):
        raise DayTooLate


def is_long_ago(ended_on: date | None, on: date) -> bool:
    """Say whether a request ended so long ago that we ask why it is said only now."""
    return ended_on is not None and on > months_after(ended_on, LONG_AGO_MONTHS)
