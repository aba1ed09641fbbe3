"""Asking again for the same child: after which end, what is carried over, and what is new beside the old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schoolslink.referrals.rules.moves import State
from schoolslink.referrals.rules.request.blocks import BLOCKS
from schoolslink.referrals.rules.request.holidays import HOLIDAY_FIELDS

# A team has let it go, or it has ended; what is not decided yet is added to instead.
MAY_ASK_AGAIN = (
    State.NEXT_STEP,
    State.CLOSED,
    State.PASSED_ON,
    State.DISCHARGED,
    State.WITHDRAWN,
)
# A yes is asked for anew, and nobody's safety is taken over from last time.
_ANEW = ("agreement", "risk")
ASKED_ANEW = frozenset(
    {field.name for block in BLOCKS if block.name in _ANEW for field in block.fields}
    | set(HOLIDAY_FIELDS)
)


class Since(StrEnum):
    """What became of an answer since they asked before."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True)
class Compared:
    """One question with both answers, in words; an empty one was not given."""

    title: str
    label: str
    then: str
    now: str

    @property
    def since(self) -> Since:
        """Return what became of it."""
        if not self.then:
            return Since.NEW
        if not self.now:
            return Since.GONE
        return Since.UNCHANGED if self.then == self.now else Since.CHANGED


def compared(
    then: Mapping[tuple[str, str], str], now: Mapping[tuple[str, str], str]
) -> Sequence[Compared]:
    """Return every question answered then or now, in the order of now, those left out at the end."""
    places = [*now, *(place for place in then if place not in now)]
    return tuple(
        Compared(title, label, then.get((title, label), ""), now.get((title, label), ""))
        for title, label in places
    )
