"""Which rows of the directory somebody may see or change. Names no role: that is the grants' affair.

What the public may see of a service, and of a school's contacts by role, is no one's record and
comes from `queries.where_to_turn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet

from schoolslink.access import policy
from schoolslink.access.actor import Actor
from schoolslink.access.models import Organisation
from schoolslink.access.policy import Action
from schoolslink.directory.models import (
    Area,
    AreaMembership,
    HealthcareService,
    Link,
    NamedContact,
    School,
    SchoolGroup,
    SupportTeam,
)
from schoolslink.directory.models.dated import current
from schoolslink.kernel import clock

Row = TypeVar("Row", bound=models.Model)
Organisations = frozenset[UUID]
Predicate = Callable[[Actor, Organisations, date], Q]


def _schools_of_areas(areas: Organisations, on: date) -> QuerySet[AreaMembership, Any]:
    return AreaMembership.objects.filter(current(on), area_id__in=areas).values("school_id")


def _schools_of_services(services: Organisations, on: date) -> QuerySet[Link, Any]:
    live = current(on, start="linked_from", end="linked_until")
    return Link.objects.filter(live, service_id__in=services).values("school_id")


def _schools_of_teams(teams: Organisations, on: date) -> QuerySet[Link, Any]:
    live = current(on, start="linked_from", end="linked_until")
    # A contact of the team may be named for a pair that goes to the service's own people.
    theirs = Q(team_id__in=teams) | Q(nhs_contact__organisation_id__in=teams)
    return Link.objects.filter(live & theirs).values("school_id")


def schools_of_groups(groups: Organisations, on: date) -> Q:
    """Return the condition that a school is of these trusts or federations, as the register has it.

    The codes first: so the schools are found by index. A group that has closed has none.
    """
    rows = SchoolGroup.objects.filter(pk__in=groups).exclude(closed_on__lte=on)
    codes = list(rows.values_list("code", flat=True))
    return Q(trust_code__in=codes) | Q(federation_code__in=codes)


def _services_of_areas(areas: Organisations) -> QuerySet[HealthcareService, Any]:
    return HealthcareService.objects.filter(area_id__in=areas).values("organisation_id")


def _teams_of_services(
    services: QuerySet[HealthcareService] | Organisations,
) -> QuerySet[SupportTeam, Any]:
    return SupportTeam.objects.filter(service_id__in=services).values("organisation_id")


def _everywhere(actor: Actor, mine: Organisations, on: date) -> Q:
    return Q(pk__isnull=False)


AREAS: Mapping[str, Predicate] = {
    "everywhere": _everywhere,
    "own-area": lambda actor, mine, on: Q(pk__in=mine),
}

SCHOOLS: Mapping[str, Predicate] = {
    "everywhere": _everywhere,
    "own-school": lambda actor, mine, on: Q(pk__in=mine),
    "own-area": lambda actor, mine, on: Q(pk__in=_schools_of_areas(mine, on)),
    "own-service": lambda actor, mine, on: Q(pk__in=_schools_of_services(mine, on)),
    "own-team": lambda actor, mine, on: Q(pk__in=_schools_of_teams(mine, on)),
    "own-group": lambda actor, mine, on: schools_of_groups(mine, on),
}

SERVICES: Mapping[str, Predicate] = {
    "everywhere": _everywhere,
    "own-service": lambda actor, mine, on: Q(pk__in=mine),
    "own-area": lambda actor, mine, on: Q(area_id__in=mine),
}

# An organisation stands here for the contacts it has or will have.
ORGANISATIONS: Mapping[str, Predicate] = {
    "everywhere": _everywhere,
    "own-school": lambda actor, mine, on: Q(pk__in=mine),
    "own-service": lambda actor, mine, on: Q(pk__in=mine) | Q(pk__in=_teams_of_services(mine)),
    "own-area": lambda actor, mine, on: (
        Q(pk__in=_schools_of_areas(mine, on))
        | Q(pk__in=_services_of_areas(mine))
        | Q(pk__in=_teams_of_services(_services_of_areas(mine)))
    ),
    # A contact may change their own entry, and no other of the organisation.
    "own-contact": lambda actor, mine, on: Q(pk__in=[]),
}


def _of(organisations_of: Predicate) -> Predicate:
    """Return the contacts of the organisations that a relationship means."""

    def contacts_of(actor: Actor, mine: Organisations, on: date) -> Q:
        theirs = Organisation.objects.filter(organisations_of(actor, mine, on))
        return Q(organisation_id__in=theirs.values("pk"))

    return contacts_of


CONTACTS: Mapping[str, Predicate] = {
    **{name: _of(organisations_of) for name, organisations_of in ORGANISATIONS.items()},
    "own-contact": lambda actor, mine, on: Q(person_id=actor.person_id, organisation_id__in=mine),
}


def areas(actor: Actor, action: Action) -> QuerySet[Area]:
    """Return the areas with which somebody may do this."""
    return _allowed(Area.objects.all(), AREAS, actor, action, "area")


def schools(actor: Actor, action: Action) -> QuerySet[School]:
    """Return the schools with which somebody may do this."""
    return _allowed(School.objects.all(), SCHOOLS, actor, action, "school")


def services(actor: Actor, action: Action) -> QuerySet[HealthcareService, Any]:
    """Return the services with which somebody may do this."""
    return _allowed(HealthcareService.objects.all(), SERVICES, actor, action, "service")


def organisations(actor: Actor, action: Action) -> QuerySet[Organisation]:
    """Return the organisations whose contacts somebody may see or name."""
    return _allowed(Organisation.objects.all(), ORGANISATIONS, actor, action, "contact")


def may_make_areas(actor: Actor) -> bool:
    """Say whether somebody may make an area of the programme."""
    return actor.kind == "system" or bool(policy.relationships(actor, Action.CREATE, "area"))


def may_check_numbers(actor: Actor) -> bool:
    """Say whether somebody may say that a national number was rung and is right."""
    return bool(policy.relationships(actor, Action.MANAGE, "help_number"))


def contacts(actor: Actor, action: Action) -> QuerySet[NamedContact]:
    """Return the named contacts whom somebody may see or change."""
    return _allowed(NamedContact.objects.all(), CONTACTS, actor, action, "contact")


def _allowed(
    rows: QuerySet[Row],
    predicates: Mapping[str, Predicate],
    actor: Actor,
    action: Action,
    record: str,
) -> QuerySet[Row]:
    if actor.kind == "system":
        return rows
    condition = Q(pk__in=[])  # deny by default
    today = clock.today()
    for relationship, mine in policy.relationships(actor, action, record).items():
        condition |= predicates[relationship](actor, mine, today)
    return rows.filter(condition)
