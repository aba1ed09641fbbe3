"""The standards for waiting, as dated data: what is one, what was only proposed, what is our own."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from schoolslink.referrals.rules.text import gettext_noop as _


class Status(StrEnum):
    """What a limit is."""

    STANDARD = "standard"
    PROPOSED = "proposed"
    LOCAL = "local"


STATUS_WORDS = {
    Status.STANDARD: _("a national standard"),
    Status.PROPOSED: _("proposed nationally, never made a standard"),
    Status.LOCAL: _("a promise of this programme, or of the service"),
}
UNITS = ("hours", "days", "working_days", "weeks")


class StandardUnreadable(ValueError):
    """A line of standards.csv says something that we cannot read."""


@dataclass(frozen=True)
class Standard:
    """One limit, in force from a day until another. share: per cent to be in time; None: not set."""

    name: str
    question: str
    from_on: date
    until_on: date | None
    amount: int
    unit: str
    share: int | None
    status: Status
    starts: str
    stops: tuple[str, ...]
    source: str
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether it is in force on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@cache
def standards() -> tuple[Standard, ...]:
    """Return every standard of the file; raise StandardUnreadable for a line that makes no sense."""
    path = Path(__file__).with_name("standards.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return read(csv.DictReader(file))


def read(rows: Iterable[dict[str, str]]) -> tuple[Standard, ...]:
    """Return the standards of these rows."""
    found = tuple(_one(row) for row in rows)
    for one in found:
        for other in found:
            if one is not other and one.name == other.name and _overlap(one, other):
                raise StandardUnreadable(f"{one.name} has two limits on {other.from_on}")
    return found


def in_force(name: str, on: date) -> Standard | None:
    """Return the limit of this name on a day; None where none is in force."""
    return next((one for one in standards() if one.name == name and one.holds_on(on)), None)


def _one(row: dict[str, str]) -> Standard:
    try:
        made = Standard(
            name=row["name"],
            question=row["question"],
            from_on=date.fromisoformat(row["from_on"]),
            until_on=date.fromisoformat(row["until_on"]) if row["until_on"] else None,
            amount=int(row["amount"]),
            unit=row["unit"],
            share=int(row["share"]) if row["share"] else None,
            status=Status(row["status"]),
            starts=row["starts"],
            stops=tuple(row["stops"].split()),
            source=row["source"],
            note=row["note"] or "",
        )
    except (KeyError, ValueError) as wrong:
        raise StandardUnreadable(str(wrong)) from wrong
    if made.unit not in UNITS or made.amount < 1 or not made.source or not made.stops:
        raise StandardUnreadable(made.name)
    if made.until_on is not None and made.until_on <= made.from_on:
        raise StandardUnreadable(f"{made.name} ends before it begins")
    if made.share is not None and not 0 < made.share <= 100:
        raise StandardUnreadable(f"{made.name} has no such share")
    return made


def _overlap(one: Standard, other: Standard) -> bool:
    return (one.until_on is None or other.from_on < one.until_on) and (
        other.until_on is None or one.from_on < other.until_on
    )
