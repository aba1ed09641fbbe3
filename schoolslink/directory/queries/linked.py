"""Which schools a service or team looks after, who coordinates, and where nobody does: names alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from schoolslink.access.models import Membership, Role
from schoolslink.directory.models import Area, AreaMembership, Link
from schoolslink.directory.models.dated import current
from schoolslink.kernel import clock

# Written by hand: it stands on every page of a team's queue.
_SCHOOLS = """
select o.id, o.name from access_organisation o join directory_school s on s.organisation_id = o.id
where o.id in (
  select school_id from directory_link
  where (service_id = any(%(wanted)s) or team_id = any(%(wanted)s))
    and linked_from <= %(on)s and (linked_until is null or linked_until > %(on)s))
order by s.sort_key, o.id
"""


def coordinators_of(school_id: UUID, area_id: UUID, *, on: date) -> list[str]:
    """Return the names of those who coordinate a school's area, else the one given, in order."""
    inside = AreaMembership.objects.filter(current(on), school_id=school_id)
    area = inside.values_list("area_id", flat=True).first() or area_id
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    rows = Membership.objects.filter(
        current(today), organisation_id=area, role=Role.AREA_COORDINATOR, person__is_active=True
    )
    return sorted(set(rows.values_list("person__name", flat=True)))


def areas_without_coordinator(
    *, on: date, among: Iterable[UUID] | None = None
) -> list[tuple[UUID, str]]:
    """Return id and name of each area that has a live pair of school and service and no coordinator.

    among: of these areas alone, whether they have a pair or not. Nobody: no role held on the real calendar's
    today by somebody whose account works.
    """
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    held = Membership.objects.filter(
        current(today), organisation_id=OuterRef("pk"), role=Role.AREA_COORDINATOR,
        person__is_active=True,
    )  # fmt: skip
    areas = Area.objects.filter(current(on)).exclude(Exists(held))
    if among is not None:
        areas = areas.filter(pk__in=list(among))
    else:
        live = Link.objects.filter(
            current(on, start="linked_from", end="linked_until"), service__area_id=OuterRef("pk")
        )
        areas = areas.filter(Exists(live))
    return list(areas.order_by("organisation__name", "pk").values_list("pk", "organisation__name"))


def national_people() -> list[UUID]:
    """Return who hears of an area that nobody coordinates: the national team, else the operators."""
    today = clock.local_day(clock.real_now())
    held = Membership.objects.filter(current(today), person__is_active=True)
    for role in (Role.NATIONAL_TEAM, Role.OPERATOR):
        if people := sorted(set(held.filter(role=role).values_list("person_id", flat=True))):
            return people
    return []


def schools_linked_with(organisations: Iterable[UUID], *, on: date) -> list[tuple[UUID, str]]:
    """Return the schools linked on a day with any of these services or teams, in human order."""
    with connection.cursor() as cursor:
        cursor.execute(_SCHOOLS, {"wanted": list(organisations), "on": on})
        return cursor.fetchall()
