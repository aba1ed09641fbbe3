"""How a missed appointment is spoken of: a child does not miss one, they are not brought to it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _

# From this age on they come by themselves, and decide whether they do.
COMES_ALONE = 16


class HowMissed(StrEnum):
    """What is said of whoever did not come, by their age on that day; the standard's own two terms."""

    NOT_BROUGHT = "was_not_brought"
    NOT_ATTENDED = "did_not_attend"


# The second term blames, and so is said otherwise on every page.
HOW: Mapping[HowMissed, str] = MappingProxyType(
    {
        HowMissed.NOT_BROUGHT: _("was not brought"),
        HowMissed.NOT_ATTENDED: _("did not come"),
    }
)


def how_missed(age: int | None) -> HowMissed | None:
    """Return how it is said of somebody of this age; None where nobody knows how old they are."""
    if age is None:
        return None
    return HowMissed.NOT_BROUGHT if age < COMES_ALONE else HowMissed.NOT_ATTENDED
