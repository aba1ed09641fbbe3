"""The invented register: the same from the same seed, plausible, and nobody's."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolslink.directory.rules.grid import is_on_the_grid
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.kernel import calendar
from schoolslink.simulate.world import cast, files, invented, land
from schoolslink.simulate.world.country import Country, country
from schoolslink.simulate.world.order import Order
from tests.contracts.real import real_file

A_DAY = date(2026, 3, 3)
FROM_THE_DESIGN = {"Hillside Primary", "Northgate High"}
DRAMA = re.compile(
    r"01632 960 \d{3}|011[34567] 496 0\d{3}|01[256]1 496 0\d{3}|0191 498 0\d{3}|020 7946 0\d{3}"
    r"|07700 900 ?\d{3}"
)


@pytest.fixture(scope="module")
def whole() -> Country:
    return country(Order(A_DAY))


def written(order: Order, folder) -> str:
    """Return a hash of all the files of an order's country."""
    folder.mkdir()
    files.write(country(order), folder, "2026_03_03")
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def test_same_seed_makes_the_same_country(tmp_path):
    first = written(Order(A_DAY, schools=200), tmp_path / "first")
    again = written(Order(A_DAY, schools=200), tmp_path / "again")

    assert first == again


def test_another_seed_makes_another_country(tmp_path):
    first = written(Order(A_DAY, schools=200), tmp_path / "first")
    other = written(Order(A_DAY, seed=7, schools=200), tmp_path / "other")

    assert first != other


def test_country_has_the_schools_and_areas_that_were_asked_for(whole):
    assert len(whole.schools) == 2_400
    assert len(whole.areas) == 14
    assert sum(school.area.number == 0 for school in whole.schools) == 131


def test_lived_in_area_holds_the_schools_of_the_cast_first(whole):
    named = [school.name for school in whole.schools[: len(cast.SCHOOLS)]]

    assert named == [school.name for school in cast.SCHOOLS]


def test_every_school_lies_in_its_own_area(whole):
    strays = [
        school
        for school in whole.schools
        if not land.inside((school.easting / 1000, school.northing / 1000), school.area.outline)
    ]

    # The outline is drawn by hand; a town at the coast may have a school on the beach.
    assert len(strays) < len(whole.schools) / 50
    assert all(is_on_the_grid(s.easting, s.northing) for s in whole.schools)


def test_postcodes_are_written_as_postcodes_and_were_never_given_out(whole):
    codes = [s.postcode for s in whole.schools] + [h.postcode for h in whole.homes]

    assert len(set(codes)) == len(codes)
    assert all(normalise_postcode(code) == code for code in codes)
    assert all(code.startswith("Z") and not code.startswith("ZE") for code in codes)


def test_telephone_numbers_are_those_kept_for_drama(whole):
    assert all(DRAMA.fullmatch(school.phone) for school in whole.schools)


def test_phases_are_as_common_as_in_the_register(whole):
    primaries = sum(school.phase == "Primary" for school in whole.schools)

    assert 0.66 < primaries / len(whole.schools) < 0.78


def test_no_invented_name_is_that_of_a_real_school_or_town(whole):
    with gzip.open(
        real_file("gias/register_composite_2024_06_17.csv.gz"), "rt", encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(file))
    real = {row["name"] for row in rows} | {row["town"] for row in rows}

    schools = {school.name for school in whole.schools} - FROM_THE_DESIGN
    towns = {town.name for area in whole.areas for town in area.towns}

    assert schools & real == set()
    assert towns & real == set()


@given(seed=st.integers(0, 10_000), schools=st.integers(40, 400))
@settings(max_examples=15, deadline=None)
def test_any_country_is_whole(seed, schools):
    made = country(Order(A_DAY, seed=seed, schools=schools))

    assert len(made.schools) == schools
    assert len({school.urn for school in made.schools}) == schools
    assert all(100_000 <= school.urn <= 999_999 for school in made.schools)
    assert all(1 <= school.neighbourhood.decile <= 10 for school in made.schools)
    assert all(school.pupils > 0 and 0 < school.fsm_percent < 100 for school in made.schools)
    assert sum(area.size for area in made.areas) == schools


@given(day=st.dates(date(2025, 1, 1), date(2030, 12, 31)), ago=st.integers(0, 480))
@settings(max_examples=60, deadline=None)
def test_days_of_the_story_are_working_days_not_after_the_anchor(day, ago):
    order = Order(day)

    assert calendar.is_working_day(order.working_day(ago))
    assert order.working_day(ago) <= day
    assert order.working_day(ago + 2) < order.working_day(ago + 1) < day
    assert order.moment(ago, 9).date() <= day + timedelta(days=1)


def test_mail_addresses_reach_nobody():
    assert invented.mail("Siân O'Dea", "Little Quorstow") == "si.n.o.dea@little-quorstow.example"
    assert all(player.email.endswith(".example") for player in cast.PLAYERS)
