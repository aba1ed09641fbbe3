"""Working days against a slow oracle, terms against published ones, days as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.kernel import calendar

days = st.dates(date(2018, 1, 1), date(2040, 12, 31))
TUESDAY = date(2026, 3, 3)

# gov.uk, England and Wales.
BANK_HOLIDAYS_2026 = {
    date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
    date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
}  # fmt: skip


def test_bank_holidays_are_those_of_england():
    working = [d for d in calendar.bank_holidays(2026) if d.weekday() < 5]

    assert set(working) == BANK_HOLIDAYS_2026


@given(days, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(day, count):
    end = calendar.add_working_days(day, count)

    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    worked = [d for d in passed if d.weekday() < 5 and d not in calendar.bank_holidays(d.year)]
    assert len(worked) == count == calendar.working_days_between(day, end)
    assert worked[-1] == end


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_more_days_never_end_sooner(day, fewer, more):
    low, high = sorted((fewer, more))

    assert calendar.add_working_days(day, low) <= calendar.add_working_days(day, high)


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        (date(2026, 3, 3), 2, date(2026, 3, 5)),
        (date(2026, 4, 2), 2, date(2026, 4, 8)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),
    ],
)
def test_two_working_days_over_easter_and_christmas(day, count, end):
    assert calendar.add_working_days(day, count) == end


def test_a_negative_duration_is_refused():
    with pytest.raises(calendar.NotADuration):
        calendar.add_working_days(TUESDAY, -1)
    with pytest.raises(calendar.NotADuration):
        calendar.add_calendar_days(TUESDAY, -1)


@pytest.mark.parametrize("year", range(2015, 2045))
def test_default_terms_are_three_in_order_and_long_enough(year):
    terms = calendar.default_terms(year).terms

    edges = [
        day
        for term in terms
        for day in (term.first_on, term.half_term_first_on, term.half_term_last_on, term.last_on)
    ]
    assert edges == sorted(edges)
    assert [term.season for term in terms] == ["autumn", "spring", "summer"]
    september, august = date(year, 9, 1), date(year + 1, 8, 31)
    school_days = sum(
        calendar.is_term_day(september + timedelta(days=n))
        for n in range((august - september).days + 1)
    )
    assert 185 <= school_days <= 200  # the law asks for 190, with training days 195


@given(st.integers(2018, 2040), st.integers(1, 31))
def test_no_day_in_august_is_a_term_day(year, day):
    assert not calendar.is_term_day(date(year, 8, day))


def test_default_terms_are_labelled_assumed_and_an_authoritys_own_are_not():
    own = calendar.TermCalendar(
        terms=(
            calendar.Term(
                "autumn", date(2026, 8, 31), date(2026, 12, 18), date(2026, 10, 12),
                date(2026, 10, 23),
            ),
        )
    )  # fmt: skip
    september_first = date(2026, 9, 1)

    assert calendar.default_terms(2026).assumed
    assert not calendar.is_term_day(september_first)
    assert not calendar.is_term_day(september_first, "855", overrides={"856": own})


def test_an_authoritys_own_half_term_replaces_the_default():
    autumn = calendar.Term(
        "autumn", date(2026, 9, 1), date(2026, 12, 18), date(2026, 10, 12), date(2026, 10, 23)
    )
    overrides = {"855": calendar.TermCalendar(terms=(autumn,))}
    day = date(2026, 10, 14)

    assert calendar.is_term_day(day)
    assert not calendar.is_term_day(day, "855", overrides=overrides)
    assert calendar.is_term_day(date(2025, 10, 14), "855", overrides=overrides)


@given(days)
def test_the_term_at_a_day_began_and_no_later_one_did(day):
    term = calendar.term_at(day)

    following = [
        other
        for year in (day.year - 1, day.year, day.year + 1)
        for other in calendar.default_terms(year).terms
        if term.first_on < other.first_on <= day
    ]
    assert term.first_on <= day
    assert following == []


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))],
)
def test_easter_sunday(year, easter):
    from schoolslink.kernel.calendar import terms

    assert terms.easter_sunday(year) == date(year, *easter)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Wednesday 4 March"),
        ("en-gb", "Wednesday 4 March"),
        ("pl", "środa 4 marca"),
        ("cy", "Dydd Mercher 4 Mawrth"),
        ("ar", "الأربعاء 4 مارس"),
        ("ur", "بدھ 4 مارچ"),
    ],
)
def test_a_day_is_said_in_the_readers_language(language, said):
    assert calendar.plain_day(date(2026, 3, 4), language) == said


def test_a_day_far_away_can_be_said_with_its_year():
    assert calendar.plain_day(date(2026, 3, 4), "en", with_year=True) == "Wednesday 4 March 2026"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", (2026, 3, 3)), (" Tomorrow ", (2026, 3, 4)), ("yesterday", (2026, 3, 2)),
        ("Tuesday", (2026, 3, 3)), ("monday", (2026, 3, 9)), ("last Monday", (2026, 3, 2)),
        ("last Tuesday", (2026, 2, 24)), ("this Friday", (2026, 3, 6)),
        ("next Monday", (2026, 3, 9)), ("in two weeks", (2026, 3, 17)),
        ("a fortnight ago", (2026, 2, 17)), ("in 10 days", (2026, 3, 13)),
        ("4 March", (2026, 3, 4)), ("the 4th of March", (2026, 3, 4)),
        ("4th March, 2027", (2027, 3, 4)), ("March 4", (2026, 3, 4)),
        ("Wednesday 4 March", (2026, 3, 4)), ("28 December", (2025, 12, 28)),
        ("4/3/26", (2026, 3, 4)), ("4.3.2011", (2011, 3, 4)), ("04 03 2011", (2011, 3, 4)),
        ("2011-03-04", (2011, 3, 4)), ("4/3/99", (1999, 3, 4)), ("٤/٣/٢٠٢٦", (2026, 3, 4)),
        ("29 February", (2028, 2, 29)),
    ],
)  # fmt: skip
def test_days_are_read_as_people_type_them(typed, day):
    assert calendar.parse_words(typed, TUESDAY) == date(*day)


@pytest.mark.parametrize(
    "typed",
    [
        "", "soon", "next Friday", "31 June", "31/2/2026", "Thursday 4 March", "4", "2026",
        "in 3 days ago", "3 days", "4/13/2026", "in 999 weeks ago", "0/0/0000",
    ],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_not_guessed(typed):
    assert calendar.parse_words(typed, TUESDAY) is None


@given(st.text(max_size=60), days)
def test_any_text_is_a_day_or_none(text, today):
    assert calendar.parse_words(text, today) is None or isinstance(
        calendar.parse_words(text, today), date
    )


@given(days, days)
def test_what_we_write_is_read_back(day, today):
    assert calendar.parse_words(calendar.plain_day(day, "en", with_year=True), today) == day


def test_after_an_early_easter_schools_are_open_until_the_break() -> None:
    assert not calendar.is_term_day(date(2035, 3, 23))  # Good Friday
    assert not calendar.is_term_day(date(2035, 3, 26))  # Easter Monday
    assert calendar.is_term_day(date(2035, 3, 27))
    assert calendar.is_term_day(date(2035, 3, 30))
    assert not calendar.is_term_day(date(2035, 4, 2))
    assert calendar.term_at(date(2035, 3, 28)).season == "spring"
