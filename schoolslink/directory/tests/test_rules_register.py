"""Which changes of the register go in by themselves and which wait for a person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.directory.rules.grid import is_on_the_grid, latitude_longitude
from schoolslink.directory.rules.postcodes import beginning_of_postcode, normalise_postcode
from schoolslink.directory.rules.register import (
    ChangeKind,
    changes_of,
    is_spelling,
    looks_cut_short,
)


def kinds(before, after):
    return [(c.kind, c.needs_review) for c in changes_of(100001, before, after)]


@pytest.mark.parametrize(
    ("before", "after", "kind", "waits"),
    [
        ({"pupils": 200}, {"pupils": 210}, ChangeKind.DETAILS, False),
        ({"easting": 1}, {"easting": 2}, ChangeKind.DETAILS, False),
        ({"name": "St Marys School"}, {"name": "St Mary's School"}, ChangeKind.NAME, False),
        ({"name": "Camelot School"}, {"name": "Bird In Bush"}, ChangeKind.RENAMED, True),
        ({"status": "open"}, {"status": "closing"}, ChangeKind.STATUS, False),
        ({"status": "proposed"}, {"status": "open"}, ChangeKind.STATUS, False),
        ({"status": "open"}, {"status": "closed"}, ChangeKind.CLOSURE, True),
        ({"status": "closed"}, {"status": "open"}, ChangeKind.REOPENING, True),
        ({"phase": "Primary"}, {"phase": "All-through"}, ChangeKind.PHASE, True),
        ({"phase": ""}, {"phase": "Primary"}, ChangeKind.DETAILS, False),
        ({"icb_code": "QAA"}, {"icb_code": "QBB"}, ChangeKind.MOVED_AREA, True),
        ({"la_code": ""}, {"la_code": "999"}, ChangeKind.DETAILS, False),
    ],
)
def test_each_change_is_of_one_kind(before, after, kind, waits):
    assert kinds(before, after) == [(kind, waits)]


def test_one_school_can_change_in_several_ways_each_decided_by_itself():
    before = {
        "status": "open",
        "closed_on": None,
        "name": "Hill School",
        "pupils": 9,
        "la_code": "1",
    }
    after = {
        "status": "closed",
        "closed_on": date(2024, 8, 31),
        "name": "Hill Sch",
        "pupils": 8,
        "la_code": "2",
    }

    found = changes_of(100001, before, after)

    assert [c.kind for c in found] == ["closure", "moved_area", "name", "details"]
    assert found[0].after == {"status": "closed", "closed_on": date(2024, 8, 31)}
    assert found[1].grouped_by == "la_code 1 → 2"


def test_no_field_of_a_change_is_lost():
    before = dict.fromkeys("status closed_on phase la_code icb_code name pupils town".split(), "a")
    after = dict.fromkeys(before, "b")

    told = [name for change in changes_of(1, before, after) for name in change.after]

    assert sorted(told) == sorted(before)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Hillside Primary", "Hillside Primary School and Nursery", True),
        ("Ysgol y Fôn", "YSGOL Y FON", True),
        ("Capital City Academy", "Harris Lowe Academy Willesden", False),
    ],
)
def test_a_spelling_is_told_from_another_name(before, after, same):
    assert is_spelling(before, after) is same


def test_a_tenth_of_the_schools_gone_is_a_damaged_file():
    assert looks_cut_short(3_000, 27_108)
    assert not looks_cut_short(671, 22_009)
    assert not looks_cut_short(9, 10)  # a small place may really close nine of ten


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("ng22 0ea", "NG22 0EA"),
        (" Tf6  6pn ", "TF6 6PN"),
        ("AL100AA", "AL10 0AA"),
        ("ec1a 1bb", "EC1A 1BB"),
        ("2036", None),
        ("", None),
        ("NG22 0E", None),
        ("N" * 100, None),
        ("ＮＧ２２ ０ＥＡ", None),
    ],
)
def test_a_postcode_is_written_one_way(typed, postcode):
    assert normalise_postcode(typed) == postcode


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("ng22", "NG22"),
        ("NG220", "NG22 0"),
        ("ng22 0e", "NG22 0E"),
        ("m1 1", "M1 1"),
        ("hill", None),
        ("n", None),
    ],
)
def test_a_postcode_being_typed_has_a_beginning(typed, start):
    assert beginning_of_postcode(typed) == start


@given(st.text(max_size=15))
def test_whatever_is_typed_a_postcode_is_stable_or_none(typed):
    once = normalise_postcode(typed)

    assert once is None or normalise_postcode(once.lower()) == once


@pytest.mark.parametrize(
    ("east", "north", "lat", "lon"),
    [(533502, 181167, 51.513662, -0.077486), (182036, 44712, 50.262072, -5.05952)],
)
def test_a_grid_point_has_its_degrees(east, north, lat, lon):
    found = latitude_longitude(east, north)

    assert found == pytest.approx((lat, lon), abs=1e-5)


def test_nought_nought_is_not_a_place():
    assert not is_on_the_grid(0, 0)
    assert is_on_the_grid(430000, 330000)
