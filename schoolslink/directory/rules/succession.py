"""Who follows a closed school, and whether that is clear enough to act on without a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from schoolslink.directory.rules.register import OPEN_STATUSES

# Two closures within this many days of each other belong to one reorganisation; and a successor
# open for longer than this before the closure is a school that takes another in.
ONE_REORGANISATION_DAYS = 400
LONGEST_CHAIN = 10


class Outcome(StrEnum):
    """What the links say about a closed school."""

    CLEAR = "clear"  # one successor, and nobody else came with it
    MERGED = "merged"  # several schools became one, or one was taken in by another
    SPLIT = "split"  # one school became several
    NONE = "none"  # no successor is named
    UNKNOWN = "unknown"  # the successor is not in the register, or is itself gone


@dataclass(frozen=True)
class Verdict:
    """The outcome; successor: the URN that takes over, only where clear; candidates: all named."""

    outcome: Outcome
    successor: int | None = None
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of a school here."""

    status: str
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass
class Family:
    """All links between schools. forward: closed school -> its successors; back: the reverse."""

    forward: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    back: dict[int, dict[int, date | None]] = field(default_factory=lambda: defaultdict(dict))
    schools: dict[int, Known] = field(default_factory=dict)


def family_of(
    links: Iterable[tuple[int, int, str, date | None]], schools: Mapping[int, Known]
) -> Family:
    """Return the links read from both ends: a pair may be told by one of its schools only."""
    family = Family(schools=dict(schools))
    for urn, other, kind, on in links:
        word = kind.casefold()
        if urn == other:
            continue
        if word.startswith("successor"):
            family.forward[urn][other] = _stronger(family.forward[urn].get(other), word)
            family.back[other].setdefault(urn, on)
        elif word.startswith("predecessor"):
            family.forward[other][urn] = _stronger(
                family.forward[other].get(urn), word.replace("predecessor", "successor")
            )
            if on or other not in family.back[urn]:
                family.back[urn][other] = on
    return family


def _stronger(before: str | None, word: str) -> str:
    # "Successor - merged" says more than "Successor"; whichever side says more is believed.
    return word if before is None or len(word) > len(before) else before


def verdict(family: Family, urn: int, closed_on: date | None = None) -> Verdict:
    """Return who follows a school. closed_on: the day it closed, when the register does not know yet."""
    successors = family.forward.get(urn, {})
    candidates = tuple(sorted(successors))
    if not candidates:
        return Verdict(Outcome.NONE)
    words = " ".join(successors.values())
    if len(candidates) > 1 or "split" in words:
        return Verdict(Outcome.SPLIT, candidates=candidates)
    successor = candidates[0]
    if "merged" in words or "amalgamated" in words:
        return Verdict(Outcome.MERGED, candidates=candidates)
    known = family.schools.get(successor)
    if known is None:
        return Verdict(Outcome.UNKNOWN, candidates=candidates)
    if _came_with_others(family, urn, successor, _closing_day(family, urn, closed_on, successor)):
        return Verdict(Outcome.MERGED, candidates=candidates)
    return Verdict(Outcome.CLEAR, successor, candidates)


def final_verdict(family: Family, urn: int, closed_on: date | None = None) -> Verdict:
    """Return who follows a school today, going on where the successor has itself been followed."""
    seen = {urn}
    found = verdict(family, urn, closed_on)
    while found.outcome is Outcome.CLEAR and found.successor is not None:
        known = family.schools[found.successor]
        if known.status in OPEN_STATUSES:
            return found
        if found.successor in seen or len(seen) > LONGEST_CHAIN:
            return Verdict(Outcome.UNKNOWN, candidates=found.candidates)
        seen.add(found.successor)
        following = verdict(family, found.successor)
        if following.outcome is Outcome.NONE:
            return Verdict(Outcome.UNKNOWN, candidates=found.candidates)
        found = following
    return found


def _closing_day(family: Family, urn: int, closed_on: date | None, successor: int) -> date | None:
    known = family.schools.get(urn)
    return closed_on or (known.closed_on if known else None) or family.back[successor].get(urn)


def _came_with_others(family: Family, urn: int, successor: int, closed_on: date | None) -> bool:
    known = family.schools[successor]
    if (
        known.opened_on
        and closed_on
        and _days(known.opened_on, closed_on) > ONE_REORGANISATION_DAYS
    ):
        return True
    for other, linked_on in family.back[successor].items():
        if other == urn:
            continue
        theirs = family.schools.get(other)
        day = (theirs.closed_on if theirs else None) or linked_on
        if theirs is not None and theirs.status in OPEN_STATUSES:
            continue
        # A chain of conversions names every earlier school; only those that closed together merge.
        if (
            day is None
            or closed_on is None
            or abs(_days(day, closed_on)) <= ONE_REORGANISATION_DAYS
        ):
            return True
    return False


def _days(first: date, second: date) -> int:
    return (second - first).days
