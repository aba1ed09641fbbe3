"""Which file is this? Told from its column names, or its columns, never from its own name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date

from .errors import BrokenFile
from .files import Examined
from .headings import KNOWN
from .practices import is_practices
from .tables import header_of, plain

# field of a SchoolRecord -> the names its column goes by, the fuller source first
SCHOOL_COLUMNS = {
    "urn": ("urn",),
    "name": ("establishmentname", "name"),
    "status": ("establishmentstatusname", "status"),
    "phase": ("phaseofeducationname", "phase"),
    "kind": ("typeofestablishmentname", r"type(\d{6})?"),
    "gender": ("gendername", "gender"),
    "la_code": ("lacode", "laid"),
    "la_name": ("laname",),
    "establishment_number": ("establishmentnumber", "estabnumber"),
    "street": ("street",),
    "town": ("town",),
    "postcode": ("postcode",),
    "phone": ("telephonenum",),
    "website": ("schoolwebsite",),
    "trust_code": ("trustscode", "trustid"),
    "trust_name": ("trustsname", "trustname"),
    "federation_code": ("federationscode",),
    "opened_on": ("opendate",),
    "closed_on": ("closedate",),
    "age_low": ("statutorylowage",),
    "age_high": ("statutoryhighage",),
    "pupils": ("numberofpupils", "totalpupils", r"pupils(\d{6})?"),
    "fsm_percent": ("percentagefsm", r"fsmpct(\d{6})?"),
    "easting": ("easting",),
    "northing": ("northing",),
    "lat": ("lat",),
    "lon": ("lon",),
    "lad_code": ("districtadministrativecode", "districtadministrativeid", "ladcode"),
    "lsoa_code": ("lsoacode", r"lsoa21code"),
    "sub_icb_code": ("subicbcode",),
    "icb_code": ("icbcode",),
    "imd_decile": (r"imd(\d{4})?decile",),
    "rural_urban": ("urbanruralcode", r"ruc\d\dcode"),
}
OTHER_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "links": {
        "urn": ("urn",),
        "other_urn": ("linkurn",),
        "kind": ("linktype",),
        "on": ("linkestablisheddate",),
    },
    "groups": {
        "code": ("groupuid",),
        "name": ("groupname",),
        "kind": ("grouptype",),
        "status": ("groupstatus",),
        "opened_on": ("opendate",),
        "closed_on": ("closeddate",),
    },
    "postcodes": {
        "postcode": ("postcode", "pcds"),
        "easting": ("e", "eastings?", "oseast1m"),
        "northing": ("n", "northings?", "osnrth1m"),
        "lad_code": ("lad", r"lad\d*(code|cd)?", "admindistrictcode"),
        "lsoa_code": (r"lsoa21(code|cd)?",),
    },
    "neighbourhoods": {
        "lsoa_code": (r"lsoa21(code|cd)",),
        "name": (r"lsoa21(name|nm)",),
        "sub_icb_name": (r"sicbl\d\d(name|nm)",),
        "sub_icb_ons": (r"sicbl\d\d(code|cd)",),
        "sub_icb_code": (r"sicbl\d\d(codenhs|cdh)",),
        "icb_name": (r"icb\d\d(name|nm)",),
        "icb_ons": (r"icb\d\d(code|cd)",),
        "icb_code": (r"icb\d\d(codenhs|cdh)",),
    },
    "ccgs": {
        "ccg_name": (r"ccg\d\d(name|nm)",),
        "ccg_ons": (r"ccg\d\d(code|cd)",),
    },
    "deprivation": {"lsoa_code": ("lsoa21(code|cd)",), "imd_decile": ("imddecile",)},
    "rural-urban": {"lsoa_code": ("lsoa21(code|cd)",), "rural_urban": (r"ruc\d\d(code|cd)",)},
}
OPTIONAL = {"lad_code", "lsoa_code", "on", "name"}
# The sub-ICB file of the NHS has the same columns as the neighbourhoods', without the neighbourhood.
BODY_FIELDS = ("sub_icb_name", "sub_icb_ons", "sub_icb_code", "icb_name", "icb_ons", "icb_code")
# In which order files of one import are taken: what others look up comes first.
ORDER = (
    "bodies", "ccgs", "neighbourhoods", "deprivation", "rural-urban", "postcodes", "boundaries",
    "schools", "groups", "links", "practices",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file is. columns: field -> position. whole: it lists every school there is.

    authoritative: a blank in it means "none", not "not in this file".
    """

    kind: str
    source: str
    columns: dict[str, int]
    unknown: list[str] = field(default_factory=list)
    whole: bool = False
    authoritative: bool = False


def recognise(examined: Examined) -> Shape:
    """Return what a file is, or raise BrokenFile when it is none of the files we read."""
    if examined.first.lstrip().startswith(("{", "[")):
        return _boundaries(examined)
    if is_practices(examined):
        return Shape("practices", "practices", {})
    headings = header_of(examined)
    names = [plain(heading) for heading in headings]
    if "linkurn" in names and "urn" in names:
        return _other("links", headings, names)
    if "urn" not in names:
        groups = _other("groups", headings, names)
        if set(OTHER_COLUMNS["groups"]) <= set(groups.columns):
            return groups
    if "urn" in names and ("establishmentname" in names or {"name", "town"} <= set(names)):
        return _schools(examined, headings, names)
    for kind in ("neighbourhoods", "deprivation", "rural-urban", "postcodes", "ccgs"):
        shape = _other(kind, headings, names)
        needed = set(OTHER_COLUMNS[kind]) - OPTIONAL
        needed |= {"lsoa_code"} & set(OTHER_COLUMNS[kind]) if kind != "postcodes" else set()
        if needed <= set(shape.columns):
            return shape
        if kind == "neighbourhoods" and set(BODY_FIELDS) <= set(shape.columns):
            return Shape("bodies", "bodies", shape.columns, shape.unknown)
    raise BrokenFile(
        examined.name, "Its column names are not those of a register file that is read here."
    )


def _positions(wanted: dict[str, tuple[str, ...]], names: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for name_of_field, aliases in wanted.items():
        for alias in aliases:
            found = [i for i, name in enumerate(names) if re.fullmatch(alias, name)]
            if found:
                columns[name_of_field] = found[0]
                break
    return columns


def _other(kind: str, headings: list[str], names: list[str]) -> Shape:
    columns = _positions(OTHER_COLUMNS[kind], names)
    used = set(columns.values())
    unknown = [h for i, h in enumerate(headings) if i not in used] if kind == "links" else []
    return Shape(kind, kind, columns, unknown)


def _schools(examined: Examined, headings: list[str], names: list[str]) -> Shape:
    columns = _positions(SCHOOL_COLUMNS, names)
    known = {plain(heading) for heading in KNOWN}
    extract = len(known & set(names)) > 100
    used = set(columns.values())
    unknown = [h for i, h in enumerate(headings) if h and i not in used and names[i] not in known]
    if extract:
        return Shape("schools", "extract", columns, unknown, whole=True, authoritative=True)
    if "status" in columns:
        return Shape("schools", "composite", columns, unknown, whole=True)
    if "opened_on" not in columns:
        raise BrokenFile(examined.name, "This list of schools has neither a status nor dates.")
    if "closed_on" in columns:
        return Shape("schools", "open-and-closed list", columns, unknown, whole=True)
    return Shape("schools", "open state-funded list", columns, unknown)


LAYERS = {"E54": "icb", "E38": "sub_icb", "E12": "region", "E06": "district", "E07": "district",
          "E08": "district", "E09": "district", "E10": "county"}  # fmt: skip


def _boundaries(examined: Examined) -> Shape:
    start = examined.first[:4000]
    if '"FeatureCollection"' not in start and '"features"' not in start:
        raise BrokenFile(examined.name, "This is JSON, but not a GeoJSON map of areas.")
    return Shape("boundaries", "boundaries", {})


def layer_of(codes: set[str], properties: set[str]) -> str:
    """Return which map this is: icb, sub_icb, ccg, region, district or county."""
    starts = {code[:3] for code in codes}
    if starts == {"E38"}:
        return "sub_icb" if "nhs_code" in properties else "ccg"
    if "E10" in starts:
        return "county"
    return LAYERS.get(min(starts, default=""), "other")


def date_in_name(name: str) -> date | None:
    """Return the day a file's name carries (`..._2024_06_17.csv`, `edubasealldata20240524`)."""
    for match in re.finditer(r"(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)", name):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def geojson_features(examined: Examined, text: str) -> list[dict[str, object]]:
    """Return the features of a GeoJSON text, or raise BrokenFile."""
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BrokenFile(examined.name, "This GeoJSON is damaged or cut short.") from None
    if not isinstance(features, list) or not features:
        raise BrokenFile(examined.name, "This GeoJSON holds no area.")
    return features
