"""The first set-up: an operator makes an area and sees, step by step, what works next."""

import re
from dataclasses import replace

import pytest

from schoolslink.access.models import Invitation, Organisation, Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.directory.models import Area, AreaMembership, LocalAuthority, Nomination, School
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(as_seed, client):
    with as_seed():
        who = person("Op Erator")
        member(who, organisation("programme", "Programme"), Role.OPERATOR)
        for name in ("One Primary", "Two Primary"):
            school = factories.a_school(name)
            School.objects.filter(pk=school.pk).update(la_code="801")
        other = factories.a_school("Three Primary")
        School.objects.filter(pk=other.pk).update(la_code="802")
        AreaMembership.objects.all().delete()
    sign_in(client, who)
    return client


def made_area(operator) -> str:
    answer = operator.post(
        "/set-up", {"name": "Severn", "kind": "programme", "code": "", "form_key": str(new_id())}
    )
    return answer["Location"]


def test_operator_makes_an_area_and_puts_a_councils_schools_into_it(operator, as_seed):
    steps = made_area(operator)
    before = operator.get(steps).content.decode()

    operator.post(f"{steps}/schools", {"council": "801", "form_key": str(new_id())})

    assert "Severn has 0 schools." in before
    assert "Severn has 2 schools." in operator.get(steps).content.decode()
    with as_seed():
        assert AreaMembership.objects.count() == 2


def test_the_council_stands_in_for_schools_from_then_on_and_is_counted_as_none(operator, as_seed):
    with as_seed():
        place = Organisation.objects.create(kind="council", name="Severnshire")
        LocalAuthority.objects.create(organisation=place, code="801")
    steps = made_area(operator)

    for _ in range(2):
        operator.post(f"{steps}/schools", {"council": "801", "form_key": str(new_id())})

    assert "Severn has 2 schools." in operator.get(steps).content.decode()
    with as_seed():
        row = School.objects.get(pk=place.pk)
        assert (row.urn, row.is_open, row.areas.count()) == (9_000_801, True, 1)


def test_councils_are_missing_with_a_word_of_how_they_come(operator, as_seed):
    steps = made_area(operator)
    with as_seed():
        School.objects.all().delete()

    assert "./link register import" in operator.get(f"{steps}/schools").content.decode()


def test_counts_are_said_as_people_say_them(operator):
    steps = made_area(operator)
    operator.post(f"{steps}/schools", {"council": "802", "form_key": str(new_id())})

    page = operator.get(steps).content.decode()

    assert "Severn has one school." in page
    assert "Services: 0. With published criteria: 0." in page


@pytest.mark.parametrize(
    ("kind", "signed", "is_said"),
    [("production", "", True), ("production", "Dr A. Officer", False), ("demo", "", False)],
)
def test_set_up_says_that_nothing_can_be_asked_before_somebody_signed(
    operator, settings, kind, signed, is_said
):
    steps = made_area(operator)
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, kind=kind, clinical_safety_signed_by=signed
    )

    assert ("clinical safety officer" in operator.get(steps).content.decode()) is is_said


def test_same_form_twice_makes_one_area(operator, as_seed):
    key = str(new_id())
    for _ in range(2):
        operator.post(
            "/set-up", {"name": "Severn", "kind": "programme", "code": "", "form_key": key}
        )

    with as_seed():
        assert Area.objects.filter(organisation__name="Severn").count() == 1


def test_a_coordinator_sees_their_own_area_and_makes_none(client, as_seed):
    with as_seed():
        area = factories.an_area("Wye")
        jo = person("Jo Marsh")
        member(jo, area.organisation, Role.AREA_COORDINATOR)
    sign_in(client, jo)

    page = client.get("/set-up").content.decode()

    assert "Wye" in page
    assert "Make the area" not in page
    assert client.get(f"/set-up/{new_id()}").status_code == 404


def test_first_page_of_an_operator_is_there_before_any_area_and_after(operator):
    before = operator.get("/", follow=True)
    steps = made_area(operator)
    after = operator.get("/", follow=True)

    assert before.status_code == 200
    assert "Make the area" in before.content.decode()
    assert f'href="{steps}"' in after.content.decode()


def test_first_page_of_a_coordinator_says_that_no_area_is_theirs_yet(client, as_seed):
    with as_seed():
        jo = person("Jo Marsh")
        member(jo, organisation("area", "Wye"), Role.AREA_COORDINATOR)
    sign_in(client, jo)

    page = client.get("/", follow=True)

    assert "No area is yours yet" in page.content.decode()


def test_every_step_leads_to_a_page(operator):
    steps = made_area(operator)
    page = operator.get(steps).content.decode()

    for address in re.findall(r'<a href="(/[^"]+)">', page):
        assert operator.get(address).status_code == 200, address


def test_people_step_says_how_many_opened_and_how_many_have_no_address(client, as_seed):
    with as_seed():
        area = factories.an_area("Wye")
        jo = person("Jo Marsh")
        member(jo, area.organisation, Role.AREA_COORDINATOR)
        for state, email, opened in (
            ("waiting", "a@school.example", clock.now()),
            ("waiting", "b@school.example", None),
            ("phone", "", None),
        ):
            school = factories.a_school(area=area)
            Nomination.objects.create(
                organisation_id=school.pk, side="school", state=state, email=email,
                opened_at=opened, asked_at=clock.now(), expires_at=clock.now(),
            )  # fmt: skip
    sign_in(client, jo)

    page = client.get(f"/set-up/{area.pk}").content.decode()

    assert "Invited 3, opened 1, answered 0, no mail address 1, to ring 1." in page


def test_the_operator_lets_the_areas_coordinator_in_from_the_set_up(operator, as_seed):
    steps = made_area(operator)
    page = operator.get(steps).text
    [invite] = re.findall(r'<a href="(/people/[^"]+)">Invite the area&#39;s coordinator</a>', page)
    [places] = re.findall(r'<a href="([^"]+)">Invite a service&#39;s manager', page)

    answer = operator.post(
        invite,
        {
            "name": "Jo Marsh",
            "email": "jo@example.invalid",
            "role": "area_coordinator",
            "form_key": str(new_id()),
        },
    )

    assert answer.status_code == 302
    assert operator.get(places).status_code == 200
    with as_seed():
        assert Invitation.objects.get().organisation.name == "Severn"
