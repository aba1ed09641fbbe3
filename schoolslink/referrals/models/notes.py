"""Notes that one side keeps for itself, a school's unfinished words, and the clinic's own number."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id

from .item import ChildRow, Item


class ServiceNote(ChildRow):
    """A note of the team that helps; no school and no family reads it here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="service_notes")
    at = models.DateTimeField()
    written_by = models.UUIDField()
    words = SealedField()


class SchoolNote(ChildRow):
    """A note of the school about its own support; no service and no family reads it here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="school_notes")
    at = models.DateTimeField()
    written_by = models.UUIDField()
    words = SealedField()


class Draft(ChildRow):
    """What a school has typed and not yet sent, as JSON, kept after every step."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="draft")
    saved_at = models.DateTimeField()
    step = models.TextField(default="")
    words = SealedField()


class ClinicReference(ChildRow):
    """The number under which the clinic keeps this in its own record."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="clinic_reference"
    )
    reference = SealedField()
    at = models.DateTimeField()
    written_by = models.UUIDField()
