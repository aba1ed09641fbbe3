"""What a coordinator does about something past its day: a reminder, a call, or another holder."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from schoolslink.referrals.rules.text import gettext_noop as _


class Chased(StrEnum):
    """How a coordinator asked after something."""

    NUDGED = "nudged"
    RANG = "rang"
    GAVE = "gave"


# Working days that whoever a coordinator gave something to has for it, before the next person is asked;
# and where the child may be in danger, or it was urgent.
GIVEN_WD, GIVEN_SOON_WD = 2, 1


class Came(StrEnum):
    """What came of a call."""

    TODAY = "today"
    THIS_WEEK = "this_week"
    ANOTHER = "another"
    MANAGER = "manager"
    MESSAGE = "message"
    NOBODY = "nobody"


CAME: dict[Came, str] = {
    Came.TODAY: _("They do it today"),
    Came.THIS_WEEK: _("They do it this week"),
    Came.ANOTHER: _("A colleague of theirs does it"),
    Came.MANAGER: _("I spoke with their manager or head"),
    Came.MESSAGE: _("I left a message"),
    Came.NOBODY: _("Nobody answered"),
}


def may_nudge(
    last_on: date | None, today: date, working_days_between: Callable[[date, date], int]
) -> bool:
    """Say whether somebody may be reminded of a thing now: once a working day, however many press.

    last_on: the day of the last reminder of this thing. working_days_between: by the calendar.
    """
    if last_on is None:
        return True
    return last_on < today and working_days_between(last_on, today) > 0
