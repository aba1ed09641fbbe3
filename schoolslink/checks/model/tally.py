"""What is tried, and what all walks together have tried."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from schoolslink.referrals.rules import MOVES, Kind, Move, State


class Differs(AssertionError):
    """The product did something else than the model, or left something as it must never be."""


Often = Counter[tuple[Kind, State, Move]]


@dataclass(frozen=True)
class Tried:
    """One step: who, with which thing, by which move; and what they had before them.

    behind: by how many versions what they saw is older (or newer, below nought). given: whether what
    the move cannot be saved without is there. bare: straight into the database, past the commands.
    """

    who: str
    item: UUID
    move: Move
    behind: int = 0
    given: bool = True
    bare: bool = False


@dataclass
class Tally:
    """What all walks together have tried."""

    steps: int = 0
    made: int = 0
    refused: int = 0
    needed_more: int = 0
    at_once: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    who: Counter[str] = field(default_factory=Counter)
    times: Counter[tuple[Kind, State, Move]] = field(default_factory=Counter)
    tries: Counter[tuple[Kind, State, Move]] = field(default_factory=Counter)
    asked: int = 0  # how often the reconciler asked everything
    lived: int = 0  # steps by whole commands, with what follows

    @property
    def ways(self) -> set[tuple[Kind, State, Move]]:
        """Return each move from each state that was made at least once."""
        return set(self.times)

    def never(self) -> set[Move]:
        """Return the moves of the table that nobody made."""
        return {move for *_, move in MOVES} - {move for *_, move in self.ways}

    def often(self) -> Often:
        """Return how often each way was made or tried: what cannot be made is not tried for ever."""
        return self.times + self.times + self.tries

    def add_way(self, kind: Kind, state: State, move: Move) -> None:
        """Count that a move was made from a state."""
        self.times[kind, state, move] += 1

    def add(self, more: Tally) -> None:
        """Count what other walks have tried as well."""
        for name in ("steps", "made", "refused", "needed_more", "at_once", "asked", "lived"):
            setattr(self, name, getattr(self, name) + getattr(more, name))
        self.kinds += more.kinds
        self.who += more.who
        self.times += more.times
        self.tries += more.tries
