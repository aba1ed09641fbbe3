"""What hangs on a school, and how each part hands it to the school that follows.

A part that keeps rows about schools writes one HandOver and names it in `config/handovers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Hanging:
    """Something that hangs on a school. is_open: a child or a question waits in it."""

    school_id: UUID
    what: str
    count: int
    is_open: bool = False


@dataclass(frozen=True)
class HandOver:
    """One part's hand-over.

    hanging(school_ids) returns what hangs on these schools (on any school, when given None).
    move(predecessor_id, successor_id, actor=..., at=...) moves it all and returns how many rows.
    """

    name: str
    hanging: Callable[[Collection[UUID] | None], list[Hanging]]
    move: Callable[..., int]


# Moves what one part keeps open in an ended area: move(old_id, new_id, actor=..., at=...).
MoveOfArea = Callable[..., int]


def most_urgent_first(hanging: Collection[Hanging]) -> tuple[int, int]:
    """Return a key that sorts schools with open items first, then those with most upon them."""
    still_open = sum(thing.count for thing in hanging if thing.is_open)
    return (-still_open, -sum(thing.count for thing in hanging))
