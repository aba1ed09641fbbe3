"""A trust lead's page: their schools as the register has them, rounded numbers, and no child."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from schoolslink.access import doors
from schoolslink.access.jobs import as_job, as_system
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import SupportInPlace, WorkingAgreement
from schoolslink.directory.tests import factories as make
from schoolslink.insight.models import Measure, SchoolCount
from schoolslink.insight.pages.trust import asked_together
from schoolslink.insight.queries import Figures, figures_of_my_schools
from schoolslink.insight.rules import HIDDEN, rounded_share, suppress_small_numbers
from schoolslink.insight.views import trust as view
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)
LAST_MONTH = date(2026, 2, 1)


class World:
    """A trust of three schools, one of them joined with a service; a federation; a school of neither."""


@pytest.fixture
def world(as_seed) -> World:
    w = World()
    with as_seed():
        w.area = make.an_area()
        w.trust = make.a_group("River Learning Trust")
        w.federation = make.a_group("Mill Federation", kind="federation")
        w.other = make.a_group("Other Trust")
        w.hillside = make.a_school("Hillside", area=w.area, trust_code=w.trust.code)
        w.mill = make.a_school(
            "Mill", area=w.area, trust_code=w.trust.code, federation_code=w.federation.code
        )
        w.new = make.a_school("Newly", trust_code=w.trust.code)
        make.a_school("Gone", trust_code=w.trust.code, status="closed", closed_on=DAY)
        w.theirs = make.a_school("Theirs", area=w.area, trust_code=w.other.code)
        make.a_school("Alone", area=w.area)
        w.pat, w.jo = make.a_person("Pat Vale"), make.a_person("Jo Marsh")
        w.leads = make.an_actor(w.pat, (w.trust, Role.TRUST_LEAD))
        make.a_member(w.jo, w.area, Role.AREA_COORDINATOR)
        w.lena = make.a_person("Lena Fox")
        w.service = make.a_service(w.area, pool_manager=w.lena)
        w.priya = make.a_contact(w.service, confirmed_on=clock.today())
        w.amira = make.a_contact(w.hillside, "Amira Khan", confirmed_on=clock.today())
        make.a_cover(w.amira, w.trust.organisation)
        w.link = make.a_link(w.hillside, w.service, nhs_contact=w.priya)
        w.paper = make.a_sharing_agreement(
            w.area, w.hillside, w.service, until_on=clock.today() + timedelta(days=10)
        )
    return w


def counted(school, count: int, measure=Measure.REQUESTS, month=LAST_MONTH) -> None:
    SchoolCount.objects.create(school_id=school.pk, month=month, measure=measure.value, count=count)


def names(page: str) -> list[str]:
    everybody = ("Hillside", "Mill", "Newly", "Gone", "Theirs", "Alone")
    return [name for name in everybody if f">{name}</a>" in page]


def figures(world, on=DAY) -> dict:
    with acting(world.leads):
        return figures_of_my_schools(on=on)


def test_the_schools_are_those_that_name_the_trust_today_and_are_open(client, world, as_seed):
    sign_in(client, world.pat)
    page = client.get("/trust").content.decode()
    assert names(page) == ["Hillside", "Mill", "Newly"]
    assert "River Learning Trust" in page
    assert client.get("/").headers["Location"] == "/trust"

    with as_seed():
        world.mill.trust_code = world.other.code
        world.mill.save()

    assert names(client.get("/trust").content.decode()) == ["Hillside", "Newly"]


def test_a_federation_has_its_own_and_a_closed_group_none(client, world, as_seed):
    with as_seed():
        make.a_member(world.pat, world.federation, Role.TRUST_LEAD)
        world.trust.closed_on = clock.today()
        world.trust.save()
    sign_in(client, world.pat)

    assert names(client.get("/trust").content.decode()) == ["Mill"]
    assert client.get(reverse("directory:school", args=[world.hillside.pk])).status_code == 404


def test_it_says_how_each_school_stands_and_who_answers_it(client, world, as_seed):
    with as_seed():
        WorkingAgreement.objects.create(
            link=world.link, version=1, written_at=clock.now(),
            review_on=clock.today() + timedelta(days=5),
            school_agreed_on=clock.today(), school_agreed_by="Amira Khan",
            nhs_agreed_on=clock.today(), nhs_agreed_by="Priya Nair",
        )  # fmt: skip
    sign_in(client, world.pat)

    page = client.get("/trust").content.decode()

    for said in (
        "Lead: Amira Khan, covered by River Learning Trust",
        "Priya Nair",
        "One person, with a shared cover",
        "Working: agreed, to be looked at again on",
        "Sharing: in force until",
        "No service yet",
        "Not asked yet",
    ):
        assert said in page, said


def test_an_agreement_that_is_not_there_or_waits_or_is_old_is_said(client, world, as_seed):
    sign_in(client, world.pat)
    assert "nobody has agreed to it yet" in client.get("/trust").content.decode()
    with as_seed():
        page = WorkingAgreement.objects.create(
            link=world.link, version=1, written_at=clock.now(), review_on=clock.today(),
            school_agreed_on=clock.today(), school_agreed_by="Amira Khan",
        )  # fmt: skip
        world.paper.until_on = clock.today()
        world.paper.save()

    said = client.get("/trust").content.decode()
    assert "Working: waits for one side to agree" in said
    assert "Sharing: none in force" in said

    with as_seed():
        page.nhs_agreed_on, page.nhs_agreed_by = clock.today(), "Priya Nair"
        page.save()
    assert "to be looked at again since" in client.get("/trust").content.decode()


def test_a_trust_lead_looks_at_a_school_and_changes_nothing(client, world):
    sign_in(client, world.pat)
    page = client.get(reverse("directory:school", args=[world.hillside.pk])).content.decode()
    assert 'href="/trust"' in page
    assert "This is all still right" not in page
    assert "Name somebody" not in page

    client.post(reverse("directory:confirm"), {"contact": str(world.amira.pk)})
    for name, key in (
        ("directory:add-contact", world.hillside.pk),
        ("directory:edit-contact", world.amira.pk),
        ("directory:agreed-by-phone", world.link.pk),
        ("people", world.hillside.pk),
        ("people", world.trust.pk),
        ("directory:school", world.theirs.pk),
    ):
        address = reverse(name, args=[key])
        sent = [client.get(address)]
        if name != "people":
            sent.append(client.post(address, {"name": "Pat Vale"}))
        assert {one.status_code for one in sent} == {404}, name
    answers = {"form_key": str(new_id()), "review_on": "31 July", "kind": "nurse", "provider": "X"}
    for name, key in (
        ("directory:agreement", world.link.pk),
        ("directory:write-agreement", world.link.pk),
        ("directory:add-support", world.hillside.pk),
    ):
        client.post(reverse(name, args=[key]), answers | {"version": "0"})
    assert not WorkingAgreement.objects.exists()
    assert not SupportInPlace.objects.exists()
    before = world.amira.confirmed_on
    world.amira.refresh_from_db()
    assert world.amira.confirmed_on == before


def test_nobody_else_opens_the_page(client, world):
    sign_in(client, world.jo)
    assert client.get("/trust").status_code == 404


def test_it_goes_page_by_page_and_asks_the_database_little(
    client, world, as_seed, monkeypatch, django_assert_max_num_queries
):
    with as_seed():
        counted(world.new, 9)
    monkeypatch.setattr(view, "SIZE", 2)
    sign_in(client, world.pat)
    with django_assert_max_num_queries(20):
        first = client.get("/trust")
    assert names(first.content.decode()) == ["Hillside", "Mill"]

    (following,) = re.findall(r'href="(\?after=[^"]+)"', first.content.decode())
    second = client.get("/trust" + unescape(following)).content.decode()

    assert names(second) == ["Newly"]


class TestNumbers:
    def test_small_ones_are_hidden_and_others_rounded_over_twelve_whole_months(
        self, world, as_seed
    ):
        with as_seed():
            counted(world.hillside, 9, Measure.QUESTIONS)
            counted(world.hillside, 8, Measure.REQUESTS, date(2025, 3, 1))
            counted(world.hillside, 50, Measure.REQUESTS, date(2025, 2, 1))  # a year ago and more
            counted(world.hillside, 50, Measure.REQUESTS, date(2026, 3, 1))  # this month
            counted(world.mill, 7)
            counted(world.theirs, 40)

        found = figures(world).schools

        assert {key: one.asked for key, one in found.items()} == {
            world.hillside.pk: 15, world.mill.pk: None, world.new.pk: 0,
        }  # fmt: skip

    def test_shares_need_eight_on_either_side_of_one_school_and_of_all(self, world, as_seed):
        with as_seed():
            for school in (world.hillside, world.mill):
                counted(school, 20, Measure.ANSWERED)
                counted(school, 16, Measure.ANSWERED_IN_TIME)
                counted(school, 20, Measure.TOLD)
            counted(world.hillside, 20, Measure.TOLD_IN_TIME)

        found = figures(world)

        assert found.schools[world.hillside.pk] == Figures(0, None, 100)
        assert found.schools[world.mill.pk] == Figures(0, None, 0)
        assert found.together == Figures(None, 80, 50)

    def test_the_database_rounds_as_the_national_page_does(self):
        for part in range(60):
            shown = doors.value("select access.rounded_count(%s)", part)
            assert (HIDDEN if shown is None else str(shown)) == suppress_small_numbers(part)
        pairs = [(part, whole) for whole in range(120) for part in range(whole + 1)]
        rows = doors.rows(
            "select access.rounded_share(p, w) from unnest(%s::bigint[], %s::bigint[])"
            " with ordinality t(p, w, n) order by n",
            [part for part, _ in pairs],
            [whole for _, whole in pairs],
        )
        assert [share for (share,) in rows] == [rounded_share(*pair) for pair in pairs]

    def test_none_can_be_told_from_what_all_asked_together(self):
        few = {n: Figures(None, None, None) for n in range(12)}

        assert asked_together(few) == "1 to 7 at each of 12 schools"
        assert asked_together(few | {13: Figures(15, None, None)}) == (
            "15, and 1 to 7 at each of 12 schools"
        )
        assert asked_together({1: Figures(15, None, None), 2: Figures(0, None, None)}) == "15"

    def test_the_page_shows_stars_and_says_what_they_are(self, client, world, as_seed):
        month = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
        with as_seed():
            counted(world.hillside, 12, month=month)
            counted(world.mill, 3, month=month)
        sign_in(client, world.pat)

        page = client.get("/trust").content.decode()

        assert "10, and 1 to 7 at 1 school" in page
        assert "* stands for 1 to 7" in page

    def test_only_who_leads_the_trust_gets_any(self, world, as_seed):
        with as_seed():
            counted(world.hillside, 20)
        for actor in (
            make.an_actor(world.jo, (world.area, Role.AREA_COORDINATOR)),
            make.an_actor(world.lena, (world.service, Role.SERVICE_MANAGER)),
        ):
            with acting(actor):
                assert figures_of_my_schools(on=DAY).schools == {}
        with as_system("test"):
            assert figures_of_my_schools(on=DAY).schools == {}

    def test_a_role_that_has_ended_gives_none(self, world, as_seed):
        with as_seed():
            world.pat.memberships.update(until_on=clock.real_now().date() - timedelta(days=1))

        assert figures(world).schools == {}

    def test_the_application_reads_no_row_and_only_a_job_counts(self, world):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select count(*) from insight_schoolcount")
        count = "select access.count_at_school(%s, %s, 'requests')"
        with (
            pytest.raises(ProgrammingError),
            acting(world.leads),
            transaction.atomic(),
        ):
            doors.value(count, world.hillside.pk, LAST_MONTH)

        with as_job(child_id=new_id(), purpose="count"):
            for _ in range(8):
                doors.value(count, world.hillside.pk, LAST_MONTH)

        assert figures(world).schools[world.hillside.pk].asked == 10


def test_looking_at_the_numbers_is_in_the_audit(client, world):
    sign_in(client, world.pat)
    before = head()

    client.get("/messages")
    client.get("/trust")

    assert head() - before == 1


def head() -> int:
    return doors.value("select seq from audit.head_now()")
