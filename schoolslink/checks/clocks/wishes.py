"""What was asked for and what was given, a second time: each request by itself, each pair drawn by chance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

# What a school may say would help, and the first answers: each put on a stair, the least first.
STAIRS = (
    ({"advice"}, {("advise", "")}),
    ({"consultation"}, {("accept", "getting_advice")}),
    (
        {"assessment", "support_team"},
        {("accept", f"getting_{x}") for x in ("help", "more_help", "risk_support")},
    ),
)
Wish = tuple[str, str, str]  # what was asked for; the move of the first answer; its level


def compared(wishes: Sequence[Wish]) -> tuple[int, int, Fraction | None]:
    """Return how many can be compared, how many are alike, and how far that is beyond chance.

    Chance: take any wish and any answer, and count the stairs between the two.
    """
    pairs = [(_stair(0, wish), _stair(1, (move, level))) for wish, move, level in wishes]
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    by_chance = [_apart(one, other) for one, _ in both for _, other in both]
    if not sum(by_chance):
        return len(both), _alike(both), None
    seen = Fraction(sum(_apart(one, other) for one, other in both), len(both))
    drawn = Fraction(sum(by_chance), len(by_chance))
    return len(both), _alike(both), (drawn - seen) / drawn


def _stair(side: int, said: object) -> int | None:
    return next((n for n, stair in enumerate(STAIRS) if said in stair[side]), None)


def _apart(one: int, other: int) -> int:
    return len(range(one, other)) + len(range(other, one))


def _alike(pairs: Sequence[tuple[int, int]]) -> int:
    return len([one for one, other in pairs if one == other])
