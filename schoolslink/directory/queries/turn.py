"""Where to turn: what anybody may know, by school or postcode. No name of a person, no private number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from schoolslink.directory.models import (
    Area,
    Boundary,
    CommissioningBody,
    HelpLine,
    NamedContact,
    Neighbourhood,
    NumberCheck,
    Postcode,
    School,
    Side,
)
from schoolslink.directory.models.dated import current
from schoolslink.directory.queries.groups import organisations_covering
from schoolslink.directory.queries.services import ServiceCard, area_of_school, services_for
from schoolslink.directory.queries.services import services_of_area as services_of
from schoolslink.directory.rules.grid import latitude_longitude
from schoolslink.directory.rules.help_now import EVERYWHERE, HelpNumber, is_stale
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.directory.rules.register import FIRST_COUNCIL

NEAR_METRES = 20_000
# The narrowest outline that is there is the one a family knows.
LAYERS = ("district", "sub_icb", "icb")


@dataclass(frozen=True)
class HelpLineView:
    """A number of an area, with who answers for its being right. is_stale: check it again."""

    name: str
    phone: str
    hours: str
    owner: str
    checked_on: date | None
    is_stale: bool


@dataclass(frozen=True)
class AtSchool:
    """Who can be asked at a school, by role."""

    position: str
    job_title: str


@dataclass(frozen=True)
class Place:
    """Everything the page says about one school or postcode.

    covered_by: the organisations that answer while those at school are away.
    """

    name: str
    school: School | None
    area_id: UUID | None
    help_lines: tuple[HelpLine, ...]
    at_school: tuple[AtSchool, ...]
    covered_by: tuple[str, ...]
    services: tuple[ServiceCard, ...]
    lat: float | None
    lon: float | None
    outline: tuple[str, str] | None
    rung: Mapping[str, date]


@dataclass(frozen=True)
class Rung:
    """One national number, with who of us last rang it and when; empty until somebody has."""

    number: HelpNumber
    checked_on: date | None
    checked_by: str
    is_stale: bool


def is_council_in_its_place(school_id: UUID) -> bool:
    """Say whether a council stands here in the place of a school."""
    return School.objects.filter(pk=school_id, urn__gte=FIRST_COUNCIL).exists()


def place_of_school(urn: int, *, on: date) -> Place | None:
    """Return what is known of a school that is open, or None."""
    school = (
        School.objects.select_related("organisation")
        .filter(urn=urn, status__in=["open", "closing"])
        .first()
    )
    if school is None:
        return None
    area = area_of_school(school.pk, on=on)
    contacts = NamedContact.objects.filter(
        current(on), organisation_id=school.pk, side=Side.SCHOOL
    ).order_by("pk")
    order = {"lead": 0, "cover": 1, "head": 2}
    people = sorted(contacts, key=lambda c: order[c.position])
    return Place(
        name=school.organisation.name,
        school=school,
        area_id=area,
        help_lines=_lines(area, on),
        at_school=tuple(AtSchool(c.position, c.job_title) for c in people),
        covered_by=tuple(organisations_covering(school.pk, on=on)),
        services=tuple(services_for(school.pk, on=on)),
        lat=school.lat,
        lon=school.lon,
        outline=_outline(school.lad_code, school.sub_icb_code, school.icb_code),
        rung=days_rung(),
    )


def place_of_postcode(typed: str, *, on: date) -> Place | None:
    """Return what is known around a postcode, or None when there is no such postcode."""
    written = normalise_postcode(typed)
    row = Postcode.objects.filter(postcode=written).first() if written else None
    if row is None:
        return None
    codes = _codes_of(row)
    area = _area_around(row, codes, on)
    lat, lon = latitude_longitude(row.easting, row.northing)
    return Place(
        name=row.postcode,
        school=None,
        area_id=area,
        help_lines=_lines(area, on),
        at_school=(),
        covered_by=(),
        services=tuple(services_of(area, on=on)) if area else (),
        lat=lat,
        lon=lon,
        outline=_outline(row.lad_code, *codes),
        rung=days_rung(),
    )


def help_lines_of_school(school_id: UUID, *, on: date) -> tuple[HelpLineView, ...]:
    """Return the numbers of a school's area that can be rung now; the national ones are rules."""
    return tuple(
        HelpLineView(
            line.name,
            line.phone,
            line.hours,
            line.owner,
            line.checked_on,
            is_stale=is_stale(line.checked_on, on),
        )
        for line in _lines(area_of_school(school_id, on=on), on)
    )


def numbers_to_ring(area_id: UUID, *, on: date) -> int:
    """Return how many numbers of an area somebody should ring, to see whether they are right."""
    return sum(is_stale(line.checked_on, on) for line in _lines(area_id, on))


def days_rung() -> dict[str, date]:
    """Return on which day each national number was last rung by us; none that nobody has."""
    rows = NumberCheck.objects.order_by().values_list("phone").annotate(Max("checked_on"))
    return dict(rows)


def national_numbers(*, on: date) -> list[Rung]:
    """Return the national numbers with who last rang each."""
    latest = {
        row.phone: row
        for row in NumberCheck.objects.select_related("checked_by").order_by("checked_on", "pk")
    }
    return [
        Rung(
            number,
            row.checked_on if (row := latest.get(number.phone)) else None,
            row.checked_by.name if row else "",
            is_stale(row.checked_on if row else None, on),
        )
        for number in EVERYWHERE
    ]


def outline(layer: str, code: str) -> str | None:
    """Return an outline as the text of a GeoJSON geometry, or None."""
    return (
        Boundary.objects.filter(layer=layer, code=code).values_list("geometry", flat=True).first()
    )


def _codes_of(row: Postcode) -> tuple[str, str]:
    """Return the NHS bodies a postcode lies in, the smaller one first; empty where not known."""
    known = Neighbourhood.objects.filter(lsoa_code=row.lsoa_code).exclude(lsoa_code="").first()
    return (known.sub_icb_code, known.icb_code) if known else ("", "")


def _area_around(row: Postcode, codes: tuple[str, str], on: date) -> UUID | None:
    """Return the area a postcode lies in, or None where the programme has none.

    A wrong crisis line is worse than none: nobody is sent to an area merely because it is nearest.
    """
    live = Area.objects.filter(current(on))
    for code in filter(None, codes):
        if area := live.filter(code=code).order_by("pk").first():
            return area.pk
    near = School.objects.filter(status__in=["open", "closing"])
    # Beyond the border of an NHS body the nearest school is another body's.
    nearest = _nearest(near.filter(_may_share(row, codes)), row)
    return area_of_school(nearest.pk, on=on) if nearest else None


def _may_share(row: Postcode, codes: tuple[str, str]) -> Q:
    """Return which schools may lie in the same NHS bodies: theirs are the same, or not known.

    Of a postcode whose bodies are not known, only the schools of its own district may.
    """
    shared = Q()
    if not any(codes) and row.lad_code:
        shared &= Q(lad_code__in=[row.lad_code, ""])
    for field, code in zip(("sub_icb_code", "icb_code"), codes, strict=True):
        if code:
            shared &= Q(**{f"{field}__in": [code, ""]})
    return shared


def _nearest(schools: QuerySet[School], row: Postcode) -> School | None:
    near = schools.filter(
        easting__range=(row.easting - NEAR_METRES, row.easting + NEAR_METRES),
        northing__range=(row.northing - NEAR_METRES, row.northing + NEAR_METRES),
    ).only("easting", "northing")
    return min(
        near,
        key=lambda s: (
            (s.easting or 0) - row.easting) ** 2 + ((s.northing or 0) - row.northing
        ) ** 2,
        default=None,
    )  # fmt: skip


def _lines(area_id: UUID | None, on: date) -> tuple[HelpLine, ...]:
    lines = HelpLine.objects.filter(area_id=area_id).exclude(until_on__lte=on)
    return tuple(lines.order_by("name")) if area_id else ()


def _outline(district: str, sub_icb: str, icb: str) -> tuple[str, str] | None:
    """Return the layer and code of the narrowest outline there is; NHS areas by their ONS code."""
    ons = dict(
        CommissioningBody.objects.filter(code__in=[sub_icb, icb]).values_list("code", "ons_code")
    )
    codes = (district, ons.get(sub_icb, sub_icb), ons.get(icb, icb))
    wanted = [(layer, code) for layer, code in zip(LAYERS, codes, strict=True) if code]
    rows = Boundary.objects.filter(code__in=[code for _layer, code in wanted])
    found = set(rows.values_list("layer", "code"))
    return next((one for one in wanted if one in found), None)
