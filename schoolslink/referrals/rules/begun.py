"""After "not the right team": who says that somebody else helps now, how they know it, and since when."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.holders import Side
from schoolslink.referrals.rules.text import gettext_noop as _


class HowKnown(StrEnum):
    """How somebody knows that a child is helped elsewhere."""

    THEY_SAID = "they_said"
    FAMILY_SAID = "family_said"
    SCHOOL_SAW = "school_saw"


HOW_KNOWN: Mapping[HowKnown, str] = MappingProxyType(
    {
        HowKnown.THEY_SAID: _("Whoever helps now has said so"),
        HowKnown.FAMILY_SAID: _("The young person or the family has said so"),
        HowKnown.SCHOOL_SAW: _("School has seen it"),
    }
)
# Whoever said no goes by somebody else's word, and by none that came with the no itself.
TEAM_MAY_SAY = (HowKnown.THEY_SAID, HowKnown.FAMILY_SAID)


class HowUnknown(RuleBroken):
    """Choose how it is known that somebody else helps now."""


class AfterToday(RuleBroken):
    """That day is still to come. Say it when it has begun."""


class BeforeTheAnswer(RuleBroken):
    """That is before the day of the answer. Say since when they have had this help since then."""


class OnTheDayOfTheNo(RuleBroken):
    """Your team said today that it is not the right one. Ask them from tomorrow whether it has begun."""


def how_known_to(side: Side) -> tuple[HowKnown, ...]:
    """Return by whose word a side may say that the next step has begun."""
    return TEAM_MAY_SAY if side is Side.SERVICE else tuple(HowKnown)


def check_begun(how: str, since: date, *, side: Side, today: date, answered_on: date) -> None:
    """Do nothing where a side may say that help elsewhere began on a day, by such a word of it.

    answered_on: the day on which the request was answered. Raises the rule that is broken.
    """
    if how not in how_known_to(side):
        raise HowUnknown
    if since > today:
        raise AfterToday
    if since < answered_on:
        raise BeforeTheAnswer
    if side is Side.SERVICE and today <= answered_on:
        raise OnTheDayOfTheNo
