"""GP practices: whom a letter may be written to."""

from __future__ import annotations

from django.db import models

from schoolslink.kernel.ids import new_id


class GpPractice(models.Model):
    """One GP practice of the national register. Written by the register's import alone.

    No organisation of ours: nobody signs in for it, nothing is held by it and no agreement names it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ods_code = models.TextField(unique=True)
    name = models.TextField()
    address = models.TextField(default="", blank=True)  # one line of the envelope a line
    postcode = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # What it is found by and where it stands in a list: written by the import, with the name.
    search_text = models.TextField(default="", blank=True)
    sort_key = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="open_practice_can_be_written_to",
                condition=models.Q(closed_on__isnull=False)
                | (~models.Q(address="") & ~models.Q(postcode="")),
            )
        ]
        indexes = [
            models.Index(fields=["postcode"], name="practice_by_postcode"),
            models.Index(fields=["sort_key", "id"], name="practice_in_order"),
        ]

    def __str__(self) -> str:
        return self.ods_code
