"""What a change in the register means: which go in by themselves and which wait for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from schoolslink.kernel.names import normal_form


class Status(StrEnum):
    """Whether a school is there."""

    PROPOSED = "proposed"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


# The register's own words.
STATUSES = {
    "open": Status.OPEN,
    "closed": Status.CLOSED,
    "open, but proposed to close": Status.CLOSING,
    "proposed to open": Status.PROPOSED,
}
OPEN_STATUSES = (Status.OPEN, Status.CLOSING)
# No number of the register has more than six figures: a council that stands in for schools is told by seven.
FIRST_COUNCIL = 9_000_000


def council_number(la_code: str) -> int | None:
    """Return the number under which a council stands beside the schools; None where its code gives none."""
    is_code = la_code.isascii() and la_code.isdecimal() and len(la_code) <= 3
    return FIRST_COUNCIL + int(la_code) if is_code else None


def is_council(urn: int) -> bool:
    """Say whether this is a council that stands in for schools, and no school."""
    return urn >= FIRST_COUNCIL


class ChangeKind(StrEnum):
    """What happened to a school, from one import to the next."""

    ADDED = "added"
    NAME = "name"
    RENAMED = "renamed"
    DETAILS = "details"
    STATUS = "status"
    OPENING = "opening"
    PHASE = "phase"
    MOVED_AREA = "moved_area"
    CLOSURE = "closure"
    REOPENING = "reopening"
    VANISHED = "vanished"


# In the order in which a person should see them.
NEEDS_REVIEW = (
    ChangeKind.CLOSURE,
    ChangeKind.VANISHED,
    ChangeKind.REOPENING,
    ChangeKind.OPENING,
    ChangeKind.MOVED_AREA,
    ChangeKind.PHASE,
    ChangeKind.RENAMED,
)


# After these, who follows whom may be another.
WHO_IS_THERE = (
    ChangeKind.ADDED,
    ChangeKind.STATUS,
    ChangeKind.CLOSURE,
    ChangeKind.REOPENING,
    ChangeKind.VANISHED,
)


class SetState(StrEnum):
    """Where a change set stands."""

    PARSED = "parsed"
    CHECKED = "checked"
    REVIEWED = "reviewed"
    APPLIED = "applied"


# A set with nothing to review is reviewed by the rules alone.
SET_MOVES = {
    (SetState.PARSED, SetState.CHECKED),
    (SetState.CHECKED, SetState.REVIEWED),
    (SetState.REVIEWED, SetState.APPLIED),
}

STATUS_FIELDS = ("status", "closed_on")
AREA_FIELDS = ("la_code", "sub_icb_code", "icb_code")
# What says where a school lies; it follows the area's decision, so that no school is half moved.
PLACE_FIELDS = ("la_name", "lad_code", "lsoa_code")
SAME_NAME = 0.5  # below this two names share too little to be two spellings of one
CUT_SHORT = 0.1  # a tenth of the open schools gone at once is a damaged file, not news
CUT_SHORT_AT_LEAST = 50


@dataclass(frozen=True)
class Change:
    """One change of one school; before and after hold only the fields concerned."""

    kind: ChangeKind
    urn: int
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    grouped_by: str = ""

    @property
    def needs_review(self) -> bool:
        return self.kind in NEEDS_REVIEW


def changes_of(urn: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what it means that a school's fields went from `before` to `after`.

    Both hold the fields that differ and no other.
    """
    left = dict(after)
    found: list[Change] = []

    def take(kind: ChangeKind, *names: str, grouped_by: str = "") -> None:
        mine = {name: left.pop(name) for name in names if name in left}
        if mine:
            found.append(Change(kind, urn, {n: before[n] for n in mine}, mine, grouped_by))

    if "status" in left:
        take(_status_kind(before["status"], left["status"]), *STATUS_FIELDS)
    if "phase" in left and before["phase"] and left["phase"]:
        take(ChangeKind.PHASE, "phase", grouped_by=f"{before['phase']} → {left['phase']}")
    moved = [n for n in AREA_FIELDS if n in left and before[n] and left[n]]
    if moved:
        first = moved[0]
        grouped_by = f"{first} {before[first]} → {left[first]}"
        take(ChangeKind.MOVED_AREA, *AREA_FIELDS, *PLACE_FIELDS, grouped_by=grouped_by)
    if "name" in left:
        alike = is_spelling(before["name"], left["name"])
        take(ChangeKind.NAME if alike else ChangeKind.RENAMED, "name")
    take(ChangeKind.DETAILS, *list(left))
    return found


def _status_kind(before: str, after: str) -> ChangeKind:
    if after == Status.CLOSED:
        return ChangeKind.CLOSURE
    if before == Status.CLOSED:
        return ChangeKind.REOPENING
    return ChangeKind.STATUS


def is_spelling(before: str, after: str) -> bool:
    """Say whether two names can be one school's name written anew, and not another name."""
    old, new = normal_form(before), normal_form(after)
    if old in new or new in old:
        return True
    return SequenceMatcher(None, old, new).ratio() >= SAME_NAME


def looks_cut_short(vanished: int, were_open: int) -> bool:
    """Say whether so many schools are missing that the file, not the country, has changed."""
    return vanished >= CUT_SHORT_AT_LEAST and vanished > CUT_SHORT * were_open


def counts_by_kind(kinds: Iterable[str]) -> dict[str, int]:
    """Return how many changes of each kind, the kinds in their order, none left out."""
    counted = dict.fromkeys((kind.value for kind in ChangeKind), 0)
    for kind in kinds:
        counted[kind] += 1
    return counted
