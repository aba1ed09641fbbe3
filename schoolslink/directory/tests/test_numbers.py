"""Numbers for help now: none is said to be checked until somebody has rung it and said so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory.models import HelpLine, NumberCheck
from schoolslink.directory.rules.help_now import EVERYWHERE
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

pytestmark = pytest.mark.django_db

LINE = {
    "name": "Riverside crisis line",
    "phone": "01632 960 999",
    "hours": "Day and night",
    "for_whom": "",
    "owner": "Duty team",
}


@pytest.fixture
def world(as_seed):
    class World:
        pass

    w = World()
    with as_seed():
        w.area = make.an_area()
        w.jo, w.ade = make.a_person("Jo Marsh"), make.a_person("Ade Bello")
        w.school = make.a_school(area=w.area)
        make.a_member(w.jo, w.area, Role.AREA_COORDINATOR)
        make.a_member(w.ade, w.area, Role.NATIONAL_TEAM)
    return w


def turn(client, w) -> str:
    return client.get(reverse("directory:school-turn", args=[w.school.urn])).content.decode()


def test_at_the_start_no_national_number_is_said_to_be_checked(world, client):
    page = turn(client, world)

    assert page.count("Not yet checked by anybody here.") == len(EVERYWHERE)
    assert "Checked on" not in page
    assert "Checked" not in client.get(reverse("directory:help-now")).content.decode()


def test_who_rang_a_number_says_so_and_everybody_sees_the_day(world, client):
    sign_in(client, world.ade)
    here = reverse("directory:national-numbers")
    assert client.get(here).content.decode().count("Not yet checked") == len(EVERYWHERE)

    after = client.post(here, {"phone": "0800 1111"}, follow=True).content.decode()

    assert "by Ade Bello." in after
    assert after.count("Not yet checked") == len(EVERYWHERE) - 1
    page = turn(client, world)
    assert "by the national programme team." in page
    assert "Ade Bello" not in page.split("<main")[1]


def test_nobody_else_says_so_and_only_of_these_numbers(world, client):
    here = reverse("directory:national-numbers")
    sign_in(client, world.jo)
    assert client.get(here).status_code == 404
    assert client.post(here, {"phone": "999"}).status_code == 404
    sign_in(client, world.ade)
    assert client.post(here, {"phone": "0900 666"}).status_code == 404

    assert not NumberCheck.objects.exists()


def save(client, w, **changed) -> HelpLine:
    known = HelpLine.objects.filter(area=w.area).first()
    address = (
        reverse("directory:help-line", args=[w.area.pk, known.pk])
        if known
        else reverse("directory:add-help-line", args=[w.area.pk])
    )
    answer = client.post(address, LINE | {"form_key": new_id()} | changed)
    assert answer.status_code == 302, answer.content.decode()
    return HelpLine.objects.get(area=w.area)


def test_an_areas_number_is_checked_when_somebody_ticks_that_they_rang_it(world, client):
    sign_in(client, world.jo)

    assert save(client, world).checked_on is None
    unchecked = "Duty team sees to it that this number is right. Not yet checked by anybody here."
    assert unchecked in turn(client, world)
    listed = client.get(reverse("directory:help-lines", args=[world.area.pk])).content.decode()
    assert unchecked in listed
    home = client.get(f"/area/{world.area.pk}").content.decode()
    assert "1 number for help now that somebody should ring" in home
    assert save(client, world, is_checked="on").checked_on == clock.today()
    assert "should ring" not in client.get(f"/area/{world.area.pk}").content.decode()
    # Other words leave the check as it was; another number is one that nobody has rung.
    assert save(client, world, hours="Nine to five").checked_on == clock.today()
    assert save(client, world, phone="01632 960 998").checked_on is None


def test_national_team_is_asked_to_ring_until_all_are_checked(world, client, as_seed):
    sign_in(client, world.ade)
    assert "5 national numbers for help now" in client.get("/england").content.decode()
    with as_seed():
        for number in EVERYWHERE:
            NumberCheck.objects.create(
                phone=number.phone, checked_on=clock.today(), checked_by=world.ade
            )

    assert "numbers for help now" not in client.get("/england").content.decode()
    with clock.fixed(clock.now() + timedelta(days=121)):
        assert "5 national numbers for help now" in client.get("/england").content.decode()
