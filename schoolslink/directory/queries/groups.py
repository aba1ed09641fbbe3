"""Which organisations may answer for somebody: the school's own groups, council and services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from schoolslink.access.models import Organisation, OrganisationKind
from schoolslink.directory.models import Cluster, Cover, NamedContact, School, Side
from schoolslink.directory.models.dated import current


@dataclass(frozen=True)
class SharedCover:
    """An organisation that may answer for a contact. is_team: a service, meant as its whole team.

    answers: who is rung there, where somebody is named.
    """

    organisation_id: UUID
    name: str
    is_team: bool = False
    answers: str = ""


def shared_covers(contact: NamedContact, *, on: date) -> list[SharedCover]:
    """Return the organisations that may cover for a contact, never any other of the country.

    At a school: its open trust and federation, its clusters, its council, the services linked with
    it. At a service: its own team.
    """
    organisation = contact.organisation
    if organisation.kind != OrganisationKind.SCHOOL:
        return [SharedCover(organisation.pk, organisation.name, is_team=True)]
    school = School.objects.get(pk=organisation.pk)
    # "" is the code of no council.
    council = Q(local_authority__code=school.la_code) & ~Q(local_authority__code="")
    live = current(on, through="service__links__", start="linked_from", end="linked_until")
    services = Q(service__links__school_id=school.pk) & live
    others = Organisation.objects.filter(council | services).distinct().order_by("kind", "name")
    return [
        *(SharedCover(group.pk, group.name) for group in groups_of(school.pk, on=on)),
        *_clusters(contact, on),
        *(SharedCover(o.pk, o.name, o.kind == OrganisationKind.SERVICE) for o in others),
    ]


def _clusters(contact: NamedContact, on: date) -> list[SharedCover]:
    """Return the clusters of a contact's school in which somebody else answers."""
    rows = (
        Cluster.objects.filter(
            current(on),
            current(on, through="schools__"),
            current(on, through="answers__"),
            schools__school_id=contact.organisation_id,
        )
        .exclude(answers=contact)
        .select_related("organisation", "answers")
        .order_by("organisation__name")
    )
    return [
        SharedCover(row.pk, row.organisation.name, answers=row.answers.name if row.answers else "")
        for row in rows
    ]


def groups_of(school_id: UUID, *, on: date) -> list[Organisation]:
    """Return the open trust and federation of a school, by the codes under which it names them."""
    school = School.objects.get(pk=school_id)
    codes = [code for code in (school.trust_code, school.federation_code) if code]
    groups = Organisation.objects.filter(school_group__code__in=codes)
    is_closed = Q(school_group__closed_on__lte=on)
    return list(groups.exclude(is_closed).order_by("name"))


def organisations_covering(school_id: UUID, *, on: date) -> list[str]:
    """Return the names of the organisations that answer while somebody of a school is away."""
    rows = Cover.objects.filter(
        current(on),
        current(on, through="contact__"),
        # A cluster in which nobody answers any more covers for nobody.
        Q(by_organisation__cluster__isnull=True)
        | current(on, through="by_organisation__cluster__answers__"),
        contact__organisation_id=school_id,
        contact__side=Side.SCHOOL,
        by_organisation__isnull=False,
    ).order_by("by_organisation__name")
    return list(dict.fromkeys(rows.values_list("by_organisation__name", flat=True)))
