"""What each step of a hand-over says: why, to whom, who confirmed it and how, who was told."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.transferring import NextSchool, Told, WhyTransfer

from .item import ChildRow, Item, ItemEvent


class TransferStep(ChildRow):
    """What goes with one move of a hand-over; the move itself says by whom and when. Append-only.

    item: the hand-over. why: with the plan. receiver, receiver_name: with the handing over; a service
    that works here, or the name of one outside. to_school: with that too; a school that works here and
    says itself whether they have come. whom: who of the family was told. next_school: with the telling;
    whether that school may see the request. words: the person outside who confirmed it and how, or the
    person to whom it was handed.
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
    to_school = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+"
    )
    next_school = models.TextField(
        default="", choices=[("", "")] + [(said.value, said.value) for said in NextSchool]
    )
    words = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transfer_step_known",
                condition=models.Q(why__in=["", *(why.value for why in WhyTransfer)])
                & models.Q(whom__in=["", *(told.value for told in Told)])
                & models.Q(next_school__in=["", *(said.value for said in NextSchool)]),
            ),
            models.CheckConstraint(
                name="transfer_step_asks_of_the_next_school_when_it_tells",
                condition=models.Q(next_school="") | ~models.Q(whom=""),
            ),
        ]
