"""Two requests of one team that may be about one child, and what a person said of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.alike import Verdict

from .item import ChildRow, Item, values_of


class Likeness(ChildRow):
    """Found by the database from blind tokens; never more than a hint until somebody has looked.

    item: the later request, whose routing the row carries. other: the earlier one. found_by: by which
    kinds of token. words: why, sealed under the key of `item`'s child; taken_back_words: why not any
    more. What was taken back stays, and the two are shown again by a row of their own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Item, models.PROTECT, related_name="+")
    found_by = ArrayField(models.TextField(), default=list)
    found_at = models.DateTimeField()
    verdict = models.TextField(default="", choices=values_of(Verdict))
    words = SealedField()
    judged_by = models.UUIDField(null=True)
    judged_at = models.DateTimeField(null=True)
    taken_back_words = SealedField()
    taken_back_by = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="likeness_is_judged_by_somebody",
                condition=models.Q(verdict="", judged_by__isnull=True, judged_at__isnull=True)
                | models.Q(
                    verdict__in=[one.value for one in Verdict],
                    judged_by__isnull=False,
                    judged_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="likeness_is_taken_back_by_somebody",
                condition=models.Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | ~models.Q(verdict="")
                & models.Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
            ),
            models.CheckConstraint(
                name="likeness_names_each_pair_one_way",
                condition=models.Q(item__gt=models.F("other")),
            ),
            models.UniqueConstraint(
                name="likeness_once_a_pair",
                fields=["item", "other"],
                condition=models.Q(taken_back_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team_id", "id"],
                name="likeness_to_look_at",
                condition=models.Q(verdict="", closed_on__isnull=True),
            ),
        ]
