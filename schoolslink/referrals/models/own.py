"""What somebody types before they ask by themselves: theirs alone, until they send it."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id


class OwnDraft(models.Model):
    """The beginning of a request that a young person or a carer asks for without an account.

    Nobody has asked for anything yet, so that it has no holder and no clock, and nobody but whoever
    holds its code may read it. id: of the item that it becomes when it is sent; the draft goes then.
    After four weeks it is forgotten, with the child's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    child_id = models.UUIDField(unique=True)
    family_code_id = models.UUIDField(unique=True)
    service = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    named_school = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(db_index=True)
    saved_at = models.DateTimeField()
    step = models.TextField(default="")
    words = SealedField()  # every answer so far, as JSON
