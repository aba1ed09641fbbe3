"""The invented register as files: the same columns as the public ones, so the same import reads them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from schoolslink.directory.rules.grid import latitude_longitude
from schoolslink.interop.gias.practices import COLUMNS as PRACTICE_COLUMNS
from schoolslink.simulate.world import cast, facts
from schoolslink.simulate.world.country import Country, Home, InventedArea, InventedSchool

LABEL = "invented"


def write(whole: Country, folder: Path, day: str) -> None:
    """Write the register, and what it stands on, into a folder. day: as 2026_03_03."""
    _table(folder / f"{LABEL}_register_{day}.csv", SCHOOL_COLUMNS, map(_school, whole.schools))
    places = [(s.postcode, s.easting, s.northing, s.area, s.neighbourhood) for s in whole.schools]
    places += [(h.postcode, h.easting, h.northing, h.area, h.neighbourhood) for h in whole.homes]
    _table(
        folder / f"{LABEL}_postcodes_{day}.csv",
        ("postcode", "e", "n", "lad", "lsoa21"),
        ((code, e, n, area.district_code, small.code) for code, e, n, area, small in places),
    )
    small_areas = [(area, n) for area in whole.areas for town in area.towns
                   for n in town.neighbourhoods]  # fmt: skip
    _table(
        folder / f"{LABEL}_neighbourhoods_{day}.csv",
        ("lsoa21_name", "lsoa21_code", *BODY_COLUMNS),
        ((n.name, n.code, *_bodies(area)) for area, n in small_areas),
    )
    _table(
        folder / f"{LABEL}_deprivation_{day}.csv",
        ("lsoa21_code", "IMD_decile"),
        ((n.code, n.decile) for _, n in small_areas),
    )
    _table(
        folder / f"{LABEL}_rural_urban_{day}.csv",
        ("lsoa21_code", "ruc21_code"),
        ((n.code, n.rural_urban) for _, n in small_areas),
    )
    _table(
        folder / f"{LABEL}_groups_{day}.csv",
        ("group_uid", "group_name", "group_type", "group_status", "open_date", "closed_date"),
        ((g.code, g.name, g.kind, "Open", "01/09/2015", "") for g in cast.GROUPS),
    )
    lived_in = whole.areas[0]
    _practices(
        folder / f"{LABEL}_practices_{day}.csv",
        lived_in,
        (home for home in whole.homes if home.area is lived_in),
    )
    (folder / f"{LABEL}_boards_{day}.geojson").write_text(_outlines(whole.areas), encoding="utf-8")


PRACTICE_NAMES = ("Surgery", "Medical Centre", "Health Centre", "Family Practice")
FIRST_PRACTICE = 99_001  # codes of practices that begin with Y have been given out to about Y08000


def _practices(path: Path, area: InventedArea, homes: Iterable[Home]) -> None:
    """Write the GP practices of the lived-in area as the NHS lists them: no headings, all in capitals.

    One for each town and a second for the larger ones, each where a home could be.
    """
    postcodes: dict[str, list[str]] = {}
    for home in homes:
        postcodes.setdefault(home.neighbourhood.name.rsplit(" ", 1)[0], []).append(home.postcode)
    rows: list[list[str]] = []
    for town in area.towns:
        for number, postcode in enumerate(
            postcodes.get(town.name, [])[: 2 if town.number < 4 else 1]
        ):
            code = FIRST_PRACTICE + len(rows)
            kind = PRACTICE_NAMES[(town.number + number) % len(PRACTICE_NAMES)]
            said = {
                "Organisation Code": f"Y{code}",
                "Name": f"{town.name} {kind} ({LABEL})",
                "Address Line 1": f"{1 + 7 * len(rows)} {('Church', 'Station')[number]} Road",
                "Address Line 4": town.name,
                "Postcode": postcode,
                "Open Date": "19740401",
                "Status Code": "ACTIVE",
                "Contact Telephone Number": f"01632 960 {300 + len(rows) % 700:03}",
                "Prescribing Setting": "RO76",
            }
            rows.append([said.get(column, "").upper() for column in PRACTICE_COLUMNS])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


def _table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


SCHOOL_COLUMNS = (
    "urn", "name", "la_code", "la_name", "phase", "gender", "status", "type_2019_20", "pupils",
    "fsm_pct_2022_23", "open_date", "close_date", "StatutoryLowAge", "StatutoryHighAge", "town",
    "postcode", "TelephoneNum", "easting", "northing", "lat", "lon", "lad_code", "sub_icb_code",
    "icb_code", "lsoa21_code", "imd2025_decile", "ruc21_code", "Trusts (code)", "Trusts (name)",
    "Federations (code)",
)  # fmt: skip


def _school(school: InventedSchool) -> tuple[object, ...]:
    lat, lon = latitude_longitude(school.easting, school.northing)
    area, small = school.area, school.neighbourhood
    return (
        school.urn, school.name, area.la_code, f"{area.name} Council", school.phase, "Mixed",
        "Open", school.kind, school.pupils, school.fsm_percent, "", "", *facts.AGES[school.phase],
        school.town, school.postcode, school.phone, school.easting, school.northing, lat, lon,
        area.district_code, f"{area.icb_code}A", area.icb_code, small.code, small.decile,
        small.rural_urban, *_group(school),
    )  # fmt: skip


def _group(school: InventedSchool) -> tuple[str, str, str]:
    """Return the columns that name the school's trust and federation; only the cast has any."""
    key = next((one.key for one in cast.SCHOOLS if one.name == school.name), "")
    group = next((one for one in cast.GROUPS if key in one.schools), None)
    if group is None:
        return "", "", ""
    if group.kind == "Federation":
        return "", "", group.code
    return group.code, group.name, ""


BODY_COLUMNS = (
    "sicbl24_name", "sicbl24_code", "sicbl24_code_nhs", "icb24_name", "icb24_code", "icb24_code_nhs",
)  # fmt: skip


def _bodies(area: InventedArea) -> tuple[str, ...]:
    name = board_name(area.name)
    number = f"{area.number + 1:04}"
    return (
        f"{name} - A", f"E3899{number}", f"{area.icb_code}A", name, f"E5499{number}", area.icb_code,
    )  # fmt: skip


def board_name(area: str) -> str:
    """Return the name of an area's invented board; the word is part of it, wherever it is read."""
    return f"{area} Integrated Care Board (invented)"


def _outlines(areas: Iterable[InventedArea]) -> str:
    features = []
    for area in areas:
        ring = [latitude_longitude(x * 1_000, y * 1_000)[::-1] for x, y in area.outline]
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "code": f"E5499{area.number + 1:04}",
                    "nhs_code": area.icb_code,
                    "name": board_name(area.name),
                },
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features})
