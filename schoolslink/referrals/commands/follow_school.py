"""What was asked at a school follows it to the school that takes its place.

Listed in `config/handovers.py`. Holder, date, state and history stay as they are: the family's
clock does not notice. Ended requests go along too, since the school's own record of them does.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.directory.rules.handover import HandOver, Hanging


def items_on(schools: Collection[UUID] | None) -> list[Hanging]:
    """Return how many open and ended items each school has; numbers alone leave the database."""
    found = doors.rows(
        "select * from access.items_on_schools(%s)", None if schools is None else list(schools)
    )
    told = [Hanging(school, "open requests", count, is_open=True) for school, count, _ in found]
    return told + [Hanging(school, "ended requests", count) for school, _, count in found]


def move_items(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Move every item of one school to the other, and note it in each child's audit."""
    moved = doors.rows("select * from access.items_follow_school(%s, %s)", old, new)
    for item_id, child_id, _ in moved:
        audit.record(actor, "item.followed_school", item_id, at=at, child_id=child_id)
    return len(moved)


HAND_OVER = HandOver("requests", items_on, move_items)
