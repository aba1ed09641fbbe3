"""Every file is known by its columns, in any order, with columns nobody has seen before."""

import json
import random
from datetime import date

import pytest

from schoolslink.interop.gias.errors import BrokenFile
from schoolslink.interop.gias.files import examine
from schoolslink.interop.gias.places import (
    body_rows,
    boundary_rows,
    neighbourhood_rows,
    postcode_rows,
    succession_rows,
)
from schoolslink.interop.gias.schools import school_rows
from schoolslink.interop.gias.shapes import date_in_name, recognise
from schoolslink.interop.gias.tables import Report
from schoolslink.interop.gias.tests import made

SCHOOL = made.a_school(100001, open_date="01-09-2019", pupils="421.0", trust_name="")


def drawn(path, reader, *more):
    examined = examine(path)
    report = Report()
    shape = recognise(examined)
    rows = reader(examined, shape, report, *more)
    return shape, list(rows), report


@pytest.mark.parametrize("seed", [1, 2])
def test_the_raw_extract_is_read_in_any_order_of_its_columns(seed, tmp_path):
    columns = [*made.EXTRACT, "NewColumnOf2027 (name)"]
    random.Random(seed).shuffle(columns)
    path = made.write(
        tmp_path / "edubasealldata20240617.csv",
        made.text(columns, [made.in_extract(SCHOOL)]),
        "cp1252",
    )

    shape, rows, report = drawn(path, school_rows)

    assert (shape.source, shape.whole, shape.authoritative) == ("extract", True, True)
    assert report.unknown_columns == ["NewColumnOf2027 (name)"]
    assert (rows[0].urn, rows[0].pupils, rows[0].opened_on) == (100001, 421, date(2019, 9, 1))
    assert (rows[0].trust_name, rows[0].website) == ("", "")  # blank in the extract: there is none


def test_a_composite_register_leaves_what_it_does_not_know(tmp_path):
    shape, rows, _ = drawn(made.composite(tmp_path, [made.a_school(100001, town="")]), school_rows)

    assert (shape.source, shape.whole) == ("composite", True)
    assert (rows[0].town, rows[0].trust_name) == (None, None)


def test_a_list_without_closing_dates_names_open_schools_only(tmp_path):
    shape, rows, _ = drawn(made.state_list(tmp_path, [SCHOOL]), school_rows)

    assert (shape.source, shape.whole) == ("open state-funded list", False)
    assert rows[0].status == "open"


def test_a_list_with_closing_dates_infers_the_status(tmp_path):
    closed = made.a_school(100002, close_date="31-08-2020")
    content = made.text([*made.LIST, "close_date"], [SCHOOL, closed])

    shape, rows, _ = drawn(made.write(tmp_path / "a.csv", content), school_rows)

    assert (shape.source, shape.whole) == ("open-and-closed list", True)
    assert [row.status for row in rows] == ["open", "closed"]


def test_points_outside_the_grid_are_no_points(tmp_path):
    _, rows, _ = drawn(
        made.composite(tmp_path, [made.a_school(100001, easting=0, northing=0)]), school_rows
    )

    assert (rows[0].easting, rows[0].northing) == (None, None)


def test_links_are_read_and_a_broken_one_is_held_back(tmp_path):
    path = made.links(
        tmp_path, [(100001, 100002, "Successor", "31-08-2023"), (100001, "", "Successor", "")]
    )

    shape, rows, report = drawn(path, succession_rows)

    assert shape.kind == "links"
    assert rows == [(100001, 100002, "Successor", date(2023, 8, 31))]
    assert (
        str(report.held_back[0])
        == "line 3, column LinkURN: '' is not a URN: six digits. (row held back)"
    )


def test_postcodes_are_read_and_what_is_none_is_held_back(tmp_path):
    content = "postcode,e,n,lad,lsoa21\nze11aa,430000,330000,E07000001,E01000001\n2036,1,1,,\nZE1 1AB,0,0,,\n"

    shape, rows, report = drawn(made.write(tmp_path / "p.csv", content), postcode_rows)

    assert shape.kind == "postcodes"
    assert rows == [("ZE1 1AA", 430000, 330000, "E07000001", "E01000001")]
    assert [held.line for held in report.held_back] == [3, 4]


def test_neighbourhoods_name_their_commissioning_bodies(tmp_path):
    content = (
        "lsoa21_name,lsoa21_code,sicbl24_name,sicbl24_code,sicbl24_code_nhs,icb24_name,icb24_code,"
        "icb24_code_nhs\nRiverton 1A,E01000001,NHS River - ZZ1,E38000999,ZZ1,NHS River ICB,E54000999,QZZ\n"
    )
    bodies = {}

    shape, rows, _ = drawn(made.write(tmp_path / "n.csv", content), neighbourhood_rows, bodies)

    assert shape.kind == "neighbourhoods"
    assert rows == [("E01000001", "Riverton 1A", "ZZ1", "QZZ", None, None)]
    assert [(b.code, b.kind, b.parent_code) for b in bodies.values()] == [
        ("QZZ", "icb", ""),
        ("ZZ1", "sub_icb", "QZZ"),
    ]


def test_deprivation_and_rural_files_add_to_neighbourhoods(tmp_path):
    deprivation = made.write(tmp_path / "d.csv", "lsoa21_code,IMD_decile,IMD_rank\nE01000001,3,9\n")
    rural = made.write(tmp_path / "r.csv", "lsoa21_code,ruc21_code\nE01000001,UN1\n")

    assert drawn(deprivation, neighbourhood_rows)[1] == [("E01000001", None, None, None, 3, None)]
    assert drawn(rural, neighbourhood_rows)[1] == [("E01000001", None, None, None, None, "UN1")]


def test_clinical_commissioning_groups_are_read_once_each(tmp_path):
    rows = [f"E0100000{i},NHS River CCG,E38000001" for i in (1, 2)]
    content = "\n".join(["lsoa11_code,ccg21_name,ccg21_code", *rows])

    shape, rows, _ = drawn(made.write(tmp_path / "c.csv", content), body_rows)

    assert (shape.kind, [(b.kind, b.name) for b in rows]) == ("ccgs", [("ccg", "NHS River CCG")])


def square(code: str, **more: str) -> dict:
    ring = [[0, 51], [0, 52], [1, 52], [0, 51]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": "Riverton", **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.mark.parametrize(
    ("features", "layer"),
    [
        ([square("E54000001")], "icb"),
        ([square("E38000001", nhs_code="ZZ1")], "sub_icb"),
        ([square("E38000001")], "ccg"),
        ([square("E06000001"), square("E10000001")], "county"),
        ([square("E06000001"), square("E07000001")], "district"),
        ([square("E12000001")], "region"),
    ],
)
def test_a_map_is_known_by_its_codes(features, layer, tmp_path):
    path = made.write(
        tmp_path / "m.geojson", json.dumps({"type": "FeatureCollection", "features": features})
    )
    report = Report()

    rows = list(boundary_rows(examine(path), report))

    assert recognise(examine(path)).kind == "boundaries"
    assert {row.layer for row in rows} == {layer}


@pytest.mark.parametrize(
    "content",
    [
        '{"type":"FeatureCollection","features":[{',
        '{"type":"FeatureCollection","features":[{"properties":{}}]}',
    ],
)
def test_a_broken_map_is_refused(content, tmp_path):
    path = made.write(tmp_path / "m.geojson", content)

    with pytest.raises(BrokenFile):
        list(boundary_rows(examine(path), Report()))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("register_composite_2024_06_17.csv.gz", date(2024, 6, 17)),
        ("links_edubasealldata20240524.csv", date(2024, 5, 24)),
        ("edubase-2024-13-40.csv", None),
        ("schools.csv", None),
    ],
)
def test_the_day_of_a_file_is_in_its_name(name, day):
    assert date_in_name(name) == day
