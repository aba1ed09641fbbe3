"""The national page's figures: each with its definition, the line at the end of each term."""

import re
from datetime import date, timedelta

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.directory.models import Nomination
from schoolslink.directory.queries import coverage_by_area
from schoolslink.directory.tests import factories as make
from schoolslink.insight.models import Coverage
from schoolslink.insight.queries import national_figures
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import term_at

pytestmark = pytest.mark.django_db

AUTUMN = term_at(date(2025, 11, 3))
SPRING = term_at(date(2026, 2, 3))


@pytest.fixture
def area(as_seed):
    with as_seed():
        return organisation("area", "Riverside area")


def counted(area, *days_and_live) -> None:
    for day, live in days_and_live:
        Coverage.objects.create(
            area=area, on_day=day, settings=100, pupils=9000, live=live, confirmed=0
        )


def test_line_takes_the_last_day_counted_in_each_term_and_none_of_the_holidays(area, as_seed):
    with as_seed():
        counted(
            area,
            (AUTUMN.first_on, 10),
            (AUTUMN.last_on - timedelta(days=1), 20),
            (AUTUMN.last_on, 30),
            (AUTUMN.last_on + timedelta(days=5), 7),
            (SPRING.first_on, 40),
            (SPRING.first_on + timedelta(days=8), 50),
        )

    assert national_figures(since=date(2025, 9, 1)).line == (
        (AUTUMN.last_on, 30, 100),
        (SPRING.first_on + timedelta(days=8), 50, 100),
    )


def test_line_goes_eight_terms_back_however_long_they_were(area, as_seed):
    terms = [SPRING]
    while len(terms) < 10:
        terms.append(term_at(terms[-1].first_on - timedelta(days=1)))
    with as_seed():
        counted(area, *((term.last_on, 50) for term in terms))

    line = national_figures(since=date(2025, 9, 1)).line

    assert [day for day, _, _ in line] == [term.last_on for term in reversed(terms[:8])]


def test_never_asked_are_those_without_a_lead_ever_and_without_a_question(as_seed):
    with as_seed():
        area = make.an_area()
        had_lead, was_asked, _never = (
            make.a_school(name, area=area) for name in ("Once", "Asked", "Never")
        )
        make.a_contact(had_lead, "Amira Khan", until_on=date(2026, 1, 1))
        Nomination.objects.create(
            organisation_id=was_asked.pk, side="school", email="office@asked.example",
            asked_at=clock.now(), expires_at=clock.now() + timedelta(days=21),
        )  # fmt: skip

    (row,) = coverage_by_area(on=clock.today())
    assert (row.settings, row.never_asked) == (3, 1)


def test_each_figure_leads_to_its_definition_and_says_how_good_it_is(client, area, as_seed):
    with as_seed():
        ade = person("Ade Bello")
        member(ade, area, Role.NATIONAL_TEAM)
        counted(area, (AUTUMN.last_on, 30), (SPRING.first_on, 40))
        make.a_school("Outside every area")
    sign_in(client, ade)

    page = client.get("/england").content.decode()

    led_to = set(re.findall(r'href="#(what-[a-z_]+)"', page))
    assert led_to == set(re.findall(r'id="(what-[a-z_]+)"', page))
    assert len(led_to) == 7
    assert page.count("Counted:") == page.count("Out of:") == page.count("Left out:") == 7
    assert "of 1 open settings in the register, 1 lie in no area" in page
