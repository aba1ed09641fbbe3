"""The page on which a coordinator says who answers a school, and ends a pair: both sides hear of it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.directory import queries
from schoolslink.directory.models import Link
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import outbox
from schoolslink.kernel.models import OutboxMessage
from schoolslink.notices.models import Notice

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def world(hillside, as_seed):
    """Hillside is answered by Priya's team at Riverside CAMHS; Talk Time, with Bo, could answer too."""
    w = hillside
    with as_seed():
        w.talk_time = make.a_service(w.area, "Talk Time", pool_manager=w.lena)
        w.bo = make.a_contact(w.talk_time, "Bo Lind")
        w.team = w.link.team = make.a_team(w.service)
        w.link.save(update_fields=["team"])
    return w


def page_of(w) -> str:
    return reverse("directory:link", args=[w.school.pk])


def choose(w, client, service, contact=None, **given):
    sign_in(client, w.jo)
    form = {
        "form_key": str(uuid4()),
        "with_whom": f"{service.pk},{contact.pk if contact else ''}",
        "team": "",
    }
    answer = client.post(page_of(w), form | given)
    outbox.deliver_waiting()
    return answer


def pairs(w) -> list[tuple[str, str, bool]]:
    return [
        (link.service_name, link.contact_name, link.is_main)
        for link in queries.links_of_school(w.school.pk, on=TODAY)
    ]


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=kind)
    return set(rows.values_list("recipient_person__name", flat=True))


def test_the_whole_team_takes_the_place_of_the_contact(world, client, as_seed):
    answer = choose(world, client, world.service, team=str(world.team.pk))

    assert answer.status_code == 302
    assert pairs(world) == [("Riverside CAMHS", "", True)]
    card = queries.link_for_school(world.school.pk, on=TODAY)
    assert (card.team_id, card.answers_person_id) == (world.team.pk, world.lena.pk)
    with as_seed():
        assert told("directory.new_contact") == {"Amira Khan"}


def test_another_service_becomes_the_main_one_and_the_former_stays_to_be_asked(
    world, client, as_seed
):
    # The page begins with the team that stands; it does not go with another service.
    answer = choose(
        world, client, world.talk_time, world.bo, former="stays", team=str(world.team.pk)
    )

    assert answer.status_code == 302
    assert pairs(world) == [
        ("Talk Time", "Bo Lind", True),
        ("Riverside CAMHS", "Priya Nair", False),
    ]
    with as_seed():
        made = Link.objects.get(service=world.talk_time)
        assert told("directory.new_contact") == {"Amira Khan"}
        news = OutboxMessage.objects.filter(event="directory.LinkChanged", payload__what="main")
        assert [row.payload["link_id"] for row in news] == [str(made.pk)]


def test_a_further_pair_is_made_the_main_one(world, client, as_seed):
    with as_seed():
        make.a_link(world.school, world.talk_time, nhs_contact=world.bo, is_main=False)

    choose(world, client, world.talk_time, world.bo, former="stays")

    assert pairs(world)[0] == ("Talk Time", "Bo Lind", True)


def test_another_service_takes_the_place_of_the_former(world, client, as_seed):
    choose(world, client, world.talk_time, world.bo, former="ends")

    assert pairs(world) == [("Talk Time", "Bo Lind", True)]
    with as_seed():
        assert told("directory.pair_ended") == {"Amira Khan", "Priya Nair", "Lena Fox"}


def test_the_page_says_what_becomes_of_the_former_and_begins_with_what_stands(world, client):
    sign_in(client, world.jo)

    said = client.get(page_of(world)).content.decode()

    assert "The pair with Riverside CAMHS" in said
    assert f'value="{world.service.pk},{world.contact.pk}" selected' in said
    assert f'value="{world.team.pk}" selected' in said


def test_a_pair_is_ended_from_the_school_page_and_both_sides_hear_of_it(world, client, as_seed):
    with as_seed():
        make.a_link(world.school, world.talk_time, nhs_contact=world.bo, is_main=False)
    sign_in(client, world.jo)
    end = reverse("directory:end-link", args=[world.link.pk])
    school = client.get(reverse("directory:school", args=[world.school.pk])).content.decode()
    assert f'href="{end}"' in school
    assert "Talk Time" in school

    asked = client.get(end).content.decode()
    assert "Riverside CAMHS" in asked
    assert "Talk Time answers this school" in asked
    first, again = client.post(end), client.post(end)
    outbox.deliver_waiting()

    assert (first.status_code, again.status_code) == (302, 302)
    assert pairs(world) == [("Talk Time", "Bo Lind", True)]
    with as_seed():
        assert told("directory.pair_ended") == {"Amira Khan", "Priya Nair", "Lena Fox"}
        assert told("directory.link_ended") == {"Jo Marsh"}
        world.link.refresh_from_db()
        assert world.link.linked_until == TODAY


@pytest.mark.parametrize("who", ["amira", "priya", "lena"])
def test_nobody_but_the_coordinator_ends_a_pair(who, world, client, as_seed):
    sign_in(client, getattr(world, who))
    end = reverse("directory:end-link", args=[world.link.pk])

    assert (client.get(end).status_code, client.post(end).status_code) == (404, 404)
    page = client.get(reverse("directory:school", args=[world.school.pk])).content.decode()
    assert end not in page
    assert pairs(world) == [("Riverside CAMHS", "Priya Nair", True)]


def test_a_coordinator_of_another_area_ends_no_pair(world, client, as_seed):
    with as_seed():
        far = make.a_person("Kit Dow")
        make.a_member(far, make.an_area("Coastal"), Role.AREA_COORDINATOR)
    sign_in(client, far)

    assert client.post(reverse("directory:end-link", args=[world.link.pk])).status_code == 404
    assert pairs(world) == [("Riverside CAMHS", "Priya Nair", True)]
