"""One request joined to another about the same child, which goes on; and that they are apart again."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id

from .item import ChildRow, Item, ItemEvent


class Joining(ChildRow):
    """That a request (`item`) is over here because another (`goes_on`) is about the same child.

    goes_on: empty once all of that child was erased.
    event: the move by which it was joined. words: why, sealed under the key of `item`'s child, for the
    team alone. apart_event: the move by which it is a request of its own again, whoever made it;
    apart_words: why, of a person. A row stays, and who is joined anew has a row of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="joinings", db_index=False)
    # The trigger that judges it asks whether it is there, once. A constraint would ask again at each later
    # change, and wait for whoever decides on the one that goes on, who waits for this.
    goes_on = models.ForeignKey(
        Item, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    event = models.OneToOneField(ItemEvent, models.PROTECT, related_name="+")
    words = SealedField()
    joined_by = models.UUIDField(null=True)
    at = models.DateTimeField()
    apart_event = models.OneToOneField(ItemEvent, models.PROTECT, null=True, related_name="+")
    apart_words = SealedField()
    apart_by = models.UUIDField(null=True)
    apart_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joining_names_another", condition=~models.Q(item=models.F("goes_on"))
            ),
            models.CheckConstraint(
                name="joining_is_apart_by_a_move",
                condition=models.Q(apart_event__isnull=True, apart_at__isnull=True)
                | models.Q(apart_event__isnull=False, apart_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="joining_to_one_at_a_time",
                fields=["item"],
                condition=models.Q(apart_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="joining_by_item"),
            models.Index(fields=["goes_on"], name="joining_by_goes_on"),
            models.Index(fields=["child_id"], name="joining_by_child"),
            models.Index(
                fields=["school_id"],
                name="joining_at_school",
                condition=models.Q(apart_at__isnull=True),
            ),
        ]
