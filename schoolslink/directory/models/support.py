"""Support already in place in a school, before anybody outside is asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.kernel.ids import new_id


class SupportKind(models.TextChoices):
    """Who gives the support."""

    COUNSELLOR = "counsellor", _("Counsellor")
    NURSE = "nurse", _("School nurse")
    PSYCHOLOGIST = "psychologist", _("Educational psychologist")
    VOLUNTARY = "voluntary", _("Voluntary organisation")
    SUPPORT_TEAM = "support_team", _("Mental health support team")
    MENTOR = "mentor", _("Learning mentor or pastoral support")
    OTHER = "other", _("Something else")


class SupportInPlace(models.Model):
    """One kind of support that a school has, on which days, and when somebody last checked.

    It prefills "tried so far" of a request, and whoever triages sees it. It names no pupil.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey("directory.School", models.PROTECT, related_name="support")
    kind = models.TextField(choices=SupportKind)
    provider = models.TextField(blank=True)
    days = models.TextField(blank=True)
    how_to_get = models.TextField(blank=True)
    checked_on = models.DateField()
    checked_by = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="support_kind_known",
                condition=models.Q(kind__in=SupportKind.values),
            ),
            ends_after_it_begins("support_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["school", "kind"], name="support_by_school")]
