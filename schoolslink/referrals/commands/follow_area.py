"""What is open in an area that ends is looked after in the area that goes on with it.

Listed in `config/handovers.py`. What has ended stays counted where it was looked after.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor


def move_open_items(old: UUID, new: UUID, *, actor: Actor, at: datetime) -> int:
    """Move every open item of an ended area to the other, and note it in each child's audit."""
    moved = doors.rows("select * from access.items_follow_area(%s, %s)", old, new)
    for item_id, child_id in moved:
        audit.record(actor, "item.followed_area", item_id, at=at, child_id=child_id)
    return len(moved)
