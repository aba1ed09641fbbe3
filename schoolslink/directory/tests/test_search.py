"""A school is found by whatever people know of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolslink.directory.models import School
from schoolslink.directory.queries.search import (
    SchoolFilter,
    school_list,
    schools_near,
    search_schools,
)
from schoolslink.directory.rules.search import found_by, meant_by, what_is_meant
from schoolslink.directory.tests import factories
from schoolslink.kernel.ids import new_id

SCHOOLS = (
    ("Hillside Primary School", "Nottingham", "NG22 0EA", 100123, {}),
    ("St Mary's Church of England Primary School", "York", "YO1 7AA", 100456, {}),
    ("Ysgol Tŷ Ffynnon", "Oswestry", "SY11 1AA", 100789, {}),
    ("School 10", "Leeds", "LS1 1AA", 120010, {"phase": "Secondary"}),
    ("School 2", "Leeds", "LS1 1AB", 120002, {"phase": "Secondary"}),
    ("Hillside Old School", "Leeds", "LS1 1AC", 120003, {"status": "closed"}),
)


@pytest.fixture
def schools(db, as_seed):
    with as_seed():
        for name, town, postcode, urn, fields in SCHOOLS:
            factories.a_school(
                name,
                town=town,
                postcode=postcode,
                urn=urn,
                search_text=found_by(name, town),
                **fields,
            )


def names(page):
    return [row.name for row in page.rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hill", ["Hillside Primary School"]),
        ("  HILLSIDE, prim  ", ["Hillside Primary School"]),
        ("nottingham hill", ["Hillside Primary School"]),
        ("saint marys", ["St Mary's Church of England Primary School"]),
        ("st mary's c of e", ["St Mary's Church of England Primary School"]),
        ("ty ffynnon", ["Ysgol Tŷ Ffynnon"]),
        ("ng22", ["Hillside Primary School"]),
        ("ng220ea", ["Hillside Primary School"]),
        ("100456", ["St Mary's Church of England Primary School"]),
        ("1007", ["Ysgol Tŷ Ffynnon"]),
        ("leeds", ["School 2", "School 10"]),
        ("%", []),
        ("", []),
        ("zz9 9zz", []),
    ],
)
def test_a_school_is_found_as_one_types(typed, found, schools):
    assert names(search_schools(typed)) == found


@pytest.mark.parametrize("typed", ["hilside", "hillsyde primery", "nottinghem hilside"])
def test_a_misspelt_school_is_found_and_said_to_be_a_guess(typed, schools):
    page = search_schools(typed)

    assert names(page)[0] == "Hillside Primary School"
    assert not page.is_exact


@pytest.mark.parametrize(
    "typed", ["eyers monsell", "eyres mnosell", "eyers", "qwxzv monsell", "eyhorne monsell"]
)
def test_a_short_word_changed_about_hides_no_school(typed, schools, as_seed):
    """eyhorne is a word too, and of another school: together with monsell it finds nothing."""
    with as_seed():
        for name, town in (
            ("Eyres Monsell Primary School", "Leicester"),
            ("Eyhorn Infants", "Ash"),
        ):
            factories.a_school(name, town=town, search_text=found_by(name, town))

    page = search_schools(typed)

    assert names(page) == ["Eyres Monsell Primary School"]
    assert not page.is_exact


def test_nothing_is_found_where_no_word_is_known(schools):
    assert names(search_schools("qwxzv vvqqx")) == []


def test_closed_schools_are_found_only_when_asked_for(schools):
    assert names(search_schools("hillside", SchoolFilter(with_closed=True))) == [
        "Hillside Old School", "Hillside Primary School",
    ]  # fmt: skip


def test_the_list_is_in_human_order_page_by_page(schools):
    first = school_list(size=3)
    second = school_list(size=3, after=first.next)

    assert names(first) + names(second) == [
        "Hillside Primary School",
        "St Mary's Church of England Primary School",
        "School 2",
        "School 10",
        "Ysgol Tŷ Ffynnon",
    ]  # fmt: skip
    assert (first.next, second.next) == (first.rows[-1].id, None)


def test_pages_of_a_search_follow_each_other(schools):
    first = search_schools("school", size=2)
    second = search_schools("school", size=2, after=first.next)

    assert len(names(first)) == 2
    assert not set(names(first)) & set(names(second))


def test_a_place_in_the_list_that_is_no_school_shows_nothing(schools):
    assert school_list(after=new_id()).rows == ()


def test_the_list_can_be_narrowed(schools):
    assert names(school_list(SchoolFilter(phase="Secondary"))) == ["School 2", "School 10"]


def test_the_nearest_schools_of_a_postcode_come_first(schools, as_seed):
    from schoolslink.directory.models import Postcode

    with as_seed():
        School.objects.filter(urn=120010).update(easting=430000, northing=433000)
        School.objects.filter(urn=120002).update(easting=430000, northing=439000)
        Postcode.objects.create(postcode="LS1 1ZZ", easting=430000, northing=433500)

    assert names(schools_near("ls11zz")) == ["School 10", "School 2"]
    assert schools_near("LS1 9ZZ").rows == ()
    assert schools_near("2036").rows == ()


def test_a_search_asks_few_questions_whatever_is_typed(schools):
    for typed in ("hill", "ng22", "hilside primery", "x" * 10_000, "'; drop table x", "\u202eevil"):
        with CaptureQueriesContext(connection) as asked:
            search_schools(typed)
        assert len(asked) <= 5


@pytest.mark.parametrize(
    "typed",
    ["\x00", "🌳", "=cmd|' /K dir'!A0", "مدرسة", "a b c d e f g h", "zz & !q"],
)
def test_whatever_is_typed_is_only_words(typed, schools):
    assert search_schools(typed).rows == ()


def test_a_number_is_read_as_the_beginning_of_a_urn():
    assert what_is_meant("1001").urns == (100100, 100200)
    assert what_is_meant("10").urns is None
    assert what_is_meant("1000000").urns is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hilside", ("hillside",)),
        ("primery", ("primary",)),
        ("scohol", ("school",)),
        ("xyzzyx", ()),
    ],
)
def test_a_misspelt_word_stands_for_the_nearest_known_one(typed, meant):
    known = ["hillside", "primary", "school", "highfield"]

    assert meant_by(typed, known) == meant


def test_words_are_learnt_from_whoever_writes_schools(schools, as_seed):
    with as_seed():
        School.objects.filter(urn=120010).update(search_text="thistledown leeds")

    assert names(search_schools("thisledown")) == ["School 10"]


def test_a_page_of_a_misspelt_search_has_a_next_one(schools):
    first = search_schools("scool", size=2)
    second = search_schools("scool", size=2, after=first.next)

    assert names(first) != names(second)
    assert len(names(first)) == len(names(second)) == 2
    assert not second.is_exact
