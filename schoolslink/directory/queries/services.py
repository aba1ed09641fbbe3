"""Services: what they take now, how long one waits, and who manages the pool."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Subquery

from schoolslink.directory.models import (
    AreaMembership,
    HealthcareService,
    Link,
    ServiceCriteria,
    ServiceKind,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import who_belong


@dataclass(frozen=True)
class CriteriaView:
    """What a service takes on a day. content: as `referrals.rules.request.read_criteria` reads it.

    version: 0 when the service has published nothing yet and the defaults hold.
    """

    version: int
    from_on: date | None
    content: dict[str, Any]
    what_changed: str = ""


@dataclass(frozen=True)
class ServiceCard:
    """A service as anybody may see it."""

    service_id: UUID
    name: str
    kind: str
    kind_name: str
    area_id: UUID
    area_name: str
    ods_code: str
    who_for: str
    what_we_do: str
    phone: str
    website: str
    hours: str
    how_to_reach: str
    postcode: str
    lat: float | None
    lon: float | None
    families_may_ask: bool
    wait_weeks: tuple[int, int] | None
    wait_said_on: date | None
    criteria: CriteriaView
    is_linked: bool = False


@dataclass(frozen=True)
class Pool:
    """What answers when nobody is named: the service, and the person who manages its pool."""

    service_id: UUID
    service_name: str
    manager_person_id: UUID | None
    manager_name: str


def area_of_school(school_id: UUID, *, on: date) -> UUID | None:
    """Return the area in which a school lies on a day."""
    return _area_of(school_id, on).first()


def _area_of(school_id: UUID, on: date) -> QuerySet[AreaMembership, UUID]:
    rows = AreaMembership.objects.filter(current(on), school_id=school_id).order_by("pk")
    return rows.values_list("area_id", flat=True)


def services_for(school_id: UUID, *, on: date) -> list[ServiceCard]:
    """Return the services a school can turn to: linked ones, main first, then its area's others."""
    live = current(on, start="linked_from", end="linked_until")
    links = Link.objects.filter(live, school_id=school_id).order_by("-is_main", "pk")
    linked = list(links.values_list("service_id", flat=True))
    inside = Subquery(_area_of(school_id, on)[:1])
    rows = _live(on).filter(Q(pk__in=linked) | Q(area_id=inside))
    places = {service: number for number, service in enumerate(linked)}
    ordered = sorted(
        rows, key=lambda s: (places.get(s.pk, len(places)), s.kind != "camhs", s.organisation.name)
    )
    return cards(ordered, on, linked=frozenset(linked))


def services_of_area(area_id: UUID, *, on: date) -> list[ServiceCard]:
    """Return the services of an area, NHS mental health services first."""
    return cards(_services_in(area_id, on), on)


def names_of_services(area_id: UUID, *, on: date) -> list[tuple[UUID, str]]:
    """Return the services of an area by name alone, in the order of their cards."""
    return [(row.pk, row.organisation.name) for row in _services_in(area_id, on)]


def services_to_hand_to(
    area_id: UUID | None, *, but: UUID | None, on: date
) -> list[tuple[UUID, str]]:
    """Return every service a child can be handed to, by name: those of this area first, without one."""
    rows = _live(on).exclude(pk=but).select_related("organisation")
    ordered = sorted(rows, key=lambda one: (one.area_id != area_id, one.organisation.name))
    return [(one.pk, one.organisation.name) for one in ordered]


def all_services(*, on: date) -> list[UUID]:
    """Return every service that there is on a day, by its id."""
    return list(_live(on).order_by("pk").values_list("pk", flat=True))


def area_of_service(service_id: UUID) -> tuple[str, UUID]:
    """Return a service's name and its area; raise HealthcareService.DoesNotExist where it is none."""
    found = HealthcareService.objects.values_list("organisation__name", "area_id")
    return found.get(pk=service_id)


def is_for_eating(service_id: UUID) -> bool:
    """Return whether a service is one for eating disorders."""
    return HealthcareService.objects.filter(pk=service_id, kind=ServiceKind.EATING).exists()


def _services_in(area_id: UUID, on: date) -> list[HealthcareService]:
    rows = _live(on).filter(area_id=area_id)
    return sorted(rows, key=lambda s: (s.kind != "camhs", s.organisation.name))


def service_card(service_id: UUID, *, on: date) -> ServiceCard | None:
    """Return one service, or None when there is none such on this day."""
    rows = list(_live(on).filter(pk=service_id))
    return cards(rows, on)[0] if rows else None


# Written by hand: every move asks what was promised, and wants none of the service's card.
_CRITERIA = """
select c.version, c.from_on, c.content, s.families_may_ask, s.wait_weeks_low, s.wait_weeks_high
from directory_healthcareservice s
left join lateral (
  select version, from_on, content from directory_servicecriteria
  where service_id = s.organisation_id and from_on <= %(on)s
  order by from_on desc, version desc limit 1) c on true
where s.organisation_id = %(service)s
  and s.from_on <= %(on)s and (s.until_on is null or s.until_on > %(on)s)
"""


def criteria_of(service_id: UUID, *, on: date) -> CriteriaView:
    """Return what a service takes on a day, with its present wait and whether families may ask."""
    with connection.cursor() as cursor:
        cursor.execute(_CRITERIA, {"service": service_id, "on": on})
        row = cursor.fetchone()
    if row is None:
        return CriteriaView(0, None, {})
    version, from_on, content, families_may_ask, low, high = row
    said = json.loads(content) if content else {}
    return CriteriaView(version or 0, from_on, _content(said, families_may_ask, low, high))


def criteria_versions(service_id: UUID) -> list[ServiceCriteria]:
    """Return every version a service has published, the newest first."""
    return list(
        ServiceCriteria.objects.filter(service_id=service_id)
        .select_related("published_by")
        .order_by("-version")
    )


def coming_criteria(card: ServiceCard, *, on: date) -> list[CriteriaView]:
    """Return what a service has published for days to come, as it will hold, the next first.

    Of two versions for one day the later one will hold, so the other never does.
    """
    rows = (
        ServiceCriteria.objects.filter(service_id=card.service_id, from_on__gt=on)
        .order_by("from_on", "-version")
        .distinct("from_on")
    )
    low, high = card.wait_weeks or (None, None)
    return [
        CriteriaView(
            row.version,
            row.from_on,
            _content(row.content, card.families_may_ask, low, high),
            row.what_changed,
        )
        for row in rows
    ]


def pool_of(service_id: UUID) -> Pool | None:
    """Return the pool of a service, or None when there is no such service.

    Its manager is nobody where they have no role there: they could open nothing.
    """
    service = (
        HealthcareService.objects.filter(pk=service_id)
        .select_related("organisation", "pool_manager")
        .first()
    )
    if service is None:
        return None
    manager = service.pool_manager
    if manager and (manager.pk, service.pk) not in who_belong([(manager.pk, service.pk)]):
        manager = None
    return Pool(
        service.pk,
        service.organisation.name,
        manager.pk if manager else None,
        manager.name if manager else "",
    )


def cards(
    services: list[HealthcareService], on: date, *, linked: frozenset[UUID] = frozenset()
) -> list[ServiceCard]:
    """Return services as cards, with the criteria that hold on a day, in the order given."""
    versions = _criteria_on([service.pk for service in services], on)
    return [_card(s, versions.get(s.pk), s.pk in linked) for s in services]


def _criteria_on(services: list[UUID], on: date) -> dict[UUID, ServiceCriteria]:
    rows = (
        ServiceCriteria.objects.filter(service_id__in=services, from_on__lte=on)
        .order_by("service_id", "-from_on", "-version")
        .distinct("service_id")
    )
    return {row.service_id: row for row in rows}


def _card(service: HealthcareService, version: ServiceCriteria | None, linked: bool) -> ServiceCard:
    low, high = service.wait_weeks_low, service.wait_weeks_high
    content = _content(version.content if version else {}, service.families_may_ask, low, high)
    return ServiceCard(
        service_id=service.pk,
        name=service.organisation.name,
        kind=service.kind,
        kind_name=service.get_kind_display(),
        area_id=service.area_id,
        area_name=service.area.organisation.name,
        ods_code=service.ods_code,
        who_for=service.who_for,
        what_we_do=service.what_we_do,
        phone=service.phone,
        website=service.website,
        hours=service.hours,
        how_to_reach=service.how_to_reach,
        postcode=service.postcode,
        lat=service.lat,
        lon=service.lon,
        families_may_ask=service.families_may_ask,
        wait_weeks=(low, high) if low is not None and high is not None else None,
        wait_said_on=service.wait_said_on,
        criteria=CriteriaView(
            version.version if version else 0,
            version.from_on if version else None,
            content,
            version.what_changed if version else "",
        ),
        is_linked=linked,
    )


def _content(
    published: Mapping[str, Any], families_may_ask: bool, low: int | None, high: int | None
) -> dict[str, Any]:
    """Return what was published with what holds now.

    Waits change every month and criteria once a year: a wait makes no new version, and one that
    an old version still repeats says nothing.
    """
    wait = None if low is None or high is None else [low, high]
    return {**published, "families_may_ask": families_may_ask, "wait_weeks": wait}


def _live(on: date):
    return HealthcareService.objects.filter(current(on)).select_related(
        "organisation", "area__organisation"
    )
