"""How a school and a service stand in the register on a day: whether they go on, and in which area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from schoolslink.access.roles import Role
from schoolslink.directory.models import (
    AreaMembership,
    HealthcareService,
    LocalAuthority,
    Postcode,
    School,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.belonging import with_people
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.directory.rules.register import FIRST_COUNCIL


@dataclass(frozen=True)
class PairPlace:
    """school_ends: closed or closing, with no school in its place. *_over_on: the day it is no more."""

    school_ends: bool = False
    school_over_on: date | None = None
    school_area: UUID | None = None
    service_over_on: date | None = None
    service_area: UUID | None = None


@dataclass(frozen=True)
class PlaceToAsk:
    """A school whose people are asked about somebody who comes there. council_id: one that stands in.

    in_area: it lies in an area, whose coordinators ask after what is late there.
    """

    name: str
    council_id: UUID | None
    in_area: bool


def place_to_ask(school_id: UUID, *, on: date) -> PlaceToAsk | None:
    """Return a school that is open, with the council that stands in for schools there; None for any other."""
    school = School.objects.filter(pk=school_id, status__in=["open", "closing"])
    row = school.values_list("organisation__name", "la_code").first()
    if row is None:
        return None
    councils = LocalAuthority.objects.filter(code=row[1], organisation__school__status="open")
    areas = AreaMembership.objects.filter(
        school_id=OuterRef("organisation_id"), from_on__lte=on
    ).exclude(until_on__lte=on)
    council = councils.filter(Exists(areas)).values_list("organisation_id", flat=True).first()
    in_area = AreaMembership.objects.filter(school_id=school_id, until_on__isnull=True).exists()
    return PlaceToAsk(row[0], council, in_area)


@dataclass(frozen=True)
class Council:
    """A council that stands in for schools. has_link: somebody there has the role today."""

    id: UUID
    name: str
    has_link: bool


def council_for(school_id: UUID, postcode: str, *, on: date) -> Council | None:
    """Return the council that has a child with no school: of where they live, else of their old school.

    postcode: where they live, as far as somebody said it. None where neither stands in here.
    """
    at_school = School.objects.filter(pk=school_id).values_list("la_code", flat=True)
    codes = [*_councils_around(postcode), *at_school]
    areas = AreaMembership.objects.filter(
        school_id=OuterRef("organisation_id"), from_on__lte=on
    ).exclude(until_on__lte=on)
    found = {
        row.code: row
        for row in LocalAuthority.objects.select_related("organisation").filter(
            Exists(areas), code__in=codes, organisation__school__status="open"
        )
    }
    row = next((found[code] for code in codes if code in found), None)
    if row is None:
        return None
    there = with_people([row.organisation_id], [Role.COUNCIL_LINK])
    return Council(row.organisation_id, row.organisation.name, row.organisation_id in there)


def _councils_around(postcode: str) -> list[str]:
    """Return the codes of the councils whose schools lie in the same district as a postcode."""
    written = normalise_postcode(postcode)
    row = Postcode.objects.filter(postcode=written).first() if written else None
    if row is None or not row.lad_code:
        return []
    near = School.objects.filter(lad_code=row.lad_code, urn__lt=FIRST_COUNCIL).exclude(la_code="")
    return list(near.order_by("la_code").values_list("la_code", flat=True).distinct()[:2])


def place_of_pair(school_id: UUID | None, service_id: UUID | None, *, on: date) -> PairPlace:
    """Return how they stand; of what is not there, nothing."""
    school = (
        School.objects.filter(pk=school_id).values("status", "closed_on", "successor_id").first()
    )
    service = HealthcareService.objects.filter(pk=service_id).values("until_on", "area_id").first()
    area = AreaMembership.objects.filter(current(on), school=school_id).values_list(
        "area_id", flat=True
    )
    ends = school is not None and school["status"] in ("closed", "closing")
    return PairPlace(
        school_ends=ends and school is not None and school["successor_id"] is None,
        school_over_on=school["closed_on"] if school else None,
        school_area=area.first() if school_id else None,
        service_over_on=service["until_on"] if service else None,
        service_area=service["area_id"] if service else None,
    )
