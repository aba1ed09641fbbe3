"""What a school reads that is asked whether a child has arrived: who asks, why, by what number, no name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.referrals.models import ArrivalPreview, Item
from schoolslink.referrals.queries.door import Opened, open_item
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.offering import Preview


@dataclass(frozen=True)
class Arrival:
    """One asking as the school reads it. for_school: where they come to; a council is asked for many."""

    opened: Opened
    preview: Preview
    for_school: str


def arrival_of(actor: Actor, item_id: UUID) -> Arrival:
    """Return what a school is asked. Raises Item.DoesNotExist for anything else, and for anybody else."""
    opened = open_item(actor, item_id)
    row = ArrivalPreview.objects.filter(item_id=item_id).first()
    if opened.item.kind != Kind.ARRIVAL or row is None:
        raise Item.DoesNotExist
    audit.read("arrival", [item_id], groups=[Group.SCHOOL_NOTES], children=[row.child_id])
    kept = json.loads(seal.texts(row, row.child_id)["words"] or "{}")
    shown = Preview(**kept | {"said": {}, "risk": ()})
    return Arrival(opened, shown, str(kept.get("said", {}).get("school", "")))
