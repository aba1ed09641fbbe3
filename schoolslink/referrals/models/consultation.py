"""The times at which one pupil is talked about, and what was said then."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.consulting import FamilyKnows

from .item import ChildRow, Item, values_of


class ConsultationSlot(ChildRow):
    """A time that was booked for a talk. hours: of which it is one; person: who talks then.

    released_at: it is booked no more: called off, taken back, or nobody was there. A trigger writes it
    with the move that says so, and refuses a time in which the person talks already.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="slots", db_index=False)
    hours = models.ForeignKey(
        "directory.AdviceHours", models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey("access.Person", models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    how = models.TextField()
    knows = models.TextField(choices=values_of(FamilyKnows))
    booked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="slot_booked_once",
                fields=["hours", "starts_at"],
                condition=models.Q(released_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="slot_one_a_consultation",
                fields=["item"],
                condition=models.Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="slot_ends_after_it_begins",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "starts_at"],
                name="slot_by_person",
                condition=models.Q(released_at__isnull=True),
            ),
            models.Index(fields=["item"], name="slot_by_item"),
        ]


class ConsultationNote(ChildRow):
    """What was said in a talk, and what each side does next by when; both sides read all of it.

    A side that does nothing next has no words and no day; one side at least does something.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="talk")
    at = models.DateTimeField()
    written_by = models.UUIDField()
    said = SealedField()
    school_does = SealedField()
    school_by = models.DateField(null=True)
    service_does = SealedField()
    service_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talk_has_a_next_step",
                condition=models.Q(school_by__isnull=False) | models.Q(service_by__isnull=False),
            )
        ]
