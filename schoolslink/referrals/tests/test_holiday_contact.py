"""A request sent shortly before the holidays, or in them, names whom the service can ring."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from schoolslink.kernel import clock
from schoolslink.kernel.calendar import (
    TermsUnreadable,
    default_terms,
    holiday_near,
    own_terms,
    read_terms,
)
from schoolslink.referrals.errors import HolidayContactMissing
from schoolslink.referrals.rules.request import (
    SOON_DAYS,
    holiday_contact_missing,
    must_name_contact,
)
from schoolslink.referrals.tests import arrange
from schoolslink.referrals.tests.asking import (
    KNOWN,
    NO_TO_ALL,
    as_amira,
    begun,
    key,
    the_item,
    through_the_gate,
)

NAMED = {"holiday_contact": "Mr Reed, deputy head", "holiday_phone": "01632 960 777"}
ENDS = [term.last_on for year in range(2025, 2029) for term in default_terms(year).terms]
# The spring term of 2026 ends on Friday 27 March.
BEFORE = datetime(2026, 3, 20, 12, tzinfo=UTC)


def near(day: date) -> bool:
    return holiday_near(day, SOON_DAYS) is not None


@pytest.mark.parametrize("ends", ENDS, ids=str)
def test_from_fifteen_days_before_a_term_ends_until_the_next_begins(ends):
    after = ends + timedelta(days=1)
    while near(after):
        after += timedelta(days=1)

    assert not near(ends - timedelta(days=16))
    assert all(near(ends - timedelta(days=days)) for days in range(16))
    found = holiday_near(ends, SOON_DAYS)
    assert (found.first_on, found.last_on) == (ends + timedelta(days=1), after - timedelta(days=1))
    assert after in {t.first_on for y in range(2025, 2030) for t in default_terms(y).terms}
    assert 14 <= (after - ends).days <= 60


def test_an_authoritys_own_terms_are_kept_to(tmp_path):
    spring = {
        "season": "spring", "first_on": "2026-01-05", "half_term_first_on": "2026-02-16",
        "half_term_last_on": "2026-02-20", "last_on": "2026-04-02",
    }  # fmt: skip
    summer = {
        "season": "summer", "first_on": "2026-04-20", "half_term_first_on": "2026-05-25",
        "half_term_last_on": "2026-05-29", "last_on": "2026-07-21",
    }  # fmt: skip
    file = tmp_path / "terms.json"
    file.write_text(json.dumps({"801": [spring, summer]}))
    own, day = own_terms(file), date(2026, 3, 17)

    assert near(day)
    assert holiday_near(day, SOON_DAYS, "801", overrides=own) is None
    assert holiday_near(date(2026, 3, 18), SOON_DAYS, "801", overrides=own).last_on == date(
        2026, 4, 19
    )
    assert own_terms(tmp_path / "none.json") == {}
    with pytest.raises(TermsUnreadable):
        read_terms(json.dumps({"801": [spring | {"last_on": "2026-01-02"}]}))
    with pytest.raises(TermsUnreadable):
        read_terms(json.dumps({"801": [spring, spring]}))
    with pytest.raises(TermsUnreadable):
        read_terms("[]")


def test_a_name_and_a_number_are_needed_and_never_where_a_risk_is_marked():
    half = {"holiday_contact": "Mr Reed", "holiday_phone": "__not_known__"}

    assert holiday_contact_missing({}) == ("holiday_contact", "holiday_phone")
    assert holiday_contact_missing(half) == ("holiday_phone",)
    assert holiday_contact_missing(NAMED) == ()
    assert must_name_contact(half, school_closes=True, risk=False)
    assert not must_name_contact(half, school_closes=True, risk=True)
    assert not must_name_contact(half, school_closes=False, risk=False)
    assert not must_name_contact(NAMED, school_closes=True, risk=False)


@pytest.mark.django_db
def test_the_command_refuses_and_the_page_asks_and_then_sends(world, amira):
    with clock.fixed(BEFORE):
        onward = through_the_gate(amira)
        first = amira.get(onward).text
        check = amira.post(onward, KNOWN | key() | {"then": "send"}).url
        page = amira.get(check).text
        version = {"version": re.search(r'name="version" value="(\d+)"', page)[1]}
        refused = amira.post(check, version | key()).text
        amira.post(check, version | {"holiday_contact": "Mr Reed"} | key())
        done = amira.post(check, version | NAMED | key())

    assert "Whom to ask in the school holidays" in first
    assert check.endswith("/check")
    assert "Your school is closed from Saturday 28 March to" in page
    assert "Say whom the service can ring in the holidays" in refused
    assert done.url.endswith("/sent")
    with as_amira(world):
        item = the_item()
    assert item.state == "submitted"
    as_sent = amira.get(f"/asked/{item.pk}/as-sent").text
    assert "Mr Reed, deputy head" in as_sent
    assert "01632 960 777" in as_sent


@pytest.mark.django_db
def test_in_term_nothing_is_asked_and_with_the_answers_there_it_goes_at_once(world, amira):
    assert "Whom to ask in the school holidays" not in amira.get(through_the_gate(amira)).text
    with clock.fixed(BEFORE):
        assert begun(amira, KNOWN | NAMED, then="send").endswith("/sent")


@pytest.mark.django_db
def test_with_a_risk_marked_it_is_asked_and_goes_without(world, amira):
    with clock.fixed(BEFORE):
        onward = through_the_gate(amira, NO_TO_ALL | {"harmed": "yes"})
        response = amira.post(onward, KNOWN | key() | {"then": "more"})
        asked = amira.get(response.url + "/check").text
        version = {"version": re.search(r'name="version" value="(\d+)"', asked)[1]}
        sent = amira.post(response.url + "/check", version | key())

    assert "Whom to ask in the school holidays" in asked
    assert sent.url.endswith("/sent")


@pytest.mark.django_db
def test_no_other_way_sends_it_without(world, noon):
    nobody = dict.fromkeys(NAMED, "")
    with pytest.raises(HolidayContactMissing):
        arrange.sent(world, BEFORE, **nobody)
    arrange.sent(world, noon, **nobody)
    # One that still waits for a yes is kept, and asked about when it goes.
    arrange.sent(world, BEFORE, **nobody, carer_agrees="not_asked", young_person_agrees="not_asked")
