"""Clusters of neighbouring schools: make one, say who is in it and who answers, end it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation, OrganisationKind
from schoolslink.access.policy import Action
from schoolslink.access.saving import made_before
from schoolslink.directory import permissions
from schoolslink.directory.models import (
    AreaMembership,
    Cluster,
    ClusterSchool,
    Cover,
    NamedContact,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.clusters import people_of
from schoolslink.directory.rules.groups import MOST_SCHOOLS
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal

from .covering import end_covers


class NameTaken(Refusal):
    """This area has a cluster of that name already. Choose another name."""

    field = "name"


class AnswersElsewhere(Refusal):
    """Only somebody who is named at one of its schools can answer for a cluster."""

    field = "answers"


class TooManySchools(Refusal):
    """A cluster is a handful of schools: {most} at most. Make another one for the others."""


class AnswersForTheCluster(Refusal):
    """{name} answers for this cluster and is named at this school. Say first who answers instead."""


@transaction.atomic
def make_cluster(
    *, actor: Actor, cluster_id: UUID, area_id: UUID, name: str, at: datetime
) -> Cluster:
    """Make a cluster in an area, without a school yet.

    cluster_id: made with the form, so that the same form sent twice makes one.
    Raises Area.DoesNotExist (not found), FormOfAnother and NameTaken.
    """
    area = permissions.areas(actor, Action.MANAGE).get(pk=area_id)
    if made_before(Organisation, cluster_id, kind=OrganisationKind.CLUSTER):
        before = made_before(Cluster, cluster_id, area_id=area.pk)
        if before is not None:
            return before
    on = clock.local_day(at)
    _require_free(name, area_id, cluster_id, on)
    organisation = Organisation.objects.create(
        id=cluster_id, kind=OrganisationKind.CLUSTER, name=name.strip()
    )
    cluster = Cluster.objects.create(organisation=organisation, area=area, from_on=on)
    audit.record(actor, "cluster.made", cluster.pk, at=at)
    return cluster


@transaction.atomic
def change_cluster(
    *, actor: Actor, cluster_id: UUID, name: str, answers: UUID | None, at: datetime
) -> None:
    """Give a cluster a name and somebody who answers for it, or nobody.

    Whoever answers is not covered by it themselves: that cover ends.
    Raises Cluster.DoesNotExist (not found), NameTaken and AnswersElsewhere.
    """
    on = clock.local_day(at)
    cluster = _mine(actor, cluster_id, on)
    _require_free(name, cluster.area_id, cluster_id, on)
    if answers is not None and not people_of(cluster_id, on=on).filter(pk=answers).exists():
        raise AnswersElsewhere
    Organisation.objects.filter(pk=cluster_id).update(name=name.strip())
    cluster.answers_id = answers
    cluster.save(update_fields=["answers"])
    if answers is not None:
        _end_covers(cluster_id, actor=actor, on=on, at=at, why="answers itself", contact_id=answers)
    audit.record(
        actor, "cluster.changed", cluster_id, at=at, detail={"answers": str(answers or "")}
    )


@transaction.atomic
def add_school(*, actor: Actor, cluster_id: UUID, school_id: UUID, at: datetime) -> None:
    """Put a school of the same area into a cluster; one that is in it stays as it is.

    Raises Cluster.DoesNotExist, School.DoesNotExist (not found) and TooManySchools.
    """
    on = clock.local_day(at)
    cluster = _mine(actor, cluster_id, on)
    of_area = AreaMembership.objects.filter(current(on), area=cluster.area_id).values("school_id")
    school = permissions.schools(actor, Action.MANAGE).get(
        pk=school_id, pk__in=of_area, status__in=["open", "closing"]
    )
    live = ClusterSchool.objects.filter(current(on), cluster=cluster)
    if live.filter(school=school).exists():
        return
    if live.count() >= MOST_SCHOOLS:
        raise TooManySchools(most=MOST_SCHOOLS)
    ClusterSchool.objects.create(cluster=cluster, school=school, from_on=on)
    audit.record(
        actor, "cluster.school_added", cluster_id, at=at, detail={"school": str(school_id)}
    )


@transaction.atomic
def take_out_school(*, actor: Actor, cluster_id: UUID, school_id: UUID, at: datetime) -> None:
    """Take a school out of a cluster; what the cluster covered there ends.

    Raises Cluster.DoesNotExist, ClusterSchool.DoesNotExist (not found) and AnswersForTheCluster.
    """
    on = clock.local_day(at)
    cluster = _mine(actor, cluster_id, on)
    row = ClusterSchool.objects.get(cluster=cluster, school_id=school_id, until_on__isnull=True)
    who = NamedContact.objects.filter(current(on), pk=cluster.answers_id).first()
    if who is not None and who.organisation_id == school_id:
        raise AnswersForTheCluster(name=who.name)
    row.until_on = max(on, row.from_on)
    row.save(update_fields=["until_on"])
    _end_covers(
        cluster_id, actor=actor, on=on, at=at, why="left the cluster",
        contact__organisation_id=school_id,
    )  # fmt: skip
    audit.record(
        actor, "cluster.school_taken_out", cluster_id, at=at, detail={"school": str(school_id)}
    )


@transaction.atomic
def end_cluster(*, actor: Actor, cluster_id: UUID, at: datetime) -> int:
    """End a cluster today with everything it covered; return how many covers ended.

    Raises Cluster.DoesNotExist (not found).
    """
    on = clock.local_day(at)
    cluster = _mine(actor, cluster_id, on)
    cluster.until_on = max(on, cluster.from_on)
    cluster.save(update_fields=["until_on"])
    ClusterSchool.objects.filter(cluster=cluster, until_on__isnull=True).update(until_on=on)
    ended = _end_covers(cluster_id, actor=actor, on=on, at=at, why="cluster ended")
    audit.record(actor, "cluster.ended", cluster_id, at=at, detail={"covers": ended})
    return ended


def _mine(actor: Actor, cluster_id: UUID, on: date) -> Cluster:
    areas = permissions.areas(actor, Action.MANAGE).values("pk")
    rows = Cluster.objects.select_for_update(of=("self",)).filter(current(on), area__in=areas)
    return rows.get(pk=cluster_id)


def _require_free(name: str, area_id: UUID, cluster_id: UUID, on: date) -> None:
    others = Cluster.objects.filter(current(on), area_id=area_id).exclude(pk=cluster_id)
    if others.filter(organisation__name__iexact=name.strip()).exists():
        raise NameTaken


def _end_covers(
    cluster_id: UUID, *, actor: Actor, on: date, at: datetime, why: str, **whose: UUID
) -> int:
    covers = Cover.objects.filter(by_organisation_id=cluster_id, **whose)
    return end_covers(covers, actor=actor, on=on, at=at, why=why)
