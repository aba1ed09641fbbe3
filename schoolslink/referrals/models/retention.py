"""What has been kept long enough, and what is kept all the same because a named person holds it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.retention import Hold, Lift, Part, Rule

from .item import ChildRow, Item, values_of


class RetentionDue(ChildRow):
    """Something of a child's record has been kept long enough; it goes when those who keep it agree.

    One row for each service or school that has to. Found each night by a door; nobody writes it by hand.
    item: the last thing asked there. due_on: the first of a month. agreed_by: from the signed identity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="kept_long")
    part = models.TextField(choices=values_of(Part))
    rule = models.TextField(choices=values_of(Rule))
    due_on = models.DateField()
    found_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kept_long_once_each", fields=["item", "part"]),
            models.CheckConstraint(
                name="kept_long_known",
                condition=Q(part__in=[part.value for part in Part])
                & Q(rule__in=[rule.value for rule in Rule]),
            ),
        ]
        indexes = [
            models.Index(
                fields=[column, "due_on", "id"],
                name=f"kept_long_at_{column[:-3]}",
                condition=Q(agreed_at__isnull=True),
            )
            for column in ("school_id", "service_id")
        ]


class RetentionHold(ChildRow):
    """Nothing of this child is deleted, whatever the calendar says, until somebody says why it ends.

    It follows the item's child. Who set it and who lifted it come from the signed identity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="holds")
    reason = models.TextField(choices=values_of(Hold))
    set_by = models.UUIDField()
    at = models.DateTimeField()
    review_on = models.DateField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_why = models.TextField(default="", choices=[("", ""), *values_of(Lift)])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="held_once_for_each_reason",
                fields=["item", "reason"],
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="hold_lifted_says_why",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["child_id"], name="held_child", condition=Q(lifted_at__isnull=True)
            ),
        ]
