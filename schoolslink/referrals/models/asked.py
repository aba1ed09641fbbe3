"""The two kinds of thing asked."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.clocks.groups import AGES, NEEDS

from .item import ChildRow, Item


class AdviceRequest(ChildRow):
    """A question about a pupil who is not named, a group, or how a service works: six fields."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="advice")
    about = models.TextField()
    how_soon = models.TextField()
    by_phone = models.BooleanField(default=False)  # typed in by the service
    age_or_year = SealedField()
    seen = SealedField()
    tried = SealedField()
    question = SealedField()
    became = models.OneToOneField(Item, models.PROTECT, null=True, related_name="came_from_advice")


class Referral(ChildRow):
    """A request for help. Its words are in `Answer`; what it asks of whom is here.

    age_band, sen: of the answers, as far as counts split by them; "" where nobody said, and until sent.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="referral")
    intended_service = models.ForeignKey("access.Organisation", models.PROTECT, related_name="+")
    criteria_version = models.PositiveIntegerField(null=True)
    level_asked = models.TextField(default="")
    missing = models.JSONField(default=list)  # names of questions still open when it was sent
    sent_outside = models.JSONField(default=list)  # `Outside`: in what it did not fit
    gate = models.JSONField(default=dict)  # what the safety gate asked and was told
    from_advice = models.BooleanField(default=False)
    # of the same child, ended or let go before: what is new is shown beside what was said then
    again_of = models.ForeignKey(Item, models.PROTECT, null=True, related_name="asked_again")
    by_phone = models.BooleanField(default=False)
    # Repeats the latest Agreement, whose row a carer may not read: who may stop it, and choose.
    decided_by = models.TextField(default=Decider.CARER.value)
    age_band = models.TextField(default="")  # on the day of asking
    sen = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referral_age_band_known", condition=models.Q(age_band__in=["", *AGES])
            ),
            models.CheckConstraint(
                name="referral_sen_known", condition=models.Q(sen__in=["", *NEEDS])
            ),
        ]
