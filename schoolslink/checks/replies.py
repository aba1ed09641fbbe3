"""What passes between two services, in the world in which the opinions are compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from schoolslink.checks.oracle import Record
from schoolslink.checks.world import Invented
from schoolslink.referrals.models import ItemEvent, OfferReply, TransferStep


def given_back(record: Record, invented: Invented, at: datetime) -> OfferReply:
    """Return such a row of a record; by what it was offered, nobody asks there."""
    return OfferReply(
        item_id=record.id, offer_id=record.id, reason="age", at=at,
        by_service_id=invented.places["service"][0], written_by=invented.people[0],
    )  # fmt: skip


def handed_over(record: Record, opening: Mapping[UUID, ItemEvent]) -> TransferStep:
    """Return what goes with a step of a hand-over of a record; by which move, nobody asks there."""
    return TransferStep(item_id=record.id, event=opening[record.id], why="age")
