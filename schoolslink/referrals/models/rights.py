"""What a family asked for by right, from the asking to the answer."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.rights import Corrected, Right

from .item import ChildRow, Item, values_of


class RightAsked(ChildRow):
    """One thing asked by right, for one member of the family: who asked when, and what became of it.

    due_on: the day that was promised when it was asked. stands: the item beside the request, with its
    holder and day, opened by a job. asked_by: the person, or the family's code, that wrote it down; a
    trigger stamps it, as it does who looked. judged: line by line, by whoever answers for the service;
    harm: what a clinician looked through, and found that it would cause serious harm. file: the sealed
    archive, until it was taken.

    Of a correction: what is wrong and how it should be, in the family's words; what became of it, what
    the family is told, and in which other system it was put right. A trigger lets it hang on what stands
    for it until it is answered, so that its team opens it however long ago the request ended, and on the
    request from then on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="rights")
    kind = models.TextField(choices=values_of(Right))
    family_member_id = models.UUIDField()
    asked_by = models.UUIDField()
    asked_on = models.DateField()
    at = models.DateTimeField()
    due_on = models.DateField()
    stands = models.OneToOneField(Item, models.PROTECT, null=True, related_name="by_right")
    judged = SealedField()
    harm = SealedField()
    wrong = SealedField()
    should_be = SealedField()
    outcome = models.TextField(default="", blank=True, choices=values_of(Corrected))
    answer = SealedField()
    elsewhere = SealedField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    file = models.TextField(default="")
    sha256 = models.TextField(default="")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="right_asked_one_open_each",
                fields=["family_member_id", "kind"],
                condition=models.Q(done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="right_correction_says_what",
                condition=~models.Q(kind=Right.CORRECTION.value)
                | (~models.Q(wrong=b"") & ~models.Q(should_be=b"")),
            ),
            models.CheckConstraint(
                name="right_correction_done_with_an_answer",
                condition=(
                    models.Q(kind=Right.CORRECTION.value, done_at__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(answer=b"")
                )
                | (
                    (~models.Q(kind=Right.CORRECTION.value) | models.Q(done_at__isnull=True))
                    & models.Q(outcome="", answer=b"")
                ),
            ),
            models.CheckConstraint(
                name="right_taken_after_it_was_done",
                condition=models.Q(taken_at__isnull=True) | models.Q(done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["service_id", "due_on", "id"],
                name="right_open_at_service",
                condition=models.Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"
