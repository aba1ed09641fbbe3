"""An area that nobody coordinates: the national team hears of it, and can let somebody in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schoolslink.access import commands as access
from schoolslink.access.jobs import as_system
from schoolslink.access.models import Membership, Person, Role
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory import events, jobs, messages
from schoolslink.directory.queries import areas_without_coordinator
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock, outbox
from schoolslink.notices.kinds import About
from schoolslink.notices.models import Notice

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
KIND = "directory.nobody_coordinates"


@pytest.fixture
def world(hillside, as_seed):
    """Hillside, where Jo alone coordinates; Ade is of the national team, Olu operates."""
    w = hillside
    with as_seed():
        w.programme = make.an_organisation("programme", "The programme")
        w.ade, w.olu = make.a_person("Ade Bello"), make.a_person("Olu Ba")
        make.a_member(w.ade, w.programme, Role.NATIONAL_TEAM)
        make.a_member(w.olu, w.programme, Role.OPERATOR)
        w.coordinates = Membership.objects.get(person=w.jo)
    return w


def jo_goes(world) -> None:
    with acting(make.an_actor(world.jo, (world.area, Role.AREA_COORDINATOR))) as actor:
        access.end_membership(actor=actor, membership_id=world.coordinates.pk, at=NOON)
    outbox.deliver_waiting()


def told() -> list[str]:
    rows = Notice.objects.filter(kind=KIND).order_by("pk")
    return list(rows.values_list("recipient_person__name", flat=True))


def test_the_last_coordinator_goes_and_the_national_team_is_asked_that_day(world):
    jo_goes(world)

    with as_system("test"):
        (notice,) = Notice.objects.filter(kind=KIND)
        assert (notice.recipient_person_id, notice.about_id) == (world.ade.pk, world.area.pk)
        assert notice.link_path == f"/people/{world.area.pk}"


def test_one_of_two_goes_and_nobody_is_asked(world, as_seed):
    with as_seed():
        make.a_member(make.a_person("Sam Hill"), world.area, Role.AREA_COORDINATOR)

    jo_goes(world)

    with as_system("test"):
        assert told() == []


def test_where_the_national_team_has_nobody_operators_are_asked(world, as_seed):
    with as_seed():
        Person.objects.filter(pk=world.ade.pk).update(is_active=False)

    jo_goes(world)

    with as_system("test"):
        assert told() == ["Olu Ba"]


def test_it_is_asked_again_each_week_until_somebody_coordinates(world, as_seed):
    jo_goes(world)
    asked_on = []
    with as_system("test"):
        for days in range(1, 16):
            before = len(told())
            jobs.ask_for_coordinators(at=NOON + timedelta(days=days))
            if len(told()) > before:
                asked_on.append(days)
    with as_seed():
        make.a_member(make.a_person("Sam Hill"), world.area, Role.AREA_COORDINATOR)

    with as_system("test"):
        jobs.ask_for_coordinators(at=NOON + timedelta(days=30))
        assert asked_on == [6, 13]  # Mondays
        assert len(told()) == 3
        about = About(world.area.pk, None, world.ade.pk, None)
        assert not messages.NOBODY_COORDINATES.still_true(about)


def test_an_account_that_no_longer_works_coordinates_nothing(world, as_seed):
    with as_seed():
        Person.objects.filter(pk=world.jo.pk).update(is_active=False)

    with as_system("test"):
        jobs.ask_for_coordinators(at=NOON)
        assert told() == ["Ade Bello"]


def test_an_area_without_pairs_or_that_is_over_asks_for_nobody(world, as_seed):
    with as_seed():
        make.an_area("Begins later")
        over = make.an_area("Is over", until_on=date(2025, 9, 1))

    with as_system("test"):
        assert areas_without_coordinator(on=NOON.date()) == []
        jobs.ask_for_coordinator(over.pk, at=NOON)
        assert told() == []


def test_news_for_coordinators_who_are_not_there_asks_for_one(world, as_seed):
    """A pair without a named contact: what coordinators are told goes to nobody, and that is told."""
    with as_seed():
        world.coordinates.delete()
        world.link.nhs_contact = None
        world.link.save()

    with as_system("test"):
        news = events.LinkChanged(world.link.pk, world.school.pk, world.service.pk, "contact")
        for _ in range(2):
            jobs.tell_coordinator(news, at=NOON)
        assert told() == ["Ade Bello"]


def test_the_message_leads_to_where_the_national_team_lets_somebody_in(world, client):
    jo_goes(world)
    sign_in(client, world.ade)

    page = client.get(f"/people/{world.area.pk}/invite").content.decode()
    national = client.get("/england").content.decode()

    assert "Area coordinator" in page
    assert "Nobody coordinates this area, so" in national
    assert f'href="/people/{world.area.pk}"' in national


def test_an_area_somebody_coordinates_is_not_named_on_the_national_page(world, client):
    sign_in(client, world.ade)

    assert "Nobody coordinates" not in client.get("/england").content.decode()


def test_a_coordinator_of_tomorrow_is_none_today(world, as_seed):
    with as_seed():
        world.coordinates.from_on = clock.local_day(clock.real_now()) + timedelta(days=1)
        world.coordinates.save()

    with as_system("test"):
        assert [area for area, _ in areas_without_coordinator(on=NOON.date())] == [world.area.pk]
