"""Small numbers and ranges: what may be shown of a count, and how sure we are of a need. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HIDDEN_BELOW = 8
NEAREST = 5
HIDDEN = "*"

# Probable mental disorder at ages 6 to 16, England: 11.6 % in 2017 and 17.4 % in 2021. Source: NHS
# Digital, Mental Health of Children and Young People in England 2021, wave 2 follow up, table 1.2.
NEED_LOW, NEED_HIGH = 0.116, 0.174


def suppress_small_numbers(count: int) -> str:
    """Return a count below national level as it may be shown.

    1 to 7 are hidden, others rounded to the nearest 5, zero is shown. Source: NHS Digital,
    Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data Set.
    """
    if count == 0:
        return "0"
    if count < HIDDEN_BELOW:
        return HIDDEN
    return str(NEAREST * round(count / NEAREST))


def suppressed_share(part: int, whole: int) -> str:
    """Return a share below national level in whole per cent; hidden when either count would be."""
    share = rounded_share(part, whole)
    return HIDDEN if share is None else f"{share} %"


def rounded_share(part: int, whole: int) -> int | None:
    """Return a share below national level to the nearest 5 per cent; None when it must be hidden."""
    if whole < HIDDEN_BELOW or 0 < part < HIDDEN_BELOW or 0 < whole - part < HIDDEN_BELOW:
        return None
    return NEAREST * round(100 * part / whole / NEAREST)


@dataclass(frozen=True)
class Cell:
    """One group of a split: how many were counted, and how many of them kept."""

    counted: int = 0
    kept: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.counted + other.counted, self.kept + other.kept)


@dataclass(frozen=True)
class Shown:
    """One group as it may be shown: its number, and its share in per cent; None is hidden."""

    number: str
    share: int | None


def split_shown(cells: Sequence[Cell]) -> tuple[list[Shown], Shown]:
    """Return the groups of a split as they may be shown, and all of them together.

    Each as beyond the service: 1 to 7 hidden, numbers and shares to the nearest 5. Where one group alone
    would be hidden, the next smallest is too, so that it is not what is left of all together. Source: NHS
    Digital, Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data Set
    (2018): rounding in place of hiding more by hand; the next smallest is hidden beside it all the same,
    since whoever belongs to the service may know the whole.
    """
    small = {n for n, one in enumerate(cells) if 0 < one.counted < HIDDEN_BELOW}
    numbers = _not_alone(small, cells)
    untold = {
        n
        for n, one in enumerate(cells)
        if one.counted and rounded_share(one.kept, one.counted) is None
    }
    shares = _not_alone(numbers | untold, cells)
    groups = [
        Shown(
            HIDDEN if n in numbers else suppress_small_numbers(one.counted),
            None if n in shares else rounded_share(one.kept, one.counted),
        )
        for n, one in enumerate(cells)
    ]
    whole = sum(cells, Cell())
    return groups, Shown(
        suppress_small_numbers(whole.counted), rounded_share(whole.kept, whole.counted)
    )


def _not_alone(hidden: set[int], cells: Sequence[Cell]) -> set[int]:
    """Return these, and where it is one alone the smallest of the others that has any."""
    if len(hidden) != 1:
        return hidden
    others = [n for n, one in enumerate(cells) if one.counted and n not in hidden]
    return hidden | set(sorted(others, key=lambda n: cells[n].counted)[:1])


@dataclass(frozen=True)
class Range:
    """A figure that is only known to lie between two others."""

    low: int
    high: int


def expected_need(pupils: int) -> Range:
    """Return how many of these pupils probably have a mental disorder, as a range to the nearest 50."""
    return Range(*(50 * round(pupils * share / 50) for share in (NEED_LOW, NEED_HIGH)))


def per_cent(part: int, whole: int) -> int | None:
    """Return a share in whole per cent; None where there is nothing to share."""
    return round(100 * part / whole) if whole else None
