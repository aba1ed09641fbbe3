"""What the night's check found comes to the coordinators of the area as a task, and to nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting, current
from schoolslink.directory.models import Area, HealthcareService
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import Heartbeat
from schoolslink.notices.models import Notice
from schoolslink.referrals import messages
from schoolslink.referrals.jobs.reconciling import tell_of_faults
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries import faults_in_area
from schoolslink.referrals.reconciler.run import HEARTBEAT
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, asked, small_world

pytestmark = pytest.mark.django_db
FOUND = """insert into referrals_fault (invariant, about_id, item_id, school_id, service_id, area_id,
  first_seen_at, last_seen_at) values (%s, %s, %s, %s, %s, %s, %s, %s)"""


@pytest.fixture
def world(as_seed):
    with as_seed():
        made = small_world()
        HealthcareService.objects.filter(pk=made.riverside.pk).update(phone="01632 960 000")
    return made


@pytest.fixture
def found(world, as_seed) -> Item:
    """Return a question of which the night's check found that nobody holds it."""
    now = clock.now()
    item_id = asked(world, now, new_id())
    with as_seed(), connection.cursor() as cursor:
        item = Item.objects.get(pk=item_id)
        cursor.execute(
            FOUND,
            ["open_without_holder", item_id, item_id, item.school_id, item.service_id,
             item.area_id, now, now],
        )  # fmt: skip
    return item


def faults_of(world) -> str:
    return reverse("faults", args=[world.area.pk])


def test_coordinator_reads_what_is_wrong_and_what_to_do(world, found, client) -> None:
    sign_in(client, world.jo)

    home = client.get(reverse("area", args=[world.area.pk])).content.decode()
    page = client.get(faults_of(world)).content.decode()

    assert f'href="{faults_of(world)}"' in home
    assert "1 record that is not right" in home
    assert "Nobody holds this, though it is still open." in page
    assert "Ring whoever should have it" in page
    assert found.reference in page
    assert "tel:01632960000" in page


def test_where_nothing_is_wrong_the_page_says_so(world, client) -> None:
    sign_in(client, world.jo)

    assert "not right" not in client.get(reverse("area", args=[world.area.pk])).content.decode()
    assert "Every record is as it should be" in client.get(faults_of(world)).content.decode()


def test_nobody_else_sees_it_and_the_database_agrees(world, found, client, as_seed) -> None:
    with as_seed():
        area = organisation("area", "Coastal")
        Area.objects.create(organisation=area, from_on=LONG_AGO)
        kim = person("Kim Coast")
        member(kim, area, Role.AREA_COORDINATOR)
    for somebody in (kim, world.amira, world.priya, world.lena):
        sign_in(client, somebody)
        answer = client.get(faults_of(world))
        assert answer.status_code == 404 or found.reference not in answer.content.decode()
        assert seen_by(somebody) == 0
    assert seen_by(world.jo) == 1


def seen_by(somebody) -> int:
    """Return how many the database itself shows to somebody."""
    with acting(acting_as(somebody)), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals_fault")
        return cursor.fetchone()[0]


def test_reading_it_is_noted_with_the_child(world, found) -> None:
    with acting(acting_as(world.jo)) as jo:
        rows = faults_in_area(jo, world.area.pk, most=10)
        reads = list(current().reads)

    assert [row.item_id for row in rows] == [found.pk]
    assert [(read["record"], read["children"]) for read in reads] == [("fault", {found.child_id})]


def test_coordinator_gets_one_message_a_day(world, found, as_seed) -> None:
    tell_of_faults()
    tell_of_faults()

    with as_seed():
        sent = list(Notice.objects.filter(kind=messages.RECORDS_WRONG.name))
    assert [notice.recipient_person_id for notice in sent] == [world.jo.pk]
    assert sent[0].link_path == faults_of(world)


def test_what_was_found_yesterday_is_not_told_again(world, found, as_seed) -> None:
    with clock.fixed(clock.now() + timedelta(days=2)):
        tell_of_faults()

    with as_seed():
        assert not Notice.objects.filter(kind=messages.RECORDS_WRONG.name).exists()


def test_a_check_that_has_not_run_for_a_day_is_said_in_words(world, client, as_seed) -> None:
    with as_seed():
        Heartbeat.objects.create(name=HEARTBEAT, seen_at=clock.real_now() - timedelta(hours=27))
    sign_in(client, world.jo)

    shown = client.get(reverse("area", args=[world.area.pk])).content.decode()
    with as_seed():
        Heartbeat.objects.filter(name=HEARTBEAT).update(seen_at=clock.real_now())
    after = client.get(reverse("area", args=[world.area.pk])).content.decode()

    assert "Nobody has checked since" in shown
    assert "Nobody has checked since" not in after
