"""Somebody else has a child now: who over there, how that is known, and since when; and who may say it.

After "not the right team" it is whoever helps; of what was passed on, whoever said that they have it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.holders import Side
from schoolslink.referrals.rules.moves import Move
from schoolslink.referrals.rules.text import gettext_noop as _


class HowKnown(StrEnum):
    """How somebody knows that a child is helped elsewhere, or that they have there what was passed on."""

    THEY_SAID = "they_said"
    FAMILY_SAID = "family_said"
    SCHOOL_SAW = "school_saw"
    BY_TELEPHONE = "by_telephone"
    IN_WRITING = "in_writing"
    IN_PERSON = "in_person"


HOW_KNOWN: Mapping[HowKnown, str] = MappingProxyType(
    {
        HowKnown.THEY_SAID: _("Whoever helps now has said so"),
        HowKnown.FAMILY_SAID: _("The young person or the family has said so"),
        HowKnown.SCHOOL_SAW: _("School has seen it"),
        HowKnown.BY_TELEPHONE: _("They told us by telephone"),
        HowKnown.IN_WRITING: _("They told us in a letter or an e-mail"),
        HowKnown.IN_PERSON: _("They told us in person"),
    }
)
# Whoever said no goes by somebody else's word, and by none that came with the no itself.
TEAM_MAY_SAY = (HowKnown.THEY_SAID, HowKnown.FAMILY_SAID)
SCHOOL_MAY_SAY = (*TEAM_MAY_SAY, HowKnown.SCHOOL_SAW)
# Whoever passed it on heard it from them there, or from the family.
SENDER_MAY_SAY = (
    HowKnown.BY_TELEPHONE, HowKnown.IN_WRITING, HowKnown.IN_PERSON, HowKnown.FAMILY_SAID,
)  # fmt: skip
# With these a request ends because somebody else has the child.
HAVE_THEM = (Move.CONFIRM_NEXT_STEP, Move.CONFIRM_RECEIPT)


class HowUnknown(RuleBroken):
    """Choose how it is known."""


class AfterToday(RuleBroken):
    """That day is still to come. Say it on that day, or after it."""


class BeforeTheAnswer(RuleBroken):
    """That is before the day of the answer. Say since when they have had this help since then."""


class BeforeItWasPassedOn(RuleBroken):
    """That is before the day on which it was passed on. Say since which day they have it."""


class OnTheDayOfTheNo(RuleBroken):
    """Your team answered today. Ask them from tomorrow whether it has begun."""


def how_known_to(side: Side, move: Move = Move.CONFIRM_NEXT_STEP) -> tuple[HowKnown, ...]:
    """Return by whose word, or how, a side may know what it says with a move of `HAVE_THEM`."""
    if move is Move.CONFIRM_RECEIPT:
        return SENDER_MAY_SAY
    return TEAM_MAY_SAY if side is Side.SERVICE else SCHOOL_MAY_SAY


def check_begun(
    how: str,
    since: date,
    *,
    side: Side,
    today: date,
    answered_on: date,
    move: Move = Move.CONFIRM_NEXT_STEP,
) -> None:
    """Do nothing where a side may say that somebody else has the child since a day, by such a word of it.

    answered_on: the day on which the request was answered, and so passed on. Raises the rule that is
    broken. A receipt may come on the day of the passing on; a next step does not begin by the word of
    whoever named it that day.
    """
    is_receipt = move is Move.CONFIRM_RECEIPT
    if how not in how_known_to(side, move):
        raise HowUnknown
    if since > today:
        raise AfterToday
    if since < answered_on:
        raise BeforeItWasPassedOn if is_receipt else BeforeTheAnswer
    if side is Side.SERVICE and today <= answered_on and not is_receipt:
        raise OnTheDayOfTheNo
