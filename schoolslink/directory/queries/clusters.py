"""The clusters of an area: their schools, and who answers for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.access.actor import Actor
from schoolslink.directory.models import Area, Cluster, ClusterSchool, Cover, NamedContact, Side
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.standings import area_of


@dataclass(frozen=True)
class SchoolInCluster:
    """One school of a cluster."""

    school_id: UUID
    urn: int
    name: str
    town: str


@dataclass(frozen=True)
class Answering:
    """Who answers for a cluster, and at which of its schools they are named."""

    contact_id: UUID
    name: str
    school_name: str
    phone: str


@dataclass(frozen=True)
class ClusterView:
    """A cluster as it stands on a day. answers: None while nobody does; then it covers for nobody.

    covered: how many people of its schools have it as their cover.
    """

    cluster_id: UUID
    name: str
    schools: tuple[SchoolInCluster, ...]
    answers: Answering | None
    covered: int


def clusters_of_area(actor: Actor, area_id: UUID, *, on: date) -> tuple[Area, list[ClusterView]]:
    """Return an area one coordinates, and its clusters by name; four statements for any number.

    Raises Area.DoesNotExist (not found).
    """
    area = area_of(actor, area_id)
    return area, _views(Cluster.objects.filter(current(on), area=area), on)


def cluster_of_area(
    actor: Actor, area_id: UUID, cluster_id: UUID, *, on: date
) -> tuple[Area, ClusterView]:
    """Return one cluster. Raises Area.DoesNotExist and Cluster.DoesNotExist (not found)."""
    area = area_of(actor, area_id)
    found = _views(Cluster.objects.filter(current(on), area=area, pk=cluster_id), on)
    if not found:
        raise Cluster.DoesNotExist
    return area, found[0]


def people_of(cluster_id: UUID, *, on: date) -> QuerySet[NamedContact, Any]:
    """Return the contacts named at the schools of a cluster: one of them can answer for it."""
    schools = ClusterSchool.objects.filter(current(on), cluster_id=cluster_id).values("school_id")
    rows = NamedContact.objects.filter(current(on), side=Side.SCHOOL, organisation__in=schools)
    return rows.select_related("organisation").order_by("organisation__school__sort_key", "name")


def _views(clusters: QuerySet[Cluster, Any], on: date) -> list[ClusterView]:
    rows = list(
        clusters.select_related("organisation", "answers__organisation").order_by(
            "organisation__name", "pk"
        )
    )
    schools: dict[UUID, list[SchoolInCluster]] = {row.pk: [] for row in rows}
    members = ClusterSchool.objects.filter(current(on), cluster__in=rows)
    for one in members.select_related("school__organisation").order_by("school__sort_key", "pk"):
        school = one.school
        schools[one.cluster_id].append(
            SchoolInCluster(school.pk, school.urn, school.organisation.name, school.town)
        )
    covered: dict[UUID | None, set[UUID]] = {}
    covers = Cover.objects.filter(
        current(on), current(on, through="contact__"), by_organisation__in=schools
    )
    for cluster_id, contact_id in covers.values_list("by_organisation_id", "contact_id"):
        covered.setdefault(cluster_id, set()).add(contact_id)
    return [
        ClusterView(
            row.pk,
            row.organisation.name,
            tuple(schools[row.pk]),
            _answering(row.answers, on),
            len(covered.get(row.pk, ())),
        )
        for row in rows
    ]


def _answering(contact: NamedContact | None, on: date) -> Answering | None:
    if contact is None or (contact.until_on is not None and contact.until_on <= on):
        return None
    return Answering(contact.pk, contact.name, contact.organisation.name, contact.phone)
