"""What a clock is: a question in plain words, and how its answer is counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from schoolslink.referrals.rules.clocks.timeline import Timeline
from schoolslink.referrals.rules.dues import AddWorkingDays
from schoolslink.referrals.rules.moves import Move

RECORDED = frozenset(move.value for move in Move)


@dataclass(frozen=True)
class Reading:
    """One request read by one clock. on: the day by whose week it is counted.

    kept: whether it belongs to the numerator. amount: days, or hand-overs; None is not done yet,
    and longer than all that are. Of A3: what was asked and given, as `agreement.cell_of` numbers it.
    """

    on: date
    kept: bool
    amount: int | None = None


@dataclass(frozen=True)
class Looking:
    """What a clock needs besides the request: the last day that counts, and how days are walked."""

    until: date
    add_working_days: AddWorkingDays


Read = Callable[[Timeline, Looking], Reading | None]


@dataclass(frozen=True)
class Counted:
    """One measure, in words. unit: "days", "hand-overs", or "" where only a share is told.

    limit: what counts as in time, in words; "" where nothing is promised and no share is told.
    needs: moves without which there is nothing to read. why_not: why the product cannot know.
    """

    id: str
    name: str
    question: str
    numerator: str
    denominator: str
    left_out: str
    source: str
    limit: str = ""
    unit: str = "days"
    needs: tuple[str, ...] = ()
    why_not: str = ""
    less_is_better: bool = False

    @property
    def is_recorded(self) -> bool:
        """Return whether the product records what this reads."""
        return not self.why_not and RECORDED.issuperset(self.needs)

    @property
    def has_share(self) -> bool:
        """Return whether a share is told, not only how long it took."""
        return bool(self.limit)


@dataclass(frozen=True)
class Clock(Counted):
    """A measure that is read from one request."""

    read: Read = field(compare=False, kw_only=True)

    def reading(self, timeline: Timeline, looking: Looking) -> Reading | None:
        """Return how this clock reads a request by the end of a day; None where it is left out."""
        if not self.is_recorded:
            return None
        found = self.read(timeline.until(looking.until), looking)
        return found if found and found.on <= looking.until else None
