"""Who follows a closed school, and when that is clear enough to act on."""

from datetime import date

import pytest

from schoolslink.directory.rules.succession import (
    Known,
    Outcome,
    family_of,
    final_verdict,
)

CLOSED = Known("closed", closed_on=date(2023, 8, 31))
OPEN = Known("open", opened_on=date(2023, 9, 1))
SUMMER = date(2023, 8, 31)


def judged(links, schools, urn=1):
    return final_verdict(family_of(links, schools), urn)


def test_an_academy_that_takes_the_place_of_one_school_is_clear():
    found = judged(
        [(1, 2, "Successor", SUMMER), (2, 1, "Predecessor", SUMMER)], {1: CLOSED, 2: OPEN}
    )

    assert (found.outcome, found.successor) == (Outcome.CLEAR, 2)


def test_a_link_told_from_one_side_only_is_enough():
    assert judged([(2, 1, "Predecessor", SUMMER)], {1: CLOSED, 2: OPEN}).successor == 2
    assert judged([(1, 2, "Successor", None)], {1: CLOSED, 2: OPEN}).successor == 2


@pytest.mark.parametrize("kind", ["Successor - merged", "Successor - amalgamated"])
def test_a_merger_waits_for_a_person(kind):
    assert judged([(1, 2, kind, SUMMER)], {1: CLOSED, 2: OPEN}).outcome is Outcome.MERGED


def test_infants_and_juniors_that_become_one_primary_are_a_merger_whatever_the_link_says():
    links = [(1, 2, "Successor", SUMMER), (3, 2, "Successor", SUMMER)]

    assert judged(links, {1: CLOSED, 2: OPEN, 3: CLOSED}).outcome is Outcome.MERGED


def test_an_earlier_conversion_of_the_same_school_is_no_merger():
    long_ago = Known("closed", closed_on=date(2012, 8, 31))
    links = [(3, 1, "Successor", None), (2, 3, "Predecessor", None), (1, 2, "Successor", SUMMER)]

    assert judged(links, {1: CLOSED, 2: OPEN, 3: long_ago}).successor == 2


def test_a_school_taken_in_by_one_that_was_there_before_is_a_merger():
    old = Known("open", opened_on=date(1999, 9, 1))

    assert judged([(1, 2, "Successor", SUMMER)], {1: CLOSED, 2: old}).outcome is Outcome.MERGED


def test_one_school_that_becomes_several_is_a_split():
    links = [(1, 2, "Successor", SUMMER), (1, 3, "Successor", SUMMER)]

    found = judged(links, {1: CLOSED, 2: OPEN, 3: OPEN})

    assert (found.outcome, found.candidates) == (Outcome.SPLIT, (2, 3))


def test_a_split_with_one_known_half_is_still_a_split():
    found = judged([(1, 2, "Successor - Split School", SUMMER)], {1: CLOSED, 2: OPEN})

    assert found.outcome is Outcome.SPLIT


def test_a_school_without_a_successor_has_none():
    assert judged([], {1: CLOSED}).outcome is Outcome.NONE


def test_a_chain_ends_at_the_school_that_is_open_today():
    middle = Known("closed", opened_on=date(2023, 9, 1), closed_on=date(2026, 3, 31))
    last = Known("open", opened_on=date(2026, 4, 1))
    links = [(1, 2, "Successor", SUMMER), (2, 3, "Successor", None)]

    assert judged(links, {1: CLOSED, 2: middle, 3: last}).successor == 3


def test_a_chain_that_ends_nowhere_or_turns_in_a_circle_is_unknown():
    links = [(1, 2, "Successor", SUMMER)]

    assert judged(links, {1: CLOSED, 2: CLOSED}).outcome is Outcome.UNKNOWN
    assert judged(links, {1: CLOSED}).outcome is Outcome.UNKNOWN
    circle = [*links, (2, 1, "Successor", SUMMER)]
    assert judged(circle, {1: CLOSED, 2: CLOSED}).successor is None
