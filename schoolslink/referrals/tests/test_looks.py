"""Who looked, line by line: the same looks in a row are one line that counts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schoolslink.referrals.pages.looks import look_days
from schoolslink.referrals.queries.log import Look

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def look(minutes: int, who: str = "Nadia Stone", groups: str = "N") -> Look:
    return Look(
        seq=minutes,
        at=NINE + timedelta(minutes=minutes),
        kind="view",
        who=who,
        role="school_lead|Northgate High",
        groups=groups,
    )


def newest_first(*looks: Look) -> list[Look]:
    return sorted(looks, key=lambda one: one.seq, reverse=True)


def test_the_same_looks_in_a_row_are_one_line_with_their_number_and_both_times():
    (day,) = look_days(newest_first(look(0), look(4), look(9)))

    (row,) = day.rows
    assert (row.first, row.when, row.times) == ("9am", "9:09am", "3 times")


def test_a_look_of_somebody_else_or_at_something_else_has_its_own_line():
    (day,) = look_days(
        newest_first(look(0), look(1, who="Ann Other"), look(2), look(3, groups="R"))
    )

    assert [row.who for row in day.rows] == [
        "Nadia Stone",
        "Nadia Stone",
        "Ann Other",
        "Nadia Stone",
    ]
    assert {row.times for row in day.rows} == {""}


def test_the_same_look_on_another_day_is_not_counted_with_it():
    days = look_days(newest_first(look(0), look(24 * 60)))

    assert [len(day.rows) for day in days] == [1, 1]
    assert days[0].day != days[1].day
