"""Waits and silences are computed from days; nothing pauses the family's clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.referrals.rules.clocks import (
    Wait,
    days_silent,
    help_due_on,
    is_overdue,
    longest_silence,
    waiting_clock,
)

TUESDAY = date(2026, 3, 3)
FRIDAY = date(2026, 3, 6)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
gaps = st.lists(st.integers(0, 400), max_size=20)


def test_a_wait_runs_until_help_starts() -> None:
    assert waiting_clock(TUESDAY, None, date(2026, 3, 31)) == Wait(28, True)
    assert waiting_clock(TUESDAY, date(2026, 3, 10), date(2026, 3, 31)) == Wait(7, False)


def test_the_wait_over_a_clock_change_is_in_whole_days() -> None:
    assert waiting_clock(date(2026, 3, 28), None, date(2026, 3, 30)).days == 2


def test_help_is_due_after_four_weeks() -> None:
    assert help_due_on(TUESDAY) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("today", "done_on", "overdue"),
    [
        (TUESDAY, None, False),
        (date(2026, 3, 4), None, True),
        (date(2026, 3, 9), TUESDAY, False),
        (date(2026, 3, 9), date(2026, 3, 4), True),
    ],
)
def test_a_promise_lasts_until_the_end_of_its_day(
    today: date, done_on: date | None, overdue: bool
) -> None:
    assert is_overdue(TUESDAY, today, done_on) == overdue


@given(days, st.integers(0, 500), st.integers(0, 500))
def test_silence_counts_from_the_last_word(asked: date, said: int, more: int) -> None:
    said_on = asked + timedelta(days=said)

    assert days_silent([said_on], asked, said_on + timedelta(days=more)) == more
    assert days_silent([], asked, said_on) == said


@given(days, gaps)
def test_the_longest_silence_is_the_widest_gap(asked: date, widths: list[int]) -> None:
    said, day = [], asked
    for width in widths:
        day += timedelta(days=width)
        said.append(day)

    assert longest_silence(said, asked, day, day) == max(widths, default=0)
