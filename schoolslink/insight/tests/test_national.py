"""The national page's figures: each with its definition, the line at the end of each term."""

import re
from datetime import date, timedelta

import pytest

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.directory.models import Nomination
from schoolslink.directory.queries import coverage_by_area, coverage_by_stratum, register_quality
from schoolslink.directory.rules.strata import STRATA
from schoolslink.directory.tests import factories as make
from schoolslink.insight.models import Coverage, Stratum
from schoolslink.insight.pages.strata import NAMES, not_yet_reached
from schoolslink.insight.projections import take_coverage
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


def test_a_live_pair_has_a_person_on_both_sides_and_confirmed_means_by_both(as_seed):
    today = clock.today()
    with as_seed():
        area = make.an_area()
        service = make.a_service(area)
        said, silent = (
            make.a_contact(service, name, confirmed_on=day)
            for name, day in (("Priya Nair", today), ("Sam Okoro", None))
        )
        nobody, by_us, by_both, by_them, cover_only = (
            make.a_school(name, area=area) for name in ("Nobody", "Us", "Both", "Them", "Cover")
        )
        closing = make.a_school("Closing", area=area, status="closing")
        make.a_school("Closed", area=area, status="closed")
        for school, contact, day in (
            (by_us, said, None),
            (by_both, said, today),
            (by_them, silent, today),
            (closing, said, today),
        ):
            make.a_contact(school, "Amira Khan", confirmed_on=day)
            make.a_link(school, service, nhs_contact=contact, confirmed_on=today)
        make.a_contact(cover_only, "Tom Reed", position="cover", confirmed_on=today)
        for school in (nobody, cover_only):
            make.a_link(school, service, nhs_contact=said, confirmed_on=today)

    (row,) = coverage_by_area(on=today)
    strata = {(s.dimension, s.name): s for s in coverage_by_stratum(on=today)}

    assert (row.settings, row.live, row.confirmed) == (6, 4, 2)
    assert (strata["phase", "primary"].settings, strata["phase", "primary"].live) == (6, 4)
    assert register_quality(on=today).open == 6


def test_each_figure_leads_to_its_definition_and_says_how_good_it_is(client, area, as_seed):
    with as_seed():
        ade = person("Ade Bello")
        member(ade, area, Role.NATIONAL_TEAM)
        counted(area, (AUTUMN.last_on, 30), (SPRING.first_on, 40))
        make.a_school("Outside every area")
        for dimension, names in STRATA.items():
            Stratum.objects.create(
                on_day=SPRING.first_on, dimension=dimension, name=names[0], settings=9, live=0
            )
    sign_in(client, ade)

    page = client.get("/england").content.decode()

    led_to = set(re.findall(r'href="#(what-[a-z_]+)"', page))
    assert led_to == set(re.findall(r'id="(what-[a-z_]+)"', page))
    assert len(led_to) == 11
    assert page.count("Counted:") == page.count("Out of:") == page.count("Left out:") == 11
    assert "of 1 open settings in the register, 1 lie in no area" in page


def shown(counts) -> dict[str, str]:
    return {row.text: row.share for group in not_yet_reached(counts) for row in group["rows"]}


def test_strata_say_which_share_of_each_kind_of_setting_has_no_live_pair(as_seed):
    with as_seed():
        area = make.an_area()
        priya = make.a_contact(service := make.a_service(area), "Priya Nair")
        left = make.a_contact(service, "Ann Left", until_on=clock.today())
        kinds = (
            ("Primary", "Community special school", "UN1", 1),
            ("Middle deemed primary", "Mainstream Academy", "RSN1", 10),
        )
        for phase, kind, code, decile in kinds:
            for number in range(10):
                school = make.a_school(
                    area=area, phase=phase, kind=kind, rural_urban=code, imd_decile=decile
                )
                make.a_contact(school, "Amira Khan")
                if decile == 10 or number == 0:
                    make.a_link(school, service, nhs_contact=priya if decile == 10 else left)
        make.a_school(area=area, phase="", kind="", status="closed")
        make.a_school("Outside every area", phase="Primary")

    for _ in range(2):  # a second count of the day replaces the first
        with as_system("coverage"):
            take_coverage(at=clock.now())
    strata = national_figures(since=date(2025, 9, 1)).strata

    assert strata == {
        ("phase", "primary"): (20, 10),
        ("kind", "special"): (10, 0),
        ("kind", "academy"): (10, 10),
        ("place", "urban"): (10, 0),
        ("place", "rural"): (10, 10),
        ("fifth", "1"): (10, 0),
        ("fifth", "5"): (10, 10),
    }
    assert shown(strata)["Primary"] == "50 %"
    assert shown(strata)["Most deprived fifth"] == "100 %"
    assert shown(strata)["Countryside"] == "0 %"


@pytest.mark.parametrize(
    ("settings", "live", "share"),
    [
        (7, 0, "*"),
        (40, 33, "*"),
        (40, 7, "*"),
        (40, 40, "0 %"),
        (40, 31, "20 %"),
        (100, 37, "65 %"),
    ],
)
def test_share_of_a_stratum_that_would_show_a_few_is_hidden(settings, live, share):
    assert shown({("phase", "nursery"): (settings, live)}) == {"Nursery": share}


def test_every_stratum_has_a_name():
    assert set(NAMES) == {(one, name) for one, names in STRATA.items() for name in names}
