"""That another team of the area may have the same child, and what somebody of this team said of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.elsewhere import Spoken

from .item import ChildRow, Item, values_of


class Elsewhere(ChildRow):
    """Found by the database from blind tokens, for the team of `item`, which hears of it; nobody reads more.

    other: the request at the other team; its id opens nothing here. there: that team, as it was found.
    words: what came of it, sealed under the key of `item`'s child; empty where the other team wrote it down.
    over_at: since when, after both went on, the other is no longer open there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="elsewhere", db_index=False)
    other = models.ForeignKey(Item, models.PROTECT, related_name="+")
    there = models.ForeignKey(
        "access.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    found_by = ArrayField(models.TextField(), default=list)
    found_at = models.DateTimeField()
    verdict = models.TextField(default="", choices=values_of(Spoken))
    words = SealedField()
    judged_by = models.UUIDField(null=True)
    judged_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    taken_back_words = SealedField()
    taken_back_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="elsewhere_is_judged_by_somebody",
                condition=models.Q(verdict="", judged_by__isnull=True, judged_at__isnull=True)
                | models.Q(
                    verdict__in=[one.value for one in Spoken],
                    judged_by__isnull=False,
                    judged_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="elsewhere_is_taken_back_by_somebody",
                condition=models.Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | ~models.Q(verdict="")
                & models.Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
            ),
            models.CheckConstraint(
                name="elsewhere_is_over_after_both_went_on",
                condition=models.Q(over_at__isnull=True)
                | models.Q(verdict=Spoken.BOTH_GO_ON.value),
            ),
            models.UniqueConstraint(
                name="elsewhere_once_a_place",
                fields=["item", "other", "there"],
                condition=models.Q(taken_back_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team_id", "found_at"],
                name="elsewhere_to_ask",
                condition=(models.Q(verdict="") | models.Q(over_at__isnull=False))
                & models.Q(taken_back_at__isnull=True, closed_on__isnull=True),
            ),
        ]
