"""What another service reads before it takes a request, and why it gave one back."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id

from .item import ChildRow, Item


class OfferPreview(ChildRow):
    """The limited preview of a request, written when it is offered: no name in it, and nobody's number.

    item: the offer, and so it goes to the service that is asked. words: a `rules.offering.Preview`.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="preview")
    words = SealedField()


class OfferReply(ChildRow):
    """Why a service gave back what was offered to it.

    item: the request, so that whoever has it reads it; offer: by which it was offered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    offer = models.OneToOneField(Item, models.PROTECT, related_name="reply")
    by_service = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    written_by = models.UUIDField()
    words = SealedField()
