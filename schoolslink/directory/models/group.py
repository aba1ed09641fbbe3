"""Groups of schools, which may answer where a school has one person: trusts, federations, clusters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.access.models import Organisation
from schoolslink.directory.models.area import Area
from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.directory.models.school import School
from schoolslink.directory.rules.groups import Kind
from schoolslink.kernel.ids import new_id


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


class Cluster(models.Model):
    """A handful of neighbouring schools that work together, as their area's coordinator wrote it down.

    No register knows of it. answers: somebody named at one of its schools, who is rung when one of
    the others is away; without anybody it covers for nobody. Its name is the organisation's.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="cluster"
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="clusters")
    answers = models.ForeignKey(
        "directory.NamedContact", models.PROTECT, null=True, blank=True, related_name="answers_for"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [ends_after_it_begins("cluster_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"cluster {self.pk}"


class ClusterSchool(models.Model):
    """A school is in a cluster from a day until a day (that day excluded)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="schools", db_index=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="clusters")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ends_after_it_begins("cluster_school_ends_after_it_begins"),
            models.UniqueConstraint(
                name="once_in_a_cluster",
                fields=["cluster", "school"],
                condition=models.Q(until_on__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["cluster", "school"], name="school_by_cluster")]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.cluster_id}"
