"""Links between schools, postcodes, neighbourhoods, commissioning bodies and outlines of areas."""

from __future__ import annotations

import json
from collections.abc import Iterator

from schoolslink.directory.rules.grid import is_on_the_grid
from schoolslink.directory.rules.postcodes import FULL
from schoolslink.directory.rules.records import (
    BodyRecord,
    BoundaryRecord,
    NeighbourhoodRecord,
    PostcodeRecord,
    SuccessionRecord,
)

from . import values
from .errors import BadValue, BrokenFile
from .files import Examined, text_of
from .shapes import Shape, geojson_features, layer_of
from .tables import Report, header_of, rows_of


def succession_rows(examined: Examined, shape: Shape, report: Report) -> Iterator[SuccessionRecord]:
    """Yield the links of a links file."""
    headings = header_of(examined)
    report.unknown_columns = shape.unknown
    at = shape.columns
    with rows_of(examined, report) as rows:
        for line, row in rows:
            name = "urn"
            try:
                urn = values.a_urn(row[at["urn"]])
                name = "other_urn"
                other = values.a_urn(row[at["other_urn"]])
                name = "kind"
                kind = values.a_text(row[at["kind"]], 80)
                name = "on"
                on = values.a_day(row[at["on"]]) if "on" in at else None
            except BadValue as problem:
                report.hold(line, headings[at[name]], str(problem))
                continue
            yield SuccessionRecord(urn, other, kind, on)


def postcode_rows(examined: Examined, shape: Shape, report: Report) -> Iterator[PostcodeRecord]:
    """Yield the postcodes of a file. Written plainly: it runs one and a half million times."""
    headings = header_of(examined)
    at = shape.columns
    p, e, n = at["postcode"], at["easting"], at["northing"]
    lad, lsoa = at.get("lad_code"), at.get("lsoa_code")
    is_postcode = FULL.fullmatch
    with rows_of(examined, report) as rows:
        for line, row in rows:
            bare = row[p].replace(" ", "").upper()
            if not is_postcode(bare):
                report.hold(line, headings[p], f"{row[p][:20]!r} is not a postcode.")
                continue
            east, north = row[e], row[n]
            if not (east.isdecimal() and north.isdecimal() and len(east) < 8 and len(north) < 8):
                report.hold(line, headings[e], "is not a point in whole metres.")
                continue
            easting, northing = int(east), int(north)
            if not is_on_the_grid(easting, northing):
                report.hold(
                    line, headings[e], f"{easting}, {northing} is not on the national grid."
                )
                continue
            district = row[lad] if lad is not None else ""
            neighbourhood = row[lsoa] if lsoa is not None else ""
            if not _is_area(district) or not _is_area(neighbourhood):
                report.hold(line, headings[lad or p], "is not the code of an area.")
                continue
            yield PostcodeRecord(
                f"{bare[:-3]} {bare[-3:]}", easting, northing, district, neighbourhood
            )


def _is_area(code: str) -> bool:
    return not code or (len(code) == 9 and code.isalnum() and code.isascii())


def neighbourhood_rows(
    examined: Examined, shape: Shape, report: Report, bodies: dict[str, BodyRecord] | None = None
) -> Iterator[NeighbourhoodRecord]:
    """Yield neighbourhoods with whatever this file knows; bodies: filled with those it names."""
    headings = header_of(examined)
    at = shape.columns
    fields = [f for f in NeighbourhoodRecord._fields if f in at]
    with rows_of(examined, report) as rows:
        for line, row in rows:
            read: dict[str, str | int | None] = {}
            name = "lsoa_code"
            try:
                for name in fields:
                    value = row[at[name]]
                    if name == "imd_decile":
                        read[name] = values.a_count(value, 10)
                    elif name == "name":
                        read[name] = values.a_text(value)
                    else:
                        read[name] = values.a_code(value)
                if not _is_area(str(read["lsoa_code"])) or not read["lsoa_code"]:
                    name = "lsoa_code"
                    raise BadValue("is not the code of a neighbourhood.")
            except BadValue as problem:
                report.hold(line, headings[at[name]], str(problem))
                continue
            if bodies is not None:
                _note_bodies(row, at, bodies)
            yield NeighbourhoodRecord(**read)  # type: ignore[arg-type]


def _note_bodies(row: list[str], at: dict[str, int], bodies: dict[str, BodyRecord]) -> None:
    if row[at["sub_icb_code"]] not in bodies:
        parent = row[at["icb_code"]]
        bodies[parent] = BodyRecord(
            parent, row[at["icb_ons"]], "icb", values.a_text(row[at["icb_name"]]), ""
        )
        code = row[at["sub_icb_code"]]
        bodies[code] = BodyRecord(
            code, row[at["sub_icb_ons"]], "sub_icb", values.a_text(row[at["sub_icb_name"]]), parent
        )


def body_rows(examined: Examined, shape: Shape, report: Report) -> Iterator[BodyRecord]:
    """Yield the commissioning bodies a file names, each once."""
    bodies: dict[str, BodyRecord] = {}
    at = shape.columns
    headings = header_of(examined)
    with rows_of(examined, report) as rows:
        for line, row in rows:
            try:
                if shape.kind == "ccgs":
                    code = values.a_code(row[at["ccg_ons"]])
                    name = values.a_text(row[at["ccg_name"]])
                    bodies.setdefault(code, BodyRecord(code, code, "ccg", name, ""))
                else:
                    _note_bodies(row, at, bodies)
            except BadValue as problem:
                report.hold(line, headings[0], str(problem))
    yield from bodies.values()


def boundary_rows(examined: Examined, report: Report) -> Iterator[BoundaryRecord]:
    """Yield the outlines of a GeoJSON file whose features carry a code and a name."""
    with text_of(examined) as text:
        features = geojson_features(examined, text.read())
    found: list[tuple[str, str, str, set[str]]] = []
    for position, feature in enumerate(features, start=1):
        report.rows += 1
        try:
            properties, geometry = feature["properties"], feature["geometry"]
            code, name = values.a_code(properties["code"]), values.a_text(properties["name"])  # type: ignore[index]
            if geometry["type"] not in ("Polygon", "MultiPolygon") or not geometry["coordinates"]:  # type: ignore[index]
                raise BadValue("is not an outline.")
        except BadValue as problem:
            report.hold(position, "feature", str(problem))
        except (KeyError, TypeError, AttributeError):
            report.hold(position, "feature", "has no code, name and outline.")
        else:
            outline = json.dumps(geometry, separators=(",", ":"))
            found.append((code, name, outline, set(properties)))  # type: ignore[call-overload]
    if not found:
        raise BrokenFile(examined.name, "No area in this map has a code, a name and an outline.")
    layer = layer_of({code for code, *_ in found}, found[0][3])
    yield from (BoundaryRecord(layer, code, name, outline) for code, name, outline, _ in found)
