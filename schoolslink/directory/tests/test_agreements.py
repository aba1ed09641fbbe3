"""How a pair works: agreed by one click on each side, or noted by phone where nobody signs in."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
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
    given = {"who": "Mr Shaw, head", "on_day": "today", "form_key": str(uuid4())} | said
    return client.post(reverse("directory:agreed-by-phone", args=[link.pk]), given)


def test_a_side_where_nobody_signs_in_agrees_by_phone(client, world):
    sign_in(client, world.priya)
    client.post(page_of(world.other), {"version": 0})
    assert "They agreed by phone" in client.get(page_of(world.other)).content.decode()

    by_phone(client, world.other, on_day="2 March 2026")  # before the page was there
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
