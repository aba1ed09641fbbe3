"""What a school and its service agreed: how they work together, and what they may share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.directory.models.link import Link
from schoolslink.kernel.ids import new_id


class WorkingAgreement(models.Model):
    """One version of one page: how this pair works. A change is a new version, agreed anew.

    content: question -> answer, the questions being those of `rules.agreement.QUESTIONS`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    review_on = models.DateField()
    school_agreed_on = models.DateField(null=True, blank=True)
    school_agreed_by = models.TextField(blank=True)
    nhs_agreed_on = models.DateField(null=True, blank=True)
    nhs_agreed_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agreement_version_once", fields=["link", "version"]),
            models.CheckConstraint(
                name="school_agreed_by_somebody",
                condition=Q(school_agreed_on__isnull=True, school_agreed_by="")
                | (Q(school_agreed_on__isnull=False) & ~Q(school_agreed_by="")),
            ),
            models.CheckConstraint(
                name="nhs_agreed_by_somebody",
                condition=Q(nhs_agreed_on__isnull=True, nhs_agreed_by="")
                | (Q(nhs_agreed_on__isnull=False) & ~Q(nhs_agreed_by="")),
            ),
        ]


class SharingAgreement(models.Model):
    """A sharing agreement between organisations, as signed on paper: a register, not the paper."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey("directory.Area", models.PROTECT, related_name="sharing_agreements")
    name = models.TextField()
    purpose = models.TextField()
    lawful_basis = models.TextField()
    kept_at = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [ends_after_it_begins("sharing_ends_after_it_begins")]


class SharingParty(models.Model):
    """One organisation that signed a sharing agreement, and whether it decides why data is used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, related_name="sharing_parties"
    )
    is_controller = models.BooleanField(default=True)
    signed_on = models.DateField()
    signed_by = models.TextField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="party_once",
                fields=["agreement", "organisation"],
                condition=Q(left_on__isnull=True),
            ),
            ends_after_it_begins("party_leaves_after_signing", start="signed_on", end="left_on"),
        ]
        indexes = [models.Index(fields=["organisation"], name="party_by_organisation")]


class EmergencyReason(models.TextChoices):
    """Why something was shared without a live agreement. A fixed list: no word about a child."""

    LIFE = "life", _("Somebody's life or health was in danger")
    HARM = "harm", _("Somebody might be harming a child")
    COURT = "court", _("A court or the law asked for it")
    WAITING = "waiting", _("Waiting for the agreement would have harmed a child")


class EmergencyShare(models.Model):
    """Something was shared without a live agreement, and why. Never blocked, always recorded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey("directory.School", models.PROTECT, related_name="+")
    service = models.ForeignKey("directory.HealthcareService", models.PROTECT, related_name="+")
    reason = models.TextField(choices=EmergencyReason)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="emergency_reason_known", condition=Q(reason__in=EmergencyReason.values)
            )
        ]
        indexes = [models.Index(fields=["service", "shared_at"], name="emergency_by_service")]
