"""The coordinator decides in words, with what hangs on a school before her eyes."""

import re
from datetime import date

import pytest
from django.urls import reverse

from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.models import Link, RegisterChange, School
from schoolslink.directory.tests import factories
from schoolslink.interop.gias.tests import made
from schoolslink.kernel.ids import new_id

from .test_register_import import register
from .test_register_succession import close_with, linked  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo(linked, as_seed):  # noqa: F811
    """The coordinator of the closing school's area, and a stranger from elsewhere."""
    with as_seed():
        area = linked.areas.get().area
        people = factories.a_person("Jo Marsh"), factories.a_person("Kim Stone")
        factories.a_member(people[0], area, Role.AREA_COORDINATOR)
        factories.a_member(people[1], factories.an_area("Coastal"), Role.AREA_COORDINATOR)
    return people[0], people[1], area


def decide(client, area, **answers):
    change = RegisterChange.objects.get(decision="waiting")
    page = reverse("directory:decide", args=[area.pk, change.pk])
    return page, client.post(page, {"form_key": new_id(), **answers})


def test_what_waits_is_told_with_what_hangs_on_it(jo, tmp_path, client):
    close_with(tmp_path, [(100001, 100002, "Successor - merged", "31-08-2023")])
    sign_in(client, jo[0])

    page = client.get(reverse("directory:register", args=[jo[2].pk])).content.decode()

    for said in (
        "Invented School 100001",
        "31 August 2023",
        "merged with others",
        "2 named contacts, 1 link",
    ):
        assert said in page


def test_a_merger_is_decided_by_naming_the_school_that_follows(jo, tmp_path, client):
    close_with(tmp_path, [(100001, 100002, "Successor - merged", "31-08-2023")])
    sign_in(client, jo[0])

    page, answer = decide(client, jo[2], decision="followed", successor="100002")

    assert answer.status_code == 302
    assert Link.objects.filter(school__urn=100002, linked_until=None).exists()
    assert client.post(page, {"form_key": new_id(), "decision": "accept"}).status_code == 302
    listed = client.get(reverse("directory:register", args=[jo[2].pk])).content.decode()
    assert "Invented School 100001 is now Invented School 100002" in listed


@pytest.mark.parametrize("typed", ["999999", "100001", "abc", "", "٣٤٥"])
def test_a_number_that_is_no_open_school_is_answered_beside_the_field(typed, jo, tmp_path, client):
    close_with(tmp_path, [])
    School.objects.filter(urn=100001).update(status="closed")
    sign_in(client, jo[0])

    _, answer = decide(client, jo[2], decision="followed", successor=typed)

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert RegisterChange.objects.get(decision="waiting")


def test_nothing_goes_to_a_school_of_another_area_by_a_wrong_digit(jo, tmp_path, client, as_seed):
    close_with(tmp_path, [])
    with as_seed():
        coastal = factories.Area.objects.get(organisation__name="Coastal")
        factories.AreaMembership.objects.create(
            area=coastal, school=School.objects.get(urn=100002), from_on=date(2020, 1, 1)
        )
    sign_in(client, jo[0])

    _, answer = decide(client, jo[2], decision="followed", successor="100002")

    assert "This school is in another area" in answer.content.decode()
    assert RegisterChange.objects.get(decision="waiting")


@pytest.mark.parametrize(("council", "status"), [("998", 200), ("999", 302)])
def test_school_that_no_area_has_must_be_near_or_named(
    council, status, jo, tmp_path, client, as_seed
):
    close_with(tmp_path, [])
    with as_seed():
        School.objects.filter(urn=100002).update(la_code=council)
    sign_in(client, jo[0])

    _, answer = decide(client, jo[2], decision="followed", successor="100002")

    assert answer.status_code == status


def test_leaving_it_is_remembered(jo, tmp_path, client):
    close_with(tmp_path, [])
    sign_in(client, jo[0])

    decide(client, jo[2], decision="leave")

    assert RegisterChange.objects.get(kind="closure").decision == "refused"
    assert School.objects.get(urn=100001).status == "open"


@pytest.mark.parametrize("name", ["register", "decide"])
def test_a_coordinator_of_another_area_finds_no_such_page(name, jo, tmp_path, client):
    close_with(tmp_path, [])
    change = RegisterChange.objects.get(decision="waiting")
    sign_in(client, jo[1])
    given = [jo[2].pk] if name == "register" else [jo[2].pk, change.pk]

    assert client.get(reverse(f"directory:{name}", args=given)).status_code == 404
    posted = client.post(
        reverse("directory:decide", args=[jo[2].pk, change.pk]),
        {"form_key": new_id(), "decision": "accept"},
    )

    assert posted.status_code == 404
    assert RegisterChange.objects.get(pk=change.pk).decision == "waiting"


def test_every_kind_of_change_has_its_sentence(jo, tmp_path, client):
    kinds = {"phase": "Secondary", "name": "Oak Tree Academy", "icb_code": "QYY"}
    register(tmp_path, made.a_school(100001, **kinds), made.a_school(100002), day="2024_06_17")
    sign_in(client, jo[0])

    page = client.get(reverse("directory:register", args=[jo[2].pk])).content.decode()

    for said in (
        "was Primary and is now Secondary",
        "another name: Oak Tree",
        "icb_code QZZ → QYY",
    ):
        assert said in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=invented",
        "?q=100001",
        "?q=%E2%80%AE%3Cb%3E",
        "?after=x",
        "?q=zz&after=019ac000-0000-7000-8000-000000000001",
    ],
)
def test_the_schools_of_the_register_can_be_looked_through(query, jo, client):
    sign_in(client, jo[0])

    answer = client.get(reverse("directory:all-schools") + query)

    assert answer.status_code == 200


def test_only_the_programme_looks_through_the_register(linked, as_seed, client):  # noqa: F811
    with as_seed():
        amira = factories.a_person("Amira Khan")
        factories.a_member(amira, linked, Role.SCHOOL_LEAD)
    sign_in(client, amira)

    assert client.get(reverse("directory:all-schools")).status_code == 404


def test_people_follow_their_school_into_one_that_has_no_area_yet(jo, tmp_path, client, as_seed):
    with as_seed():
        amira = factories.a_person("Amira Khan")
        old = School.objects.get(urn=100001)
        factories.a_member(amira, old, Role.SCHOOL_LEAD)
    close_with(tmp_path, [(100001, 100002, "Successor - merged", "31-08-2023")])
    sign_in(client, jo[0])

    _, answer = decide(client, jo[2], decision="followed", successor="100002")

    assert answer.status_code == 302
    new = School.objects.get(urn=100002)
    assert new.areas.get().area == jo[2]
    held = Membership.objects.filter(person=amira, until_on=None)
    assert [one.organisation_id for one in held] == [new.pk]


def test_successor_without_a_signature_waits_with_its_next_step(jo, tmp_path, client, as_seed):
    with as_seed():
        service = Link.objects.get(school__urn=100001).service
        factories.a_sharing_agreement(jo[2], service, School.objects.get(urn=100001))
    page = reverse("directory:sharing", args=[jo[2].pk])
    sign_in(client, jo[0])
    assert "without an agreement" not in client.get(page).content.decode()
    close_with(tmp_path, [(100001, 100002, "Successor - merged", "31-08-2023")])

    decide(client, jo[2], decision="followed", successor="100002")

    listed = client.get(page).content.decode()
    assert "1 pair without an agreement in force" in listed
    assert "Invented School 100001 had signed" in listed
    (step,) = re.findall(r'href="([^"]+\?urn=100002)"', listed)
    assert 'value="urns" checked' in (form := client.get(step).content.decode())
    assert ">100002</textarea>" in form
    signed = {"form_key": new_id(), "who": "urns", "urns": "100002", "signed_by": "Head",
              "signed_on": "1 March 2024"}  # fmt: skip
    assert client.post(step, signed).status_code == 302
    assert "without an agreement" not in client.get(page).content.decode()
