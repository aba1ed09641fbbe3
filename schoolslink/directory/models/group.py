"""Groups of schools: trusts and federations, which may answer where a school has one person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.access.models import Organisation
from schoolslink.directory.rules.groups import Kind


class GroupKind(models.TextChoices):
    """What a group of schools is, in words."""

    TRUST = Kind.TRUST.value, _("Trust")
    FEDERATION = Kind.FEDERATION.value, _("Federation")


class SchoolGroup(models.Model):
    """A trust or federation of the national register. Its name is the organisation's.

    Written by the register's import alone. code: the register's own number of the group, by which
    its schools name it; so it does not matter which of their two files comes first.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="school_group"
    )
    code = models.TextField(unique=True)
    kind = models.TextField(choices=GroupKind)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="school_group_kind_known", condition=models.Q(kind__in=GroupKind.values)
            )
        ]

    def __str__(self) -> str:
        return self.code
