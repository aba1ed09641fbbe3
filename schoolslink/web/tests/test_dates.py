from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from schoolslink.web import dates

WINTER = datetime(2026, 3, 4, 14, 15, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def test_moments_are_told_in_london() -> None:
    assert dates.moment(WINTER) == "Wednesday 4 March at 2:15pm"
    assert dates.moment(SUMMER) == "Thursday 2 July at 12:30am"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(0, 0, "12am"), (9, 5, "9:05am"), (12, 0, "12pm"), (23, 59, "11:59pm")],
)
def test_a_time_is_written_as_people_say_it(hour: int, minute: int, words: str) -> None:
    assert dates.clock_time(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == words


def test_a_day_is_written_in_the_language_of_the_page() -> None:
    with translation.override("pl"):
        assert dates.day(date(2026, 3, 4)) == "środa 4 marca"
    with translation.override("ar"):
        assert "مارس" in dates.day(WINTER)


def test_nothing_is_written_as_nothing() -> None:
    assert [dates.day(None), dates.moment(None), dates.number(None), dates.clock_time(None)] == [
        ""
    ] * 4


def test_numbers_are_grouped_in_threes() -> None:
    assert dates.number(12345) == "12,345"
