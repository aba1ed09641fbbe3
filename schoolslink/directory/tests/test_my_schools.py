"""Whoever is named finds their own entry, confirms it, and says when they are away: every kind of them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.models import Cover
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)
PAGE = "/my-schools"
BUTTON = "This is all still right"


@pytest.fixture
def world(as_seed):
    """Kofi of the support team answers Hillside; Sam covers for Priya; Una triages; Tom covers Amira."""

    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(NOON):
        area = make.an_area()
        w.service = make.a_service(area, pool_manager=make.a_person("Lena Fox"))
        w.team = make.a_team(w.service)
        w.school = make.a_school(area=area)
        given = (
            ("kofi", "Kofi Sandiford", w.team, Role.SUPPORT_TEAM_WORKER, "contact"),
            ("sam", "Sam Okoro", w.service, Role.CAMHS_CONTACT, "contact"),
            ("priya", "Priya Nair", w.service, Role.CAMHS_CONTACT, "contact"),
            ("una", "Una Day", w.service, Role.TRIAGER, "contact"),
            ("tom", "Tom Reed", w.school, Role.SCHOOL_COVER, "cover"),
            ("amira", "Amira Khan", w.school, Role.SCHOOL_LEAD, "lead"),
        )
        w.people, w.contacts = {}, {}
        for key, name, place, role, position in given:
            w.people[key] = make.a_person(name)
            make.a_member(w.people[key], place, role)
            w.contacts[key] = make.a_contact(place, name, person=w.people[key], position=position)
        make.a_cover(w.contacts["priya"], w.contacts["sam"])
        make.a_cover(w.contacts["amira"], w.contacts["tom"])
        w.link = make.a_link(w.school, w.service, nhs_contact=w.contacts["kofi"], team=w.team)
    with clock.fixed(NOON):
        yield w


@pytest.mark.parametrize("key", ["kofi", "sam", "una"])
def test_a_contact_confirms_their_own_entry_and_no_other(key, world, client):
    sign_in(client, world.people[key])
    before = client.get(PAGE).content.decode()
    assert world.people[key].name in before
    assert "Not confirmed yet" in before
    assert BUTTON in before

    client.post(reverse("directory:confirm"), {"next": PAGE})

    after = client.get(PAGE).content.decode()
    assert BUTTON not in after
    for other, contact in world.contacts.items():
        contact.refresh_from_db()
        assert contact.confirmed_on == (TODAY if other == key else None)


@pytest.mark.parametrize("key", ["kofi", "sam", "una"])
def test_a_contact_changes_their_entry_and_says_when_they_are_away(key, world, client):
    contact, by = world.contacts[key], world.contacts[key].organisation_id
    sign_in(client, world.people[key])
    page = client.get(PAGE).content.decode()
    change = reverse("directory:edit-contact", args=[contact.pk])
    away = reverse("directory:cover", args=[contact.pk])
    assert (f'href="{change}"' in page, f'href="{away}"' in page) == (True, True)
    assert (client.get(change).status_code, client.get(away).status_code) == (200, 200)

    changed = client.post(
        change, {"form_key": str(uuid4()), "name": contact.name, "phone": "01632 960 777"}
    )
    gone = client.post(
        away,
        {
            "form_key": str(uuid4()), "by": str(by), "when": "days",
            "away_from": "9 March 2026", "away_until": "16 March 2026",
        },
    )  # fmt: skip

    assert (changed["Location"], gone["Location"]) == (PAGE, PAGE)
    contact.refresh_from_db()
    assert contact.phone == "01632 960 777"
    assert Cover.objects.filter(contact=contact, is_away=True, by_organisation=by).exists()
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("key", "other"), [("kofi", "sam"), ("una", "kofi"), ("tom", "amira")])
def test_nobody_changes_the_entry_of_another(key, other, world, client):
    sign_in(client, world.people[key])
    contact = world.contacts[other]

    for name in ("edit-contact", "cover", "leave-contact", "replace-contact"):
        page = reverse(f"directory:{name}", args=[contact.pk])
        assert client.get(page).status_code == 404
    client.post(reverse("directory:confirm"), {"contact": str(contact.pk)})
    contact.refresh_from_db()
    assert contact.confirmed_on is None


@pytest.mark.parametrize("key", ["kofi", "sam", "una"])
def test_the_menu_leads_there(key, world, client):
    sign_in(client, world.people[key])

    assert f'href="{PAGE}"' in client.get(PAGE).content.decode()


def test_a_schools_cover_confirms_with_one_click_on_the_page_the_mail_names(world, client):
    page = reverse("directory:school", args=[world.school.pk])
    tom = world.contacts["tom"]
    sign_in(client, world.people["tom"])
    said = client.get(page).content.decode()
    assert BUTTON in said
    assert f'name="contact" value="{tom.pk}"' in said
    assert str(world.contacts["amira"].pk) not in said
    assert reverse("directory:edit-contact", args=[tom.pk]) in said
    assert reverse("directory:add-contact", args=[world.school.pk]) not in said

    client.post(reverse("directory:confirm"), {"next": page, "contact": str(tom.pk)})

    tom.refresh_from_db()
    assert tom.confirmed_on == TODAY


def test_the_pages_take_few_statements(world, client, django_assert_max_num_queries):
    for key, page in (
        ("kofi", PAGE),
        ("tom", reverse("directory:school", args=[world.school.pk])),
        ("amira", reverse("directory:school", args=[world.school.pk])),
    ):
        sign_in(client, world.people[key])
        with django_assert_max_num_queries(20):
            assert client.get(page).status_code == 200
