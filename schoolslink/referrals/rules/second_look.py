"""What nobody decides alone: a second no, and the end of help after three missed appointments."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.moves import Move
from schoolslink.referrals.rules.text import gettext_noop as _

# Why a manager is asked, where it is no reason of the list: they did not come three times in a row.
THIRD_MISSED = "third_missed"
# Both leave a child without this team. To whom one of them was said once, neither is said alone again.
NOES = frozenset({Move.NOT_ACCEPT, Move.ADVISE})
IN_A_ROW = 3
# They were met: what was missed before is over.
MET = (
    Move.RECORD_FIRST_CONTACT,
    Move.RECORD_SECOND_CONTACT,
    Move.RECORD_BASELINE,
    Move.RECORD_ASSESSMENT,
    Move.RECORD_PLAN,
    Move.START_HELP,
)


class Stands(StrEnum):
    """How it stands with what a manager has to look at first. NOT_NEEDED: it may be decided."""

    NOT_NEEDED = ""
    ASK = "ask"
    WAITS = "to_judge"
    AGREED = "judged_right"
    ANEW = "judged_anew"

    @property
    def may_end(self) -> bool:
        """Say whether the team may decide it now."""
        return self in (Stands.NOT_NEEDED, Stands.AGREED)


class Instead(StrEnum):
    """What a manager wants done first, where they do not agree. A list: they read no word of the child."""

    MEET = "meet"
    ASK_WHAT_IS_NEW = "ask_what_is_new"
    TOGETHER = "together"
    NEXT_STEP = "next_step"
    OTHER_WAY = "other_way"


INSTEAD: Mapping[Instead, str] = MappingProxyType(
    {
        Instead.MEET: _("Meet or ring the young person or family before you decide"),
        Instead.ASK_WHAT_IS_NEW: _("Ask whoever asked what is new since the last time"),
        Instead.TOGETHER: _("Decide it together with a colleague who has not seen it yet"),
        Instead.NEXT_STEP: _("Make sure first that the next step takes them"),
        Instead.OTHER_WAY: _("Offer another way to meet: at school, by phone, another day"),
    }
)


def missed_in_a_row(moves: Iterable[str]) -> int:
    """Return how many appointments were missed since they were last met, from the moves in order."""
    missed = 0
    for move in moves:
        if move == Move.RECORD_MISSED:
            missed += 1
        elif move in MET:
            missed = 0
    return missed
