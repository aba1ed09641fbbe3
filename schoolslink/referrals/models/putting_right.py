"""An answer that was wrong, what stands in its place, and who put it right why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.holders import Side
from schoolslink.referrals.rules.putting_right import SPOKEN

from .item import ChildRow, Item, values_of
from .rights import RightAsked


class PutRight(ChildRow):
    """One answer of a sent request, put right: what it was until then, what it is now, and why.

    The answer itself changes where it stands; this row is never changed. name: of the question.
    right: the correction by which it came, if any, and told: which of the family reads the new answer.
    sets_language, sets_interpreter: what the queue shows of it, repeated on the item by a trigger, as
    side, by and written_at are stamped by one. written_at: when its transaction began, by the
    database's own clock: within that one alone the team may change the answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="put_right")
    name = models.TextField()
    was = SealedField()
    now = SealedField()
    why = SealedField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_name = models.TextField(default="")
    side = models.TextField(choices=values_of(Side))
    right = models.ForeignKey(RightAsked, models.PROTECT, null=True, related_name="put_right")
    told_id = models.UUIDField(null=True)
    sets_language = models.TextField(null=True)
    sets_interpreter = models.BooleanField(null=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="put_right_says_why", condition=~Q(why=b"")),
            models.CheckConstraint(name="put_right_changes_something", condition=~Q(now=b"")),
            models.CheckConstraint(
                name="put_right_told_because_they_asked",
                condition=Q(told_id__isnull=True) | Q(right__isnull=False),
            ),
            models.CheckConstraint(
                name="put_right_sets_what_it_names",
                condition=Q(sets_language__isnull=True, sets_interpreter__isnull=True)
                | Q(name__in=SPOKEN),
            ),
        ]
        indexes = [models.Index(fields=["written_at"], name="put_right_written")]

    def __str__(self) -> str:
        return f"{self.name} put right"
