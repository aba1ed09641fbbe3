"""Why another service gave a request back, in the world in which the opinions are compared."""

from __future__ import annotations

from datetime import datetime

from schoolslink.checks.oracle import Record
from schoolslink.checks.world import Invented
from schoolslink.referrals.models import OfferReply


def given_back(record: Record, invented: Invented, at: datetime) -> OfferReply:
    """Return such a row of a record; by what it was offered, nobody asks there."""
    return OfferReply(
        item_id=record.id, offer_id=record.id, reason="age", at=at,
        by_service_id=invented.places["service"][0], written_by=invented.people[0],
    )  # fmt: skip
