"""What each step of a hand-over says: why, to whom, who confirmed it and how, who was told."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.transferring import Told, WhyTransfer

from .item import ChildRow, Item, ItemEvent


class TransferStep(ChildRow):
    """What goes with one move of a hand-over; the move itself says by whom and when. Append-only.

    item: the hand-over. why: with the plan. receiver, receiver_name: with the handing over; a service
    that works here, or the name of one outside. whom: who of the family was told. words: the person
    outside who confirmed it and how, or the person to whom it was handed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="transfer_steps")
    event = models.OneToOneField(ItemEvent, models.PROTECT, related_name="transfer_step")
    why = models.TextField(
        default="", choices=[("", "")] + [(w.value, w.value) for w in WhyTransfer]
    )
    receiver = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    receiver_name = models.TextField(default="")
    whom = models.TextField(default="", choices=[("", "")] + [(w.value, w.value) for w in Told])
    words = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transfer_step_known",
                condition=models.Q(why__in=["", *(why.value for why in WhyTransfer)])
                & models.Q(whom__in=["", *(told.value for told in Told)]),
            )
        ]
