"""Small invented files in each shape the register comes in. No school here exists."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from schoolslink.interop.gias.headings import KNOWN
from schoolslink.interop.gias.practices import COLUMNS as PRACTICES

COMPOSITE = (
    "urn,name,la_code,la_name,estab_number,phase,gender,status,open_date,close_date,town,postcode,"
    "easting,northing,lat,lon,lad_code,sub_icb_code,icb_code,lsoa21_code,imd2025_decile,ruc21_code"
).split(",")
LIST = ["urn", "name", "open_date", "town", "postcode"]
LINKS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
EXTRACT = sorted(KNOWN - {"CensusAreaStatisticWard (name)"})

Row = Mapping[str, object]


def a_school(urn: int, /, **fields: object) -> dict[str, object]:
    """Return one row of a composite register."""
    return {
        "urn": urn,
        "name": f"Invented School {urn}",
        "la_code": "999",
        "la_name": "Invented Council",
        "phase": "Primary",
        "gender": "Mixed",
        "status": "Open",
        "town": "Riverton",
        "postcode": f"ZE{urn % 9 + 1} {urn % 10}AA",
        "easting": 430000 + urn % 1000,
        "northing": 330000,
        "sub_icb_code": "ZZ1",
        "icb_code": "QZZ",
    } | fields


def in_extract(row: Row) -> dict[str, object]:
    """Return a composite row as the raw extract would have it."""
    names = {
        "urn": "URN",
        "name": "EstablishmentName",
        "la_code": "LA (code)",
        "la_name": "LA (name)",
        "phase": "PhaseOfEducation (name)",
        "gender": "Gender (name)",
        "status": "EstablishmentStatus (name)",
        "open_date": "OpenDate",
        "close_date": "CloseDate",
        "town": "Town",
        "postcode": "Postcode",
        "easting": "Easting",
        "northing": "Northing",
        "lsoa21_code": "LSOA (code)",
        "pupils": "NumberOfPupils",
        "trust_code": "Trusts (code)",
        "trust_name": "Trusts (name)",
        "federation_code": "Federations (code)",
    }
    return {names[name]: value for name, value in row.items() if name in names}


def text(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Return a CSV of these columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    """Write a file, packed when its name says so."""
    packed = content.encode(encoding)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(packed))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.csv", packed)
    else:
        path.write_bytes(packed)
    return path


def composite(folder: Path, rows: Iterable[Row], name: str = "composite_2024_06_17.csv") -> Path:
    """Write a composite register."""
    return write(folder / name, text(COMPOSITE, rows))


def state_list(folder: Path, rows: Iterable[Row], name: str = "list_2024_07_08.csv") -> Path:
    """Write a list of open state-funded schools."""
    return write(folder / name, text(LIST, rows))


def links(
    folder: Path, rows: Iterable[tuple[object, ...]], name: str = "links_20240524.csv"
) -> Path:
    """Write a links file of (urn, other urn, kind, day)."""
    told = [
        dict(zip(LINKS, (urn, other, "A school", kind, day), strict=True))
        for urn, other, kind, day in rows
    ]
    return write(folder / name, text(LINKS, told), "cp1252")


GROUPS = (
    "Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,Closed Date,"
    "Open Date,Incorporated on (open date),Group Status (code),Group Status,Group Town,UKPRN"
).split(",")


def a_group(code: object = 99001, /, **fields: object) -> dict[str, object]:
    """Return one row of the list of groups."""
    given = {
        "code": code, "name": f"Invented Trust {code}", "type": "Multi-academy trust",
        "status": "Open", "open": "01/09/2015", "close": "",
    } | fields  # fmt: skip
    names = {
        "code": "Group UID", "name": "Group Name", "type": "Group Type", "status": "Group Status",
        "open": "Open Date", "close": "Closed Date",
    }  # fmt: skip
    return {names[name]: value for name, value in given.items()}


def groups(folder: Path, rows: Iterable[Row], name: str = "allgroupsdata20240617.csv") -> Path:
    """Write a list of groups."""
    return write(folder / name, text(GROUPS, rows))


def a_practice(code: str = "Y90001", /, **fields: object) -> dict[str, object]:
    """Return one row of the list of practices, as the newer writing has it."""
    given = {
        "code": code, "name": "RIVER STREET SURGERY", "line1": "12 RIVER STREET", "town": "RIVERTON",
        "postcode": "ZE1 2AB", "open": "19740401", "close": "", "status": "ACTIVE",
        "phone": "01632 960111", "setting": "RO76",
    } | fields  # fmt: skip
    names = {
        "code": "Organisation Code", "name": "Name", "line1": "Address Line 1",
        "town": "Address Line 4", "postcode": "Postcode", "open": "Open Date", "close": "Close Date",
        "status": "Status Code", "phone": "Contact Telephone Number",
        "setting": "Prescribing Setting",
    }  # fmt: skip
    return {names[name]: value for name, value in given.items()}


def practices(folder: Path, rows: Iterable[Row], name: str = "epraccur_20240617.csv") -> Path:
    """Write a list of practices: every value in quotation marks, no headings."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([row.get(column, "") for column in PRACTICES] for row in rows)
    return write(folder / name, out.getvalue())
