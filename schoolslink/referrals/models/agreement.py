"""Three separate records, never one tick box: agreement to refer, who may be told, lawful basis."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id

from .item import ChildRow, Item


class Said(ChildRow):
    """What somebody of a family said. own: self or carer, who said it on their own page; a trigger's."""

    own = models.TextField(default="", editable=False)

    class Meta:
        abstract = True


class Agreement(Said):
    """Who agreed to asking, who decided that they could, and how. Appended; the latest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="agreements")
    state = models.TextField()
    decided_by = models.TextField()
    at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    competence = SealedField()  # the four questions and who judged, as JSON
    words = SealedField()  # what each said, and how and when they were asked, as JSON


class SharingChoice(Said):
    """Whether one of those concerned may be told what happens. Appended; the latest counts.

    said_on: the day on which it was said, where a school wrote it down afterwards.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="choices")
    whom = models.TextField()  # school, carer, gp
    may_be_told = models.BooleanField()
    chosen_by = models.TextField()
    said_on = models.DateField(null=True)
    at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)


class LawfulBasis(ChildRow):
    """Why the organisations may share this: theirs to record, not the child's to give."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="bases")
    basis = models.TextField()
    sharing_agreement_id = models.UUIDField(null=True)
    emergency_reason = models.TextField(default="")
    # No school shared it: the service has it from whoever asked. The database says so itself.
    asked_directly = models.BooleanField(default=False)
    at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="basis_agreement_or_emergency",
                condition=models.Q(sharing_agreement_id__isnull=False)
                | ~models.Q(emergency_reason="")
                | models.Q(asked_directly=True),
            )
        ]
