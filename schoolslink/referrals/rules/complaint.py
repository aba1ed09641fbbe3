"""A complaint: how and when it was made, by when it is acknowledged, by when it is answered.

Source: The Local Authority Social Services and National Health Service Complaints (England) Regulations
2009 (SI 2009/309), regulations 12 to 14.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.post import check_came_at
from schoolslink.referrals.rules.text import gettext_noop as _

AddWorkingDays = Callable[[date, int], date]
# "Not later than 3 working days after the day on which it receives the complaint": regulation 13(3).
ACKNOWLEDGE_WD = 3
# Ours, where nothing else is agreed: the law names no day, only that one is agreed or set (13(7), (8)).
ANSWER_WD = 25
# After so many months somebody must write why it takes longer: regulation 14(3) and (4).
MOST_MONTHS = 6
# What is older may still be heard where there is a good reason for it: regulation 12.
LONG_AGO_MONTHS = 12


class How(StrEnum):
    """By which way it was made, where it was not said on their own page: regulation 13(1)."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in_person"


HOW: Mapping[How, str] = MappingProxyType(
    {
        How.PHONE: _("By telephone"),
        How.LETTER: _("In a letter"),
        How.EMAIL: _("In an e-mail"),
        How.IN_PERSON: _("In person"),
    }
)


class Given(StrEnum):
    """How whoever has no page of their own was given what was written down, or said of it."""

    LETTER = "letter"
    IN_PERSON = "in_person"
    PHONE = "phone"


GIVEN: Mapping[Given, str] = MappingProxyType(
    {
        Given.LETTER: _("By post"),
        Given.IN_PERSON: _("On paper, by hand"),
        Given.PHONE: _("Read out to them on the telephone, as they wished"),
    }
)


class BeforeTheRequest(RuleBroken):
    """On that day there was no request yet. Check the day, or find the request that it is about."""


class DayTooSoon(RuleBroken):
    """That day is over. Choose a day on which they can still have the answer."""


class DayTooLate(RuleBroken):
    """That day is more than six months after they complained. Choose an earlier day."""


def check_made_at(
    made_at: datetime, began_at: datetime, at: datetime, day: Callable[[datetime], date]
) -> None:
    """Do nothing where it may have been made then. day: the local day of a moment.

    Raises CameLater and CameTooLongAgo as for all that comes on paper or by telephone, and
    BeforeTheRequest for a day on which there was no request to complain of.
    """
    check_came_at(made_at, at)
    if day(made_at) < day(began_at):
        raise BeforeTheRequest


def same_words(made_on: date, words: str) -> str:
    """Return what two people write alike who take down the same words of the same day."""
    return f"{made_on.isoformat()} {' '.join(words.split()).casefold()}"


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
