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


class ArrivalPreview(ChildRow):
    """What a school reads that is asked whether a child has arrived: no name, and nothing of the record.

    item: the asking, and so it goes to the school. words: a `rules.offering.Preview`.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="arrival")
    words = SealedField()


class OfferReply(ChildRow):
    """Why a service gave back what was offered to it, or a school says that a child has not arrived.

    item: the request, so that whoever has it reads it; offer: by which they were asked. by_service: or
    the school.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    offer = models.OneToOneField(Item, models.PROTECT, related_name="reply")
    by_service = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    written_by = models.UUIDField()
    words = SealedField()
