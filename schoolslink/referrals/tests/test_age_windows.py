"""Too old before help begins: said before it is sent, with who takes over, and never refused."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from schoolslink.directory.tests import factories
from schoolslink.referrals.rules.request import (
    Age,
    Criteria,
    Outside,
    Service,
    outside,
    routing_hints,
)
from schoolslink.referrals.rules.text import Language, say
from schoolslink.referrals.tests.arrange import other_service
from schoolslink.referrals.tests.asking import KNOWN, begun

ON = date(2026, 3, 3)
PLAIN = Language(str, lambda one, many, n: one, lambda day: day.isoformat())
CAMHS = Service(UUID(int=1), "Riverside CAMHS", Criteria(wait_weeks=(4, 12)))
ADULT = Service(UUID(int=2), "Riverside 16 to 25", Criteria(age_from=16, age_until=26))


def hints(born: date, *nearby: Service, service: Service = CAMHS) -> list[tuple[str, UUID | None]]:
    years = ON.year - born.year - ((ON.month, ON.day) < (born.month, born.day))
    found = routing_hints(service, nearby, age=Age(years, born, ON), topics=())
    return [(say(hint.sentence, PLAIN), hint.instead) for hint in found]


@pytest.mark.parametrize(
    ("in_days", "is_told"),
    [(-1, True), (0, True), (1, True), (84, True), (85, False), (400, False)],
)
def test_turning_eighteen_within_the_published_wait_is_said_with_who_takes_over(in_days, is_told):
    birthday = ON + timedelta(days=in_days)
    found = hints(birthday.replace(year=birthday.year - 18), ADULT)

    assert bool(found) is is_told
    if found:
        assert found[0][0].endswith(("would take over.", "sees them after that."))
        assert found[0][1] == ADULT.service_id


def test_without_anybody_who_takes_over_it_says_so():
    ((text, instead),) = hints(date(2008, 4, 1))
    assert "They turn 18 on 2026-04-01" in text
    assert "We know of nobody here who takes over" in text
    assert instead is None


def test_without_a_published_wait_the_promised_days_to_help_count():
    silent = Service(UUID(int=3), "Riverside", Criteria())
    assert hints(ON.replace(year=2008) + timedelta(days=28), service=silent)
    assert not hints(ON.replace(year=2008) + timedelta(days=29), service=silent)


def test_somebody_born_on_a_leap_day_turns_on_the_first_of_march():
    leap = Service(UUID(int=4), "Riverside", Criteria(age_until=19, wait_weeks=(0, 1)))
    on = date(2027, 2, 22)
    found = routing_hints(leap, (), age=Age(18, date(2008, 2, 29), on), topics=())
    assert "2027-03-01" in say(found[0].sentence, PLAIN)


def test_an_age_alone_says_nothing_of_a_birthday():
    assert outside(CAMHS.criteria, age=Age(17, None, ON), topics=()) == ()
    assert outside(CAMHS.criteria, age=Age(18, None, ON), topics=()) == (Outside.AGE,)
    soon = Age(17, date(2008, 4, 1), ON)
    assert outside(CAMHS.criteria, age=soon, topics=()) == (Outside.AGE_SOON,)


@pytest.mark.django_db
def test_the_last_page_says_it_once_and_it_can_be_sent_all_the_same(as_seed, world, amira):
    with as_seed():
        factories.criteria(world.riverside.service, ages={"from": 5, "until": 11})
        other_service(world)
    known = KNOWN | {"birth_date-year": "2015", "birth_date-month": "3", "birth_date-day": "20"}
    check = begun(amira, known, then="send")

    page = amira.get(check).text
    assert check.endswith("/check")
    assert "They turn 11 on Friday 20 March" in page
    assert "Send to Riverside CAMHS all the same" in page
