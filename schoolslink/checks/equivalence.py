"""Three opinions on everybody and every row: the grants, the database's policies, and the oracle."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from schoolslink.checks import oracle
from schoolslink.checks.ground import protected_tables, standing_as
from schoolslink.checks.oracle import TABLES, Opinion, Who
from schoolslink.checks.walls import actor_for, by_database, by_grants, token_for
from schoolslink.checks.world import Invented
from schoolslink.checks.writing import Written
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item

SHOWN = 20
AT_A_DOOR = 25  # records about which each asker tries the two doors
# Protected too, but without a word about anybody, or of nothing that was asked yet; the part's own tests
# prove whose they are.
NOT_ABOUT_A_CHILD = {
    "notices_attempt", "notices_notice", "notices_preference", "referrals_fault",
    "referrals_letgo", "referrals_owndraft", "referrals_agelook",
    "referrals_erasure", "referrals_retentionlook",
}  # fmt: skip


@dataclass
class Compared:
    """How many pairs of somebody and something were compared, and where opinions differ."""

    pairs: int = 0
    mismatches: int = 0
    askers: int = 0
    records: int = 0
    rows: int = 0
    allowed: int = 0
    seconds: float = 0.0
    writes_tried: int = 0
    writes_allowed: int = 0
    unknown_tables: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether all agree, over something that could have been seen."""
        return not self.mismatches and not self.unknown_tables and self.allowed > 0

    def take(self, written: Written) -> None:
        """Count what was tried to be written, too."""
        self.writes_tried += written.tried
        self.writes_allowed += written.allowed
        self.mismatches += written.mismatches
        self.shown += written.shown

    def note(self, who: Who, what: str, between: str, differing: set[UUID]) -> None:
        """Count what two opinions say differently of one somebody."""
        self.mismatches += len(differing)
        for key in sorted(differing)[: SHOWN - len(self.shown)]:
            self.shown.append(
                f"{between} differ for {who.kind} {who.id or who.place or who.child}: {what} {key}"
            )


def compare(invented: Invented, *, until_wrong: bool = False) -> Compared:
    """Return the comparison over everybody who may ask in a world that is already loaded.

    until_wrong: only as far as the first of them of whom the opinions differ.
    """
    world, began = invented.world, time.perf_counter()
    found = Compared(records=len(world.records), rows=len(world.rows))
    found.unknown_tables = sorted(set(protected_tables()) ^ {*TABLES, *NOT_ABOUT_A_CHILD})
    with standing_as("seed"):
        items = list(Item.objects.all())
    for number, who in enumerate(invented.askers()):
        actor = actor_for(who)
        third = oracle.opinion(world, who)
        asked = _some(list(world.records), number)
        first = by_grants(world, actor, items, asked)
        second = by_database(token_for(who, actor), asked)
        found.askers += 1
        found.pairs += len(world.rows) + len(first.actions) * len(items) + 3 * len(asked)
        found.allowed += sum(map(len, second.rows.values()))
        _differ(found, who, "grants and oracle", first.rows, third.rows)
        _differ(found, who, "grants and oracle", first.actions, third.actions)
        codes = {"codes": first.codes}, {"codes": third.codes & set(asked)}
        _differ(found, who, "grants and oracle", *codes)
        _differ(found, who, "database and oracle", second.rows, third.rows)
        keys = {"keys": second.keys}, {"keys": third.keys}
        _differ(found, who, "database and oracle", *keys)
        _differ(found, who, "database and oracle", _doors(second, asked), _doors(third, asked))
        if until_wrong and found.mismatches:
            break
    found.seconds = round(time.perf_counter() - began, 2)
    return found


def _some(records: list[UUID], number: int) -> list[UUID]:
    """Return another stretch of the records for each asker."""
    start = number * AT_A_DOOR % len(records)
    return (records + records)[start : start + min(AT_A_DOOR, len(records))]


def _doors(opinion: Opinion, asked: list[UUID]) -> dict[str, set[UUID]]:
    return {"who looked": opinion.log & set(asked), "codes": opinion.codes & set(asked)}


def _differ(
    found: Compared,
    who: Who,
    between: str,
    one: Mapping[str, set[Any]],
    other: Mapping[str, set[Any]],
) -> None:
    for what in one.keys() | other.keys():
        if differing := one.get(what, set()) ^ other.get(what, set()):
            found.note(who, what, between, differing)


def real_today() -> Any:
    """Return the day that memberships follow: the real one in London."""
    return clock.local_day(clock.real_now())
