"""Post that nobody has yet: how it came, from whom, whether it tells of danger, and by when it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import State
from schoolslink.referrals.rules.promised import Due, Duty
from schoolslink.referrals.rules.text import gettext_noop as _

# Older than this is a slip of the pen, and would bend every clock.
OLDEST_DAYS = 366


class How(StrEnum):
    """By which way it came."""

    LETTER = "letter"
    EMAIL = "email"
    FAX = "fax"
    VOICE = "voice"
    DESK = "desk"
    FORM = "form"


class FromWhom(StrEnum):
    """Whose it is, as far as it says."""

    SCHOOL = "school"
    CARER = "carer"
    YOUNG_PERSON = "young_person"
    GP = "gp"
    SERVICE = "service"
    NOT_KNOWN = "not_known"


class Danger(StrEnum):
    """Whether anything in it says that somebody is in danger now, as a person read it."""

    YES = "yes"
    NO = "no"
    NOT_READ = "not_read"


HOW: Mapping[How, str] = MappingProxyType(
    {
        How.LETTER: _("A letter"),
        How.EMAIL: _("An e-mail"),
        How.FAX: _("A fax"),
        How.VOICE: _("A voice message"),
        How.DESK: _("A note at the front desk"),
        How.FORM: _("A form that somebody handed in"),
    }
)
FROM: Mapping[FromWhom, str] = MappingProxyType(
    {
        FromWhom.SCHOOL: _("A school"),
        FromWhom.CARER: _("A parent or carer"),
        FromWhom.YOUNG_PERSON: _("A young person"),
        FromWhom.GP: _("A doctor (GP)"),
        FromWhom.SERVICE: _("Another service"),
        FromWhom.NOT_KNOWN: _("It does not say"),
    }
)


class CameLater(RuleBroken):
    """It cannot have come after now. Check the day and the time."""


class CameTooLongAgo(RuleBroken):
    """That is more than a year ago. Check the year."""


def check_came_at(came_at: datetime, at: datetime) -> datetime:
    """Return when it came. Raises CameLater for after now and CameTooLongAgo for a slip of the pen."""
    if came_at > at:
        raise CameLater
    if came_at < at - timedelta(days=OLDEST_DAYS):
        raise CameTooLongAgo
    return came_at


def is_soon(danger: Danger) -> bool:
    """Return whether somebody looks at it the same working day: where it tells of danger, or may."""
    return danger is not Danger.NO


def due_of_post(
    state: State,
    on: date,
    typed_on: date | None,
    within: Callable[[date, int], date],
    *,
    soon: bool,
) -> Due | None:
    """Return what is due of post in a state, and by when.

    on: the day it came. typed_on: the day it was typed in, before which nothing can be due. within:
    adds working days to a day. Where it tells of danger, or nobody has read it, it is due on the
    working day on which it came, or the first one after.
    """
    if state is not State.TO_SORT:
        return None
    by = _working_day(on, within) if soon else within(on, 1)
    return Due(Duty.SORT, max(by, _working_day(typed_on or on, within)))


class NotSaidWorse(RuleBroken):
    """When this was written down, somebody had read that a person is in danger. Say yes here, with the
    words that say so. Everything you typed is still here.
    """


class WordsMissing(RuleBroken):
    """Write what it says, so that whoever looks again knows why. Everything you typed is still here."""


def check_put_to(danger: Danger, *, worse: bool, words: str) -> None:
    """Do nothing where post may go to a request as it was read; worse: it says so, or that of danger.

    Raises NotSaidWorse where it told of danger when it was written down, and WordsMissing.
    """
    if danger is Danger.YES and not worse:
        raise NotSaidWorse
    if worse and not words.strip():
        raise WordsMissing


def _working_day(day: date, within: Callable[[date, int], date]) -> date:
    """Return a day where somebody works on it, else the first working day after it."""
    return within(day - timedelta(days=1), 1)
