"""What one of the family says went wrong, and who hears it: nobody of whom it may be."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id

from .item import ChildRow, Item


class Complaint(ChildRow):
    """One complaint. Its words have a key of their own: whose name is its id.

    So whoever may open the child's record does not open it, and whoever hears it opens nothing else.
    place: the service it was made to, whatever becomes of the request. not_to: who of those that
    manage it does not hear it, as the family said. reach: how they may be spoken with, if they say so:
    whoever hears it reads no contact of theirs. person: who must act now; a trigger names them,
    and a job another. due_on: by when they must write back, and from then on by when they answer.
    asked_next: whom the morning's round gave it to, in order, since it is due on this day.

    how: by which way it came, empty where they said it on their own page; else somebody typed it in at
    typed_at, whose id is said_by. same_words: by which the same words, typed twice, are one complaint.
    given_at: when whoever has no page of their own was last given on paper or by voice what stands here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="complaints")
    family_member_id = models.UUIDField(db_index=True)
    reference = models.TextField(unique=True)
    said_by = models.UUIDField()
    said_as = models.TextField()  # self or carer
    said_at = models.DateTimeField()
    how = models.TextField(default="")
    typed_at = models.DateTimeField(null=True)
    same_words = models.BinaryField(null=True)
    place = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    not_to = ArrayField(models.UUIDField(), default=list)
    what = SealedField()
    wish = SealedField()
    reach = SealedField()
    person = models.ForeignKey(
        "access.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_on = models.DateField()
    asked_next = models.JSONField(default=list)
    asked_next_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)
    is_agreed = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = SealedField()
    given_at = models.DateTimeField(null=True)
    given_by = models.UUIDField(null=True)
    given_how = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="complaint_one_open_each",
                fields=["family_member_id"],
                condition=models.Q(answered_at__isnull=True, typed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="complaint_typed_once", fields=["family_member_id", "same_words"]
            ),
            models.CheckConstraint(
                name="complaint_typed_whole",
                condition=models.Q(how="", typed_at__isnull=True, same_words__isnull=True)
                | models.Q(typed_at__isnull=False, same_words__isnull=False) & ~models.Q(how=""),
            ),
            models.CheckConstraint(
                name="complaint_given_whole",
                condition=models.Q(given_at__isnull=True, given_by__isnull=True, given_how="")
                | models.Q(given_at__isnull=False, given_by__isnull=False)
                & ~models.Q(given_how=""),
            ),
            models.CheckConstraint(name="complaint_says_what", condition=~models.Q(what=b"")),
            models.CheckConstraint(
                name="complaint_acknowledged_whole",
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_answered_whole",
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer=b"")
                | models.Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    acknowledged_at__isnull=False,
                )
                & ~models.Q(answer=b""),
            ),
        ]
        indexes = [
            models.Index(
                fields=[column, "due_on", "id"],
                name=f"complaint_due_{column[:-3]}",
                condition=models.Q(answered_at__isnull=True),
            )
            for column in ("place_id", "area_id")
        ]
