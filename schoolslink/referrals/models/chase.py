"""What a coordinator did about something past its day: a reminder, a call, or gave it to somebody else."""

from __future__ import annotations

from django.db import models

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.chasing import Came, Chased
from schoolslink.referrals.rules.holders import Side

from .item import ChildRow, Item, values_of


class Chase(ChildRow):
    """One reminder, one call or one giving of an item, with the day that it had; it keeps that day.

    to_person: who was reminded, or has it now. came: what came of a call.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="chases")
    how = models.TextField(choices=values_of(Chased))
    came = models.TextField(default="", choices=[("", ""), *values_of(Came)])
    to_person = models.UUIDField(null=True)
    by_id = models.UUIDField()
    by_name = models.TextField(default="")
    at = models.DateTimeField()
    on = models.DateField()
    due_on = models.DateField()
    side = models.TextField(choices=values_of(Side))  # which side had it

    class Meta:
        indexes = [models.Index(fields=["by_id", "at"], name="chase_by_whom")]
        constraints = [
            models.UniqueConstraint(
                name="chase_one_reminder_a_day",
                fields=["item", "on"],
                condition=models.Q(how=Chased.NUDGED.value),
            ),
            models.CheckConstraint(
                name="chase_call_says_what_came",
                condition=models.Q(
                    how__in=[Chased.NUDGED.value, Chased.GAVE.value],
                    came="",
                    to_person__isnull=False,
                )
                | models.Q(how=Chased.RANG.value, to_person__isnull=True) & ~models.Q(came=""),
            ),
        ]
