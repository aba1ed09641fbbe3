"""Which school follows which: as the register says it, and as we acted on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from schoolslink.directory.rules.succession import Outcome
from schoolslink.kernel.ids import new_id

from .school import School


class SuccessionLink(models.Model):
    """One line of the register's links file. Either school may be unknown here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    urn = models.IntegerField()
    other_urn = models.IntegerField()
    kind = models.TextField()
    linked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="succession_link_once", fields=["urn", "other_urn", "kind"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.kind} {self.other_urn}"


class Succession(models.Model):
    """A closed school handed over to the school that follows it: who said so, and what moved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    predecessor = models.ForeignKey(School, models.PROTECT, related_name="handed_over")
    successor = models.ForeignKey(School, models.PROTECT, related_name="taken_over")
    outcome = models.TextField(choices=[(outcome.value, outcome.value) for outcome in Outcome])
    moved = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
            models.CheckConstraint(
                name="succession_of_two_schools",
                condition=~models.Q(predecessor=models.F("successor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
