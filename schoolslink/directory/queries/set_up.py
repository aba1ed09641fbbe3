"""How far an area's first set-up has come: five counts, each one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from schoolslink.directory.models import (
    AreaMembership,
    HealthcareService,
    Link,
    Nomination,
    School,
    ServiceCriteria,
    SharingParty,
)
from schoolslink.directory.models.dated import current


@dataclass(frozen=True)
class SetUp:
    """What one area has. register: open schools in the whole register, imported for all areas.

    invited: askings to name somebody; of these opened, answered, and without a mail address.
    """

    schools: int
    register: int
    services: int
    with_criteria: int
    pairs: int
    invited: int
    opened: int
    answered: int
    no_mail: int
    to_ring: int
    parties: int


def set_up_of(area_id: UUID, *, on: date) -> SetUp:
    """Return how far an area has come on a day."""
    inside = AreaMembership.objects.filter(current(on), area_id=area_id).values("school_id")
    services = HealthcareService.objects.filter(area_id=area_id).values("pk")
    asked = Nomination.objects.filter(
        Q(organisation_id__in=inside) | Q(organisation_id__in=services)
    ).aggregate(
        all=Count("pk"),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        answered=Count("pk", filter=Q(state="answered")),
        no_mail=Count("pk", filter=Q(email="")),
        phone=Count("pk", filter=Q(state="phone")),
    )
    live = current(on, start="linked_from", end="linked_until")
    return SetUp(
        schools=inside.filter(school__organisation__kind="school").count(),
        register=School.objects.filter(status="open", organisation__kind="school").count(),
        services=services.count(),
        with_criteria=ServiceCriteria.objects.filter(service_id__in=services)
        .values("service_id")
        .distinct()
        .count(),
        pairs=Link.objects.filter(live, school_id__in=inside).count(),
        invited=asked["all"],
        opened=asked["opened"],
        answered=asked["answered"],
        no_mail=asked["no_mail"],
        to_ring=asked["phone"],
        parties=SharingParty.objects.filter(organisation_id__in=inside).count(),
    )


def councils_of_register() -> list[tuple[str, str, int]]:
    """Return each council in the register with its code, name and number of open schools."""
    rows = (
        School.objects.filter(status="open", organisation__kind="school")
        .exclude(la_code="")
        .values("la_code")
        .annotate(schools=Count("pk"))
        .order_by("la_code")
    )
    names = dict(_council_names())
    return sorted(
        ((r["la_code"], names.get(r["la_code"], r["la_code"]), r["schools"]) for r in rows),
        key=lambda council: council[1],
    )


def _council_names() -> list[tuple[str, str]]:
    from schoolslink.directory.models import LocalAuthority

    return list(LocalAuthority.objects.values_list("code", "organisation__name"))


def schools_of_council(la_code: str) -> list[UUID]:
    """Return the open schools of a council."""
    found = School.objects.filter(status="open", la_code=la_code, organisation__kind="school")
    return list(found.values_list("pk", flat=True))
