"""The spine: organisations, and people's dated roles in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.access.roles import Role as Role
from schoolslink.kernel.ids import new_id


class OrganisationKind(models.TextChoices):
    """What an organisation is; the part that knows more about it shares its primary key."""

    SCHOOL = "school", _("School or college")
    SERVICE = "service", _("NHS service")
    TEAM = "team", _("Mental health support team")
    AREA = "area", _("Area")
    COMMISSIONING_BODY = "commissioning_body", _("Commissioning body")
    TRUST = "trust", _("Trust or federation")
    CLUSTER = "cluster", _("Cluster of schools")
    COUNCIL = "council", _("Council")
    PROGRAMME = "programme", _("National programme")


class Organisation(models.Model):
    """Anything people belong to. Memberships and identity refer to nothing else.

    The name is kept here and nowhere else, so that a page which knows only memberships can say it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField(choices=OrganisationKind)
    name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_known", condition=models.Q(kind__in=OrganisationKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one organisation, from a day until a day (that day excluded).

    Written only through the definer functions of `sql/memberships.sql`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("access.Person", models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_role_known",
                condition=models.Q(role__in=[role.value for role in Role]),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
            ),
            models.UniqueConstraint(
                name="membership_once_at_a_time",
                fields=["person", "organisation", "role"],
                condition=models.Q(until_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_by_organisation")]

    def __str__(self) -> str:
        return f"{self.role} at {self.organisation_id}"
