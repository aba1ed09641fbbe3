"""Rows of a school register, whichever of its files they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from schoolslink.directory.rules.grid import is_on_the_grid
from schoolslink.directory.rules.records import SchoolRecord
from schoolslink.directory.rules.register import STATUSES, Status

from . import values
from .errors import BadValue
from .files import Examined
from .shapes import Shape
from .tables import Report, header_of, rows_of

# Where each field stands in a record.
PLACE = {name: place for place, name in enumerate(SchoolRecord._fields)}
URN, STATUS, CLOSED_ON = PLACE["urn"], PLACE["status"], PLACE["closed_on"]
EASTING, NORTHING = PLACE["easting"], PLACE["northing"]
POINT = (EASTING, NORTHING, PLACE["lat"], PLACE["lon"])
# Without these a row names no school, so the row is held back; any other value only itself.
NAMING = frozenset({URN, PLACE["name"]})
ESSENTIAL = NAMING | {STATUS}
NOT_CLOSING = (Status.OPEN, Status.PROPOSED)
# Where the whole extract leaves these blank, there is none; elsewhere blank says nothing.
BLANK_MEANS_NONE = ("street", "town", "postcode", "phone", "website", "trust_code", "trust_name",
                    "federation_code")  # fmt: skip
ALWAYS_NEW = ("urn", "name", "street", "phone", "website", "lat", "lon", "easting", "northing")
RURAL_URBAN_2021 = re.compile("U[NF]1|R[LS][NF]1")


def _short(longest: int) -> Callable[[str], str]:
    return lambda value: values.a_text(value, longest)


def _age(value: str) -> int | None:
    return values.a_count(value, 99)


def _degrees(value: str) -> float | None:
    try:
        return float(value) if value.strip() else None
    except ValueError:
        raise BadValue("is not a number of degrees.") from None


def _status(value: str) -> str | None:
    if not value.strip():
        return None  # says nothing: what we have stands
    try:
        return STATUSES[value.strip().lower()]
    except KeyError:
        raise BadValue(f"{value[:30]!r} is not a status the register knows.") from None


def _rural_urban(value: str) -> str | None:
    # The classification of 2011 (A1 to F2) has other bounds; nobody should compare the two.
    return value.strip() if RURAL_URBAN_2021.fullmatch(value.strip()) else None


def _name(value: str) -> str:
    name = values.a_text(value)
    if not name:
        raise BadValue("is empty.")
    return name


READ: dict[str, Callable[[str], Any]] = {
    "urn": values.a_urn,
    "name": _name,
    "status": _status,
    "postcode": values.a_postcode,
    "opened_on": values.a_day,
    "closed_on": values.a_day,
    "age_low": _age,
    "age_high": _age,
    "pupils": lambda value: values.a_count(value, 20_000),
    "fsm_percent": values.a_percentage,
    "easting": lambda value: values.a_count(value, 10_000_000),
    "northing": lambda value: values.a_count(value, 10_000_000),
    "imd_decile": lambda value: values.a_count(value, 10),
    "lat": _degrees,
    "lon": _degrees,
    "la_code": values.a_code,
    "lad_code": values.a_code,
    "lsoa_code": values.a_code,
    "sub_icb_code": values.a_code,
    "icb_code": values.a_code,
    "rural_urban": _rural_urban,
    "establishment_number": values.a_code,
    "trust_code": values.a_code,
    "federation_code": values.a_code,
    "website": _short(300),
    # A mark before a telephone number is its country, not a formula.
    "phone": lambda value: values.a_text(value.lstrip("+"), 40),
}


def school_rows(examined: Examined, shape: Shape, report: Report) -> Iterator[SchoolRecord]:
    """Yield the schools of a file; what cannot be read is noted in the report and left out.

    Written plainly: it reads one and a half million values.
    """
    headings = header_of(examined)
    report.unknown_columns = shape.unknown
    readers = [(PLACE[name], at, _remembering(name)) for name, at in shape.columns.items()]
    silent = _silent(shape)
    seen: dict[int, int] = {}
    with rows_of(examined, report) as rows:
        for line, row in rows:
            read = silent.copy()
            for place, position, reader in readers:
                value = row[position]
                if value or place in NAMING:
                    try:
                        read[place] = reader(value)
                    except BadValue as problem:
                        is_lost = place in ESSENTIAL
                        report.hold(line, headings[position], str(problem), whole_row=is_lost)
                        if is_lost:
                            break
            else:
                urn = read[URN]
                if urn in seen:
                    report.hold(line, headings[shape.columns["urn"]],
                                f"URN {urn} is already on line {seen[urn]}.")  # fmt: skip
                    continue
                seen[urn] = line
                yield _tidied(read, has_status="status" in shape.columns)


def _silent(shape: Shape) -> list[Any]:
    """Return what a row says whose fields are all blank."""
    if not shape.authoritative:
        return [None] * len(PLACE)
    none = set(BLANK_MEANS_NONE) & set(shape.columns)
    return ["" if name in none else None for name in PLACE]


def _remembering(name: str) -> Callable[[str], Any]:
    """Return the reader of a field; where few values come again and again it remembers them."""
    reader = READ.get(name, values.a_text)
    return reader if name in ALWAYS_NEW else lru_cache(10_000)(reader)


def _tidied(read: list[Any], *, has_status: bool) -> SchoolRecord:
    """Fill in what a file says without saying it."""
    if not has_status:
        read[STATUS] = Status.CLOSED if read[CLOSED_ON] else Status.OPEN
    if read[STATUS] in NOT_CLOSING:
        read[CLOSED_ON] = None
    east, north = read[EASTING], read[NORTHING]
    if east is None or north is None or not is_on_the_grid(east, north):
        for place in POINT:
            read[place] = None
    return SchoolRecord._make(read)
