"""A coordinator's own list of contacts, read and waiting to be looked through."""

from __future__ import annotations

from django.db import models

from schoolslink.kernel.ids import new_id


class ContactFile(models.Model):
    """One spreadsheet as it was read. lines: one entry a row, with the school it seems to mean.

    The lines are emptied when it was applied or thrown away: what went in stands in the contacts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("directory.Area", models.PROTECT, related_name="contact_files")
    name = models.TextField()
    lines = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-read_at"], name="contact_file_by_area")]

    def __str__(self) -> str:
        return self.name
