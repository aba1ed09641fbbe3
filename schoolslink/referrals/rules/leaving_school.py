"""A child has left a school for none: by which of the field's reasons, and on which day. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.text import gettext_noop as _

# Older than this is a slip of the pen.
OLDEST = timedelta(days=366)


class WhyLeft(StrEnum):
    """Why a child has no school now. Who is suspended, or in alternative provision, keeps theirs."""

    HOME_EDUCATION = "home_education"
    EXCLUDED = "permanently_excluded"
    MISSING = "missing_education"


WHY_LEFT: Mapping[WhyLeft, str] = MappingProxyType(
    {
        WhyLeft.HOME_EDUCATION: _("They are taught at home from now on"),
        WhyLeft.EXCLUDED: _("They are permanently excluded"),
        WhyLeft.MISSING: _(
            "They are missing from education: nobody knows of a school that has them"
        ),
    }
)


class LeavesLater(RuleBroken):
    """That is after today. Say it once they have left: until then your school has them."""


class LeftLongAgo(RuleBroken):
    """That is more than a year ago. Check the year."""


def check_left_on(left_on: date, today: date) -> date:
    """Return the day on which they left. Raises LeavesLater for a day to come, LeftLongAgo for a slip."""
    if left_on > today:
        raise LeavesLater
    if left_on < today - OLDEST:
        raise LeftLongAgo
    return left_on
