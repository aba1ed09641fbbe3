"""What a team reads of an offer: the limited preview, and why others gave a request back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from schoolslink.access import audit, seal
from schoolslink.access.policy import Group
from schoolslink.referrals.models import Item, OfferPreview, OfferReply, OutsideReply
from schoolslink.referrals.rules.offering import Preview


@dataclass(frozen=True)
class GivenBack:
    """Why a service gave a request back: its name, the reason from the list, and its words."""

    by_service: str
    reason: str
    at: datetime
    words: str


def preview_of(item: Item) -> Preview | None:
    """Return what the service that is asked reads of an offer; None where there is none to read."""
    row = OfferPreview.objects.filter(item=item).first()
    if row is None:
        return None
    audit.read("offer", [item.pk], groups=[Group.NARRATIVE], children=[item.child_id])
    kept = json.loads(seal.texts(row, item.child_id)["words"] or "{}")
    return Preview(**kept | {"risk": tuple(kept.get("risk", ()))})


def given_back(item: Item) -> tuple[GivenBack, ...]:
    """Return who gave this request back and why, the latest first."""
    rows = OfferReply.objects.filter(item=item).select_related("by_service")
    outside = OutsideReply.objects.filter(item__about=item, takes=False)
    back: list[tuple[str, OfferReply | OutsideReply]] = [
        *((row.by_service.name, row) for row in rows),
        *((row.item.outside.receiver.name, row)
          for row in outside.select_related("item__outside__receiver")),
    ]  # fmt: skip
    back.sort(key=lambda one: one[1].at, reverse=True)
    return tuple(
        GivenBack(name, row.reason, row.at, seal.texts(row, item.child_id)["words"])
        for name, row in back
    )
