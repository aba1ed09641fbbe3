"""The joined pair: a school, a service, and the two people named for each other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolslink.directory.models.contact import NamedContact
from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.directory.models.service import HealthcareService, SupportTeam
from schoolslink.kernel.ids import new_id


class Link(models.Model):
    """A school and a service that answers it, from a day until a day (that day excluded).

    nhs_contact: None when nobody is named just now; then the service's pool answers.
    school_contact: None when the school's own lead, as named for the school, is meant.
    is_main: the link that is asked unless the school chooses another of its services.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey("directory.School", models.PROTECT, related_name="links")
    service = models.ForeignKey(HealthcareService, models.PROTECT, related_name="links")
    team = models.ForeignKey(
        SupportTeam, models.PROTECT, null=True, blank=True, related_name="links"
    )
    school_contact = models.ForeignKey(
        NamedContact, models.PROTECT, null=True, blank=True, related_name="links_as_school"
    )
    nhs_contact = models.ForeignKey(
        NamedContact, models.PROTECT, null=True, blank=True, related_name="links_as_nhs"
    )
    is_main = models.BooleanField(default=True)
    linked_from = models.DateField()
    linked_until = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_live_link",
                fields=["school", "service"],
                condition=Q(linked_until__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_main_link_a_school",
                fields=["school"],
                condition=Q(linked_until__isnull=True, is_main=True),
            ),
            ends_after_it_begins(
                "link_ends_after_it_begins", start="linked_from", end="linked_until"
            ),
        ]
        indexes = [
            models.Index(fields=["service", "school"], name="link_by_service"),
            models.Index(fields=["nhs_contact"], name="link_by_nhs_contact"),
        ]
