"""Whom to ring when something stays open or a message does not arrive: a name and a number of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schoolslink.access.models import Membership
from schoolslink.directory.models import HealthcareService, NamedContact, School
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import who_belong
from schoolslink.kernel import clock


@dataclass(frozen=True)
class Ring:
    """Who to ask for, where, and the number; each empty where the directory does not have it."""

    name: str
    place: str
    phone: str
    organisation_id: UUID


def managers_to_ring(service_ids: Iterable[UUID], *, on: date) -> dict[UUID, Ring]:
    """Return for each service the manager of its team, by their own number or the service's."""
    services = list(
        HealthcareService.objects.filter(pk__in=set(service_ids)).select_related(
            "organisation", "pool_manager"
        )
    )
    own = _own_numbers([s.pool_manager_id for s in services if s.pool_manager_id], on)
    there = who_belong([(s.pool_manager_id, s.pk) for s in services])
    return {
        service.pk: Ring(
            name=service.pool_manager.name
            if service.pool_manager and (service.pool_manager_id, service.pk) in there
            else "",
            place=service.organisation.name,
            phone=own.get((service.pool_manager_id, service.pk), "") or service.phone,
            organisation_id=service.pk,
        )
        for service in services
    }


def heads_to_ring(school_ids: Iterable[UUID], *, on: date) -> dict[UUID, Ring]:
    """Return for each school its head, if one is named, by their own number or the school's."""
    schools = list(School.objects.filter(pk__in=set(school_ids)).select_related("organisation"))
    heads = {
        head.organisation_id: head
        for head in NamedContact.objects.filter(
            current(on), organisation_id__in=[s.pk for s in schools], position="head"
        )
    }
    return {
        school.pk: Ring(
            name=heads[school.pk].name if school.pk in heads else "",
            place=school.organisation.name,
            phone=(heads[school.pk].phone if school.pk in heads else "") or school.phone,
            organisation_id=school.pk,
        )
        for school in schools
    }


def people_to_ring(person_ids: Iterable[UUID], *, on: date) -> dict[UUID, Ring]:
    """Return for each person their number as a named contact, else that of where they work."""
    wanted = set(person_ids)
    places = ("person", "organisation__school", "organisation__service")
    named = NamedContact.objects.filter(current(on), person_id__in=wanted)
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    members = Membership.objects.filter(current(today), person_id__in=wanted)
    found: dict[UUID, Ring] = {}
    for row in named.select_related(*places).order_by("pk"):
        _ring(found, row, row.phone)
    for role in members.select_related(*places).order_by("from_on", "pk"):
        _ring(found, role, "")
    return found


def _ring(found: dict[UUID, Ring], row: NamedContact | Membership, own_number: str) -> None:
    """Add whom to ring for a person, unless a number is known already."""
    organisation, person = row.organisation, row.person
    place = getattr(organisation, "school", None) or getattr(organisation, "service", None)
    phone = own_number or (place.phone if place else "")
    if person is not None and not (person.pk in found and found[person.pk].phone):
        found[person.pk] = Ring(person.name, organisation.name, phone, organisation.pk)


def _own_numbers(person_ids: list[UUID], on: date) -> dict[tuple[UUID | None, UUID], str]:
    rows = NamedContact.objects.filter(current(on), person_id__in=person_ids).exclude(phone="")
    return {(row.person_id, row.organisation_id): row.phone for row in rows}
