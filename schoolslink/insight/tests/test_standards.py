"""Every limit in force stands on the page: with a share where a clock reads it, else with a reason."""

from datetime import date

import pytest

from schoolslink.insight.pages.standards import (
    READ_BY,
    WHY_NOT,
    in_time,
    limit_in_words,
    standards_shown,
)
from schoolslink.insight.permissions import Sight
from schoolslink.insight.queries import ServiceClocks
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.clocks import BY_ID, MARKED, Total
from schoolslink.referrals.rules.clocks.standards import in_force, standards

MONDAY, ON = date(2026, 11, 9), date(2026, 11, 22)


def shown(totals, sight=Sight.WHOLE, *, is_for_eating=False):
    found = ServiceClocks(
        new_id(), "Riverside", sight, (MONDAY,), {(one, MONDAY): t for one, t in totals.items()},
        is_for_eating=is_for_eating,
    )  # fmt: skip
    return {one["id"]: one for one in standards_shown(found, ON)}


def test_each_limit_is_read_by_a_clock_or_says_why_not() -> None:
    names = {one.name for one in standards()}
    assert set(READ_BY) | set(WHY_NOT) == names
    assert not set(READ_BY) & set(WHY_NOT)
    assert {clock for clock, _days in READ_BY.values()} <= {*BY_ID, *(one.id for one in MARKED)}
    assert {one.id for one in MARKED} <= {clock for clock, _days in READ_BY.values()}
    assert set(shown({})) == {one.name for one in standards() if one.holds_on(ON)}


def test_days_are_counted_from_the_clocks_own_amounts() -> None:
    total = Total(counted=5, kept=5, amounts={3: 1, 28: 2, 29: 1, 60: 1})
    assert in_time(total, 28) == 3
    assert in_time(total, None) == 5


def test_the_share_stands_in_words_and_in_a_chart_with_its_numbers() -> None:
    page = shown({"T4": Total(10, 7, {20: 7, 40: 3}), "T5": Total(4, 4, {10: 1, 30: 3})})

    assert page["four_weeks_to_help"]["said"] == "70 % in time: 7 of 10"
    assert page["support_team"]["said"] == "25 % in time: 1 of 4"
    assert "70 %" in page["four_weeks_to_help"]["chart"].svg
    assert page["routine_look"]["said"] == "None counted in these weeks."
    assert page["eating_urgent"]["chart"] is None


def test_whoever_looks_after_the_area_sees_it_rounded_and_small_numbers_hidden() -> None:
    page = shown({"T4": Total(40, 31, {}), "T2": Total(9, 8, {})}, Sight.ROUNDED)

    assert page["four_weeks_to_help"]["said"] == "80 % in time"
    assert page["routine_look"]["said"] == "* in time"
    assert page["four_weeks_to_help"]["chart"] is None


def test_at_a_service_for_eating_disorders_alone_its_standards_are_told() -> None:
    totals = {"U3": Total(4, 3, {5: 3, 9: 1}), "U4": Total(20, 19, {20: 19})}

    here, elsewhere = shown(totals, is_for_eating=True), shown(totals)

    assert here["eating_urgent"]["said"] == "75 % in time: 3 of 4"
    assert here["eating_routine"]["said"] == "95 % in time: 19 of 20"
    assert "of all that is asked of it" in here["eating_routine"]["note"]
    assert "95 %" in here["eating_routine"]["chart"].svg
    for name in ("eating_urgent", "eating_routine"):
        assert elsewhere[name]["said"].startswith("Not counted: this is no service for eating")
        assert (elsewhere[name]["note"], elsewhere[name]["chart"]) == ("", None)


def test_what_could_not_wait_is_told_with_what_is_counted() -> None:
    page = shown({"U1": Total(9, 8, {0: 8, 3: 1}), "U2": Total(5, 1, {1: 1, 4: 4})})

    assert page["urgent_look"]["said"] == "89 % in time: 8 of 9"
    assert page["urgent_look"]["note"].startswith("Requests marked as urgent, or with a risk")
    assert page["urgent"]["said"] == "20 % in time: 1 of 5"
    assert "That is no emergency" in page["urgent"]["note"]
    assert page["very_urgent"]["said"].startswith("Not counted")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("eating_routine", "within 4 weeks, for 95 in 100"),
        ("eating_urgent", "within 1 week, for 95 in 100"),
        ("four_weeks_to_help", "within 28 days; no share is set"),
        ("routine_look", "within 2 working days; no share is set"),
    ],
)
def test_a_limit_in_words(name: str, words: str) -> None:
    one = in_force(name, ON)
    assert one is not None
    assert limit_in_words(one) == words
