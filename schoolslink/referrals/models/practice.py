"""A GP practice that asked for a patient without an account: who it said it is, and its one link."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id

from .item import ChildRow, Item


class PracticeAsking(ChildRow):
    """Who asked, as it was typed on a public page, and whether the practice says so itself.

    id: also the subject of its link. practice: of the list; name and ods_code: as it was written then.
    address: the NHS mailbox to which the link went. asked: what they answered, None before they have; how:
    by the link, or to somebody of the team by telephone. words: whom the team spoke to there.
    sent_again_at: when the link went a second time; ring_by: the day by which the team rings, where nobody
    answered that either; manager_asked_at: when that day had passed and the service's manager was asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.OneToOneField(Item, models.PROTECT, related_name="practice_asking")
    practice_id = models.UUIDField(null=True)
    name = models.TextField()
    ods_code = models.TextField()
    address = models.TextField()
    phone = models.TextField()
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    opens_until = models.DateTimeField()
    asked = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    answered_by = models.UUIDField(null=True)
    words = SealedField()
    sent_again_at = models.DateTimeField(null=True)
    ring_by = models.DateField(null=True)
    manager_asked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                "team_id", "ring_by", "id",
                name="practices_to_ring",
                condition=Q(asked__isnull=True, closed_on__isnull=True, ring_by__isnull=False),
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="practice_answered_when_and_how",
                condition=Q(asked__isnull=True, answered_at__isnull=True, how="")
                | Q(asked__isnull=False, answered_at__isnull=False, how__in=["link", "telephone"]),
            ),
            models.CheckConstraint(
                name="practice_asked_again_before_it_is_rung",
                condition=(Q(ring_by__isnull=True) | Q(sent_again_at__isnull=False))
                & (Q(manager_asked_at__isnull=True) | Q(ring_by__isnull=False)),
            ),
        ]
