"""By what clocks are split of a child, by what they are not, and why: said on the page and in the documents.

What a count reads is a band of ages and one of three words, written down when the request is sent and
when either answer is put right; the birth date and all else stay under the child's own key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schoolslink.referrals.rules.text import gettext_noop as _

SPLIT_WEEKS = 52  # in twelve most groups of one service are too small to be shown
AGE, SEN = "age", "sen"
# First ages of the bands: school begins, primary ends, one decides by oneself, and is of age.
AGES = {"under_5": 0, "5_to_10": 5, "11_to_15": 11, "16_to_17": 16, "18_on": 18}
NEEDS = ("none", "support", "plan")  # as the request asks the school
OF_A_CHILD: Mapping[str, tuple[str, ...]] = {AGE: tuple(AGES), SEN: NEEDS}


def age_band(age: int | None) -> str:
    """Return the band of an age in whole years; "" where it is not known."""
    if age is None or age < 0:
        return ""
    return [band for band, first in AGES.items() if first <= age][-1]


def need_said(answer: Any) -> str:
    """Return what the school said of special educational needs; "" where it did not, or does not know."""
    return answer if answer in NEEDS else ""


@dataclass(frozen=True)
class NotSplit:
    """One thing by which figures should be split and are not."""

    name: str
    why: str


NOT_SPLIT = (
    NotSplit(
        _("Sex"),
        _("Not asked. Gender is asked in the young person's own words, which nobody sorts into groups."),
    ),
    NotSplit(
        _("Ethnic group"),
        _("Asked in the family's own words, and may be left out. It is kept under the child's own key, which"
          " no count opens."),
    ),
    NotSplit(
        _("Where the family lives"),
        _("An address is kept under the child's own key. Town or countryside and deprivation are those of"
          " the school."),
    ),
)  # fmt: skip
