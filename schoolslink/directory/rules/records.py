"""What the register's files say, in the shape the import takes: plain tuples, one a row.

None in a field says nothing and leaves what we have; an empty text says "none".
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class SchoolRecord(NamedTuple):
    """One school or college as one file has it."""

    urn: int
    name: str
    status: str | None = None  # open, closing, closed, proposed: see rules.register.STATUSES
    phase: str | None = None
    kind: str | None = None
    gender: str | None = None
    la_code: str | None = None
    la_name: str | None = None
    establishment_number: str | None = None
    street: str | None = None
    town: str | None = None
    postcode: str | None = None
    phone: str | None = None
    website: str | None = None
    trust_code: str | None = None
    trust_name: str | None = None
    federation_code: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    age_low: int | None = None
    age_high: int | None = None
    pupils: int | None = None
    fsm_percent: float | None = None
    easting: int | None = None
    northing: int | None = None
    lat: float | None = None
    lon: float | None = None
    lad_code: str | None = None
    lsoa_code: str | None = None
    sub_icb_code: str | None = None
    icb_code: str | None = None
    imd_decile: int | None = None
    rural_urban: str | None = None


class SuccessionRecord(NamedTuple):
    """One line of a links file: this school, the other, and what the other is to it."""

    urn: int
    other_urn: int
    kind: str
    on: date | None


class PostcodeRecord(NamedTuple):
    """One postcode; the area codes are empty where the file has none."""

    postcode: str
    easting: int
    northing: int
    lad_code: str
    lsoa_code: str


class NeighbourhoodRecord(NamedTuple):
    """One neighbourhood (LSOA 2021), as far as one file knows it; None says nothing."""

    lsoa_code: str
    name: str | None = None
    sub_icb_code: str | None = None
    icb_code: str | None = None
    imd_decile: int | None = None
    rural_urban: str | None = None


class BodyRecord(NamedTuple):
    """One commissioning body. code: as the NHS writes it; parent_code: the ICB of a sub-ICB."""

    code: str
    ons_code: str
    kind: str  # icb, sub_icb, ccg
    name: str
    parent_code: str


class GroupRecord(NamedTuple):
    """One trust or federation. code: by which its schools name it; closed_on: None where not told."""

    code: str
    name: str
    kind: str  # trust, federation
    is_closed: bool
    opened_on: date | None
    closed_on: date | None


class PracticeRecord(NamedTuple):
    """One GP practice. address: its lines, without the postcode; closed_on: None where not told."""

    ods_code: str
    name: str
    address: str
    postcode: str
    phone: str
    is_closed: bool
    closed_on: date | None


class BoundaryRecord(NamedTuple):
    """One area's outline: a GeoJSON geometry, as text."""

    layer: str
    code: str
    name: str
    geometry: str
