"""Notes of one side, a school's unfinished words, files that go along, and the clinic's own number."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.files.kinds import MOST_BYTES, FileType

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


class Attachment(ChildRow):
    """A file that goes with a request. Its content lies sealed in a folder, under a random name.

    bytes: of the content; sha256: of the sealed file, so that whoever keeps backups can compare it
    without a key. replaces: the file of which this is a newer one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments")
    kind = models.TextField()
    type = models.TextField(choices=[(one.value, one.value) for one in FileType])
    name = SealedField()
    bytes = models.PositiveIntegerField()
    file = models.TextField()
    sha256 = models.TextField()
    scanned = models.TextField()
    at = models.DateTimeField()
    written_by = models.UUIDField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_type_known",
                condition=models.Q(type__in=[one.value for one in FileType]),
            ),
            models.CheckConstraint(
                name="attachment_weighs_something",
                condition=models.Q(bytes__gt=0, bytes__lte=MOST_BYTES),
            ),
        ]
