"""How a pair works: agreed by one click on each side, or noted by phone where nobody signs in."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_system
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory import jobs
from schoolslink.directory.events import AgreementAgreed
from schoolslink.directory.models import Link, WorkingAgreement
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.notices.models import Notice

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def world(as_seed):
    """Hillside with Amira, Cliff Top whose head never signed in, and Priya for both."""

    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(NOON):
        area = make.an_area()
        w.service = make.a_service(area)
        w.school, w.quiet = make.a_school(area=area), make.a_school("Cliff Top", area=area)
        w.amira, w.priya = make.a_person("Amira Khan"), make.a_person("Priya Nair")
        make.a_member(w.amira, w.school, Role.SCHOOL_LEAD)
        make.a_member(w.priya, w.service, Role.CAMHS_CONTACT)
        make.a_contact(w.school, "Amira Khan", person=w.amira)
        make.a_contact(w.quiet, "Mr Shaw", position="head")
        contact = make.a_contact(w.service, person=w.priya)
        w.link = make.a_link(w.school, w.service, nhs_contact=contact)
        w.other = make.a_link(w.quiet, w.service, nhs_contact=contact)
        make.criteria(w.service, limits={"look_wd": 1, "decide_days": 5})
    with clock.fixed(NOON):
        yield w


def page_of(link) -> str:
    return reverse("directory:agreement", args=[link.pk])


def test_each_side_agrees_to_the_usual_page_with_one_click(client, world):
    for person, version in ((world.amira, 0), (world.priya, 1)):
        sign_in(client, person)
        said = client.get(page_of(world.link)).content.decode()
        assert "We agree" in said
        assert "looked at within 1 working days and decided within 5 days" in said
        assert client.post(page_of(world.link), {"version": version}).status_code == 302

    (agreed,) = WorkingAgreement.objects.all()
    assert (agreed.school_agreed_by, agreed.nhs_agreed_by) == ("Amira Khan", "Priya Nair")
    assert (agreed.version, agreed.review_on) == (1, date(2027, 3, 3))
    assert "within 5 days" in agreed.content["service_answers"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1 September 2026", date(2026, 9, 1)),
        ("3 March 2026", None),
        ("1 April 2028", None),
    ],
)
def test_the_day_to_look_again_is_chosen(client, world, typed, kept):
    sign_in(client, world.amira)
    sent = {"review_on": typed, "form_key": str(uuid4())}

    client.post(reverse("directory:write-agreement", args=[world.link.pk]), sent)

    found = WorkingAgreement.objects.first()
    assert (found.review_on if found else None) == kept


def by_phone(client, link, **said):
    """Note on the form that Mr Shaw agreed for the school today, on what the form was shown for."""
    latest = link.agreements.order_by("-version").first()
    given = {
        "school_who": "Mr Shaw, head",
        "school_on": "today",
        "version": latest.version if latest else 0,
        "form_key": str(uuid4()),
    } | said
    return client.post(reverse("directory:agreed-by-phone", args=[link.pk]), given)


def test_a_side_where_nobody_signs_in_agrees_by_phone(client, world):
    sign_in(client, world.priya)
    client.post(page_of(world.other), {"version": 0})
    assert "They agreed by phone" in client.get(page_of(world.other)).content.decode()

    by_phone(client, world.other, school_on="2 March 2026")  # before the page was there
    assert WorkingAgreement.objects.get().school_agreed_on is None
    by_phone(client, world.other)

    agreed = WorkingAgreement.objects.get()
    assert agreed.school_agreed_by == "Mr Shaw, head, by phone to Priya Nair"
    assert agreed.school_agreed_on == TODAY
    page = client.get(page_of(world.other)).content.decode()
    assert "Agreed by Mr Shaw, head, by phone to Priya Nair" in page
    assert "They agreed by phone" not in page


def test_nobody_speaks_for_a_side_that_signs_in(client, world):
    sign_in(client, world.priya)
    client.post(page_of(world.link), {"version": 0})

    assert "They agreed by phone" not in client.get(page_of(world.link)).content.decode()
    by_phone(client, world.link)

    assert WorkingAgreement.objects.get().school_agreed_on is None


def test_a_stranger_notes_nothing(client, world, as_seed):
    with as_seed():
        kim = make.a_person("Kim Coast")
        make.a_member(kim, make.a_school("Far"), Role.SCHOOL_LEAD)
    sign_in(client, kim)

    assert by_phone(client, world.other).status_code == 404


@pytest.mark.parametrize("post", ["vacant", "without an account"])
def test_where_no_contact_signs_in_the_manager_is_told_and_agrees(client, world, as_seed, post):
    with as_seed():
        lena = make.a_person("Lena Fox")
        make.a_member(lena, world.service, Role.SERVICE_MANAGER)
        contact = None if post == "vacant" else make.a_contact(world.service, "Bo Lind")
        Link.objects.filter(pk=world.link.pk).update(nhs_contact=contact)
    sign_in(client, world.amira)
    client.post(page_of(world.link), {"version": 0})
    page = client.get(page_of(world.link)).content.decode()
    written = WorkingAgreement.objects.get()
    news = AgreementAgreed(world.link.pk, written.pk, "school")

    with as_system("test"):
        jobs.tell_other_side(news, at=NOON)
        told = list(Notice.objects.values_list("recipient_person__name", "kind"))
    by_phone(client, world.link)
    sign_in(client, lena)
    client.post(page_of(world.link), {"version": 1})

    written.refresh_from_db()
    assert told == [("Lena Fox", "directory.agree")]
    assert "They agreed by phone" not in page
    assert written.nhs_agreed_by == "Lena Fox"


@pytest.fixture
def silent(world, as_seed):
    """Give Cliff Top a service in which nobody signs in; Jo coordinates the area of both."""
    with as_seed():
        area = world.service.area
        service = make.a_service(area, "Little Steps")
        world.jo = make.a_person("Jo Marsh")
        make.a_member(world.jo, area, Role.AREA_COORDINATOR)
        contact = make.a_contact(service, "Bo Lind")
        return make.a_link(world.quiet, service, nhs_contact=contact, is_main=False)


def test_the_coordinator_notes_both_sides_where_neither_signs_in(client, world, silent):
    sign_in(client, world.jo)
    page = client.get(page_of(silent)).content.decode()
    said = by_phone(client, silent, school_on="2 March 2026", nhs_who="Bo Lind", nhs_on="today")

    agreed = WorkingAgreement.objects.get()
    shown = client.get(page_of(silent)).content.decode()
    assert "Note who agreed by phone" in page
    assert "We agree" not in page
    assert said.status_code == 302
    assert (agreed.version, agreed.school_agreed_on, agreed.nhs_agreed_on) == (
        1, date(2026, 3, 2), TODAY
    )  # fmt: skip
    assert "Agreed by Mr Shaw, head, by phone to Jo Marsh on 2 March 2026" in shown
    assert "Agreed by Bo Lind, by phone to Jo Marsh on 3 March 2026" in shown
    assert "Note who agreed by phone" not in shown


def test_the_second_side_is_noted_when_it_was_rung(client, world, silent):
    sign_in(client, world.jo)
    nobody = by_phone(client, silent, school_who="", nhs_who="")
    by_phone(client, silent, nhs_who="")
    between = client.get(reverse("directory:agreed-by-phone", args=[silent.pk])).content.decode()
    by_phone(client, silent, nhs_who="Bo Lind", nhs_on="today")

    agreed = WorkingAgreement.objects.get()
    assert "Say who agreed, on at least one side" in nobody.content.decode()
    assert "Who agreed for Little Steps?" in between
    assert "Who agreed for Cliff Top?" not in between
    assert agreed.school_agreed_by == "Mr Shaw, head, by phone to Jo Marsh"
    assert agreed.nhs_agreed_by == "Bo Lind, by phone to Jo Marsh"


@pytest.mark.parametrize("day", ["tomorrow", "1 September 2019"])
def test_a_day_on_which_the_pair_was_not_there_is_refused(client, world, silent, day):
    sign_in(client, world.jo)

    by_phone(client, silent, school_on=day, nhs_who="")

    assert not WorkingAgreement.objects.exists()


def test_a_coordinator_speaks_for_no_side_that_signs_in(client, world, silent):
    sign_in(client, world.jo)

    by_phone(client, world.link)
    client.post(page_of(world.link), {"version": 0})

    assert not WorkingAgreement.objects.exists()


def test_a_page_that_changed_since_it_was_read_out_is_not_agreed(client, world):
    sign_in(client, world.priya)
    client.post(page_of(world.other), {"version": 0})

    said = by_phone(client, world.other, version=0)

    assert "The other side has changed this page" in said.content.decode()
    assert WorkingAgreement.objects.get().school_agreed_on is None


@pytest.fixture
def kofi(world, as_seed):
    """Return a worker of a support team who is Hillside's counterpart; the team is not the service."""
    with as_seed():
        team = make.a_team(world.service)
        kofi = make.a_person("Kofi Sandiford")
        make.a_member(kofi, team, Role.SUPPORT_TEAM_WORKER)
        contact = make.a_contact(team, "Kofi Sandiford", person=kofi)
        Link.objects.filter(pk=world.link.pk).update(nhs_contact=contact)
    return kofi


def test_the_counterpart_of_a_support_team_is_told_and_agrees(client, world, kofi):
    sign_in(client, world.amira)
    client.post(page_of(world.link), {"version": 0})
    written = WorkingAgreement.objects.get()

    with as_system("test"):
        jobs.tell_other_side(AgreementAgreed(world.link.pk, written.pk, "school"), at=NOON)
        told = list(Notice.objects.values_list("recipient_person__name", flat=True))
    sign_in(client, kofi)
    page = client.get(page_of(world.link)).content.decode()
    client.post(page_of(world.link), {"version": 1})

    written.refresh_from_db()
    assert told == ["Kofi Sandiford"]
    assert "We agree" in page
    assert written.nhs_agreed_by == "Kofi Sandiford"


def test_a_colleague_who_is_not_the_counterpart_only_reads(client, world, kofi, as_seed):
    with as_seed():
        mate = make.a_person("Mo Reed")
        make.a_member(mate, world.service, Role.CAMHS_CONTACT)
    sign_in(client, mate)

    page = client.get(page_of(world.link)).content.decode()
    refused = client.post(page_of(world.link), {"version": 0})

    assert "We agree" not in page
    assert "Only the school and the service of this pair" in refused.content.decode()


@pytest.mark.parametrize(
    ("who", "writes"),
    [("amira", True), ("kofi", True), ("jo", True), ("priya", False), ("kim", False)],
)
def test_the_database_lets_only_those_of_the_pair_write_its_page(
    world, silent, kofi, as_seed, who, writes
):
    with as_seed():
        kim = make.a_person("Kim Coast")
        make.a_member(kim, make.a_school("Far"), Role.SCHOOL_LEAD)
    person = {"kofi": kofi, "kim": kim}.get(who) or getattr(world, who)

    page = {"link": world.link, "version": 1, "content": {}, "written_at": NOON}
    yes = {"review_on": date(2027, 3, 3), "school_agreed_on": TODAY, "school_agreed_by": "Mr Shaw"}

    with acting(Actor(kind="person", subject_id=person.pk)), transaction.atomic():
        if writes:
            WorkingAgreement.objects.create(**page, **yes)
        else:
            with pytest.raises(DatabaseError, match="not of this pair"), transaction.atomic():
                WorkingAgreement.objects.create(**page, **yes)
