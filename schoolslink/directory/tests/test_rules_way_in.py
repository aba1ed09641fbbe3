"""Red only where a request would reach nobody; August asks nothing of anybody."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.directory.rules import hours, nomination, way_in
from schoolslink.directory.rules.sharing import Signed, sharing_between
from schoolslink.directory.rules.way_in import Reach, Standing, WayIn

TERM = date(2026, 1, 5)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
reaches = st.builds(
    Reach,
    **dict.fromkeys(
        (
            "has_lead has_cover has_shared_cover has_head was_asked is_being_asked service_answers"
        ).split(),
        st.booleans(),
    ),
    confirmed_on=st.none() | st.dates(date(2025, 9, 1), date(2026, 6, 1)),
)


@given(reaches)
def test_red_is_only_where_a_request_or_its_answer_reaches_nobody(reach):
    if way_in.standing(reach, term_began_on=TERM) is Standing.NO_WAY_IN:
        assert way_in.reaches_nobody(reach)


@given(reaches)
def test_confirmed_always_reaches_somebody_this_term(reach):
    if way_in.standing(reach, term_began_on=TERM) is Standing.CONFIRMED:
        assert not way_in.reaches_nobody(reach)
        assert reach.confirmed_on >= TERM


@given(reaches)
def test_a_school_nobody_has_asked_is_grey_and_never_red(reach):
    untouched = Reach(service_answers=reach.service_answers)

    assert way_in.standing(untouched, term_began_on=TERM) is Standing.NOT_ASKED


@pytest.mark.parametrize(
    ("reach", "way"),
    [
        (Reach(has_lead=True, has_cover=True), WayIn.LEAD_AND_COVER),
        (Reach(has_lead=True, has_shared_cover=True), WayIn.ONE_AND_SHARED_COVER),
        (Reach(has_head=True), WayIn.HEAD),
        (Reach(has_lead=True), WayIn.ONE_ALONE),
        (Reach(has_cover=True), WayIn.ONE_ALONE),
        (Reach(has_shared_cover=True), WayIn.NOBODY),
    ],
)
def test_every_setting_has_one_way_in(reach, way):
    assert way_in.way_in(reach) is way


@given(days)
def test_a_link_is_open_for_21_days_outside_august(asked_on):
    until = nomination.expires_on(asked_on)
    opened = [asked_on + timedelta(days=n + 1) for n in range((until - asked_on).days)]

    assert sum(not way_in.is_quiet(day) for day in opened) == nomination.OPEN_DAYS


@given(days)
def test_at_most_three_mails_a_week_apart_and_none_in_august_then_a_call(asked_on):
    sent: list[date] = []
    expires = nomination.expires_on(asked_on)
    for n in range(80):
        today = asked_on + timedelta(days=n)
        step = nomination.next_step(
            email="a@example.invalid",
            mails_sent=len(sent),
            last_mail_on=sent[-1] if sent else None,
            expires=expires,
            today=today,
        )
        if step is nomination.Step.MAIL:
            sent.append(today)
        if step is nomination.Step.PHONE:
            break

    assert step is nomination.Step.PHONE
    assert 1 <= len(sent) <= nomination.MOST_MAILS
    assert all(day.month != 8 for day in [*sent, today])
    assert all((b - a).days >= 7 for a, b in pairwise(sent))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tue-Thu", (1, 2, 3)),
        ("Tuesdays to Thursdays, 9-4", (1, 2, 3)),
        ("Mon, Wed & Fri", (0, 2, 4)),
        ("every day but not Friday", (0, 1, 2, 3)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("term time only", (0, 1, 2, 3, 4)),
        ("Fri to Mon", (0, 4, 5, 6)),
        ("Except Wednesdays", (0, 1, 3, 4)),
        ("", ()),
        ("ring the office", ()),
        ("weds am", (2,)),
        ("Saturn", ()),
    ],
)
def test_days_are_read_as_people_write_them(text, wanted):
    assert hours.days_in(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("9-4", (time(9), time(16))),
        ("8.30 to 15:45", (time(8, 30), time(15, 45))),
        ("9am - 12pm", (time(9), time(12))),
        ("1-3pm", (time(13), time(15))),
        ("1-3", (time(13), time(15))),
        ("1pm-3pm", (time(13), time(15))),
        ("mornings", None),
        ("99-100", None),
    ],
)
def test_times_are_read_or_left(text, wanted):
    assert hours.times_in(text) == wanted


@given(st.sets(st.integers(0, 6)))
def test_days_survive_being_written(chosen):
    kept = hours.write_days(chosen)

    assert hours.read_days(kept) == tuple(sorted(chosen))
    assert hours.days_in(kept) == tuple(sorted(chosen))


@given(st.text(max_size=60))
def test_no_text_breaks_reading_of_days_or_times(text):
    assert all(0 <= day <= 6 for day in hours.days_in(text))
    found = hours.times_in(text)
    assert found is None or found[0] < found[1]


ids = st.uuids()


@given(ids, ids, ids, days)
def test_agreement_of_others_allows_nothing(school, service, other, on):
    signed = Signed(other, "A", date(2020, 1, 1), None, frozenset({school, other}) - {service})

    assert not sharing_between(school, service, [signed], on).allowed


@given(ids, ids, days, st.integers(0, 900))
def test_agreement_holds_from_its_first_day_until_its_last(school, service, first, length):
    last = first + timedelta(days=length)
    signed = Signed(school, "A", first, last, frozenset({school, service}))

    assert sharing_between(school, service, [signed], first).allowed == (length > 0)
    assert not sharing_between(school, service, [signed], last).allowed
    assert not sharing_between(school, service, [signed], first - timedelta(days=1)).allowed
