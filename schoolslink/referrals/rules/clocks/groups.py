"""By what no clock is split, and why: said on the page and in the documents."""

from dataclasses import dataclass

from schoolslink.referrals.rules.text import gettext_noop as _

SPLIT_WEEKS = 52  # in twelve most groups of one service are too small to be shown


@dataclass(frozen=True)
class NotSplit:
    """One thing by which figures should be split and are not."""

    name: str
    why: str


NOT_SPLIT = (
    NotSplit(
        _("Age"),
        _("A birth date is kept under the child's own key, which no count opens. The phase of the school is"
          " the nearest that can be told."),
    ),
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
        _("Special educational needs"),
        _("Asked of the school, and kept under the child's own key, which no count opens."),
    ),
    NotSplit(
        _("Where the family lives"),
        _("An address is kept under the child's own key. Town or countryside and deprivation are those of"
          " the school."),
    ),
)  # fmt: skip
