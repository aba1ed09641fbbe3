"""The organisations of an area that have people: itself, its services, teams and schools, their trusts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.queries import There, people_there
from schoolslink.directory.models import HealthcareService, School, SchoolGroup, SupportTeam
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.standings import area_of


@dataclass(frozen=True)
class PeoplePlace:
    """One organisation with who is there. kind: area, service, team, trust or school."""

    organisation_id: UUID
    name: str
    kind: str
    town: str
    there: There


def people_places(actor: Actor, area_id: UUID, *, on: date) -> list[PeoplePlace]:
    """Return an area's organisations: area, services, teams, trusts, then schools in human order.

    Raises Area.DoesNotExist (not found).
    """
    area = area_of(actor, area_id)
    services = HealthcareService.objects.filter(current(on), area=area).select_related(
        "organisation"
    )
    teams = SupportTeam.objects.filter(current(on), service__area=area).select_related(
        "organisation"
    )
    schools = (
        School.objects.filter(
            current(on, through="areas__"), areas__area=area, status__in=["open", "closing"]
        )
        .select_related("organisation")
        .order_by("sort_key", "pk")
    )
    codes = {code for s in schools for code in (s.trust_code, s.federation_code) if code}
    groups = SchoolGroup.objects.filter(code__in=codes).exclude(closed_on__lte=on)
    found = [
        (area.pk, area.organisation.name, "area", ""),
        *(
            (s.pk, s.organisation.name, "service", "")
            for s in services.order_by("organisation__name")
        ),
        *((t.pk, t.organisation.name, "team", "") for t in teams.order_by("organisation__name")),
        *(
            (g.pk, g.organisation.name, "trust", "")
            for g in groups.select_related("organisation").order_by("organisation__name")
        ),
        *((s.pk, s.organisation.name, "school", s.town) for s in schools),
    ]
    there = people_there(actor, [row[0] for row in found])
    return [PeoplePlace(*row, there.get(row[0], There())) for row in found if row[0] in there]
