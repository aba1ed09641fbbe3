"""What is open in an area that ends is seen, and told, in the area that goes on with it."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from schoolslink.access import doors
from schoolslink.access.jobs import as_system
from schoolslink.access.models import Person
from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.directory.commands.areas import end_area
from schoolslink.directory.models import Area
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.queries.silent import silent_in_area
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def valley(world, as_seed) -> Area:
    """Make the area that goes on, coordinated by Kim."""
    with as_seed():
        area = factories.an_area("River Valley")
        member(person("Kim Vale"), area.organisation, Role.AREA_COORDINATOR)
    return area


@pytest.fixture
def kim(valley, as_seed) -> Person:
    """Whoever coordinates the area that goes on."""
    with as_seed():
        return Person.objects.get(name="Kim Vale")


def end(world, valley, at):
    with as_system("areas") as actor:
        return end_area(actor=actor, area_id=world.area.pk, successor_id=valley.pk, at=at)


def silent(who, area_id, day) -> list:
    with acting(acting_as(who)) as actor:
        return [row.item_id for row in silent_in_area(actor, area_id, today=day)]


def test_open_question_is_seen_past_its_day_by_the_next_coordinator_alone(world, valley, kim, noon):
    item_id = asked(world, noon, new_id())
    later = (noon + timedelta(days=9)).date()
    assert silent(world.jo, world.area.pk, later) == [item_id]

    done = end(world, valley, noon)

    assert done.open_items == 1
    assert silent(kim, valley.pk, later) == [item_id]
    assert silent(world.jo, world.area.pk, later) == []


def test_open_question_keeps_its_holder_and_day(world, valley, noon, as_seed):
    item_id = asked(world, noon, new_id())

    def held() -> list:
        with as_seed():
            rows = Holding.objects.filter(item_id=item_id, ended_at=None)
            return list(rows.values_list("person_id", "pool_id", "due_on", "state"))

    before = held()
    end(world, valley, noon)

    assert held() == before


def test_when_all_were_asked_the_next_coordinator_is_told(world, valley, noon, as_seed):
    asked(world, noon, new_id())
    end(world, valley, noon)

    for days in (3, 6, 7):  # Sam, then Dr Lena Fox, then the area
        with clock.fixed(noon + timedelta(days=days)):
            jobs.escalate_overdue(0)

    with as_seed():
        told = Notice.objects.filter(kind="referrals.past_its_day")
        rows = list(told.values_list("recipient_person__name", "link_path"))
    assert rows == [("Kim Vale", f"/area/{valley.pk}/silent")]


def test_what_has_ended_stays_where_it_was_looked_after(world, valley, noon, as_seed):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as actor:
        say(actor=actor, item_id=item_id, move=Move.ANSWER, version=1, words="So.", at=noon)
    with acting(acting_as(world.amira)) as actor:
        say(actor=actor, item_id=item_id, move=Move.CLOSE, version=2, words="", at=noon)

    done = end(world, valley, noon)

    with as_seed():
        assert (done.open_items, Item.objects.get().area_id) == (0, world.area.pk)


@pytest.mark.parametrize("who", ["jo", "amira"])
def test_only_whoever_may_end_an_area_moves_what_is_open(who, world, valley, noon, as_seed):
    asked(world, noon, new_id())
    with as_seed():
        Area.objects.filter(pk=world.area.pk).update(until_on=noon.date())

    with (
        acting(acting_as(getattr(world, who))),
        pytest.raises(ProgrammingError, match="may not end an area"),
        transaction.atomic(),
    ):
        doors.rows("select * from access.items_follow_area(%s, %s)", world.area.pk, valley.pk)

    with as_seed():
        assert Item.objects.get().area_id == world.area.pk


def test_nothing_moves_out_of_an_area_that_goes_on(world, valley, noon, as_seed):
    asked(world, noon, new_id())

    with (
        as_system("areas"),
        pytest.raises(ProgrammingError, match="not an area that ended"),
        transaction.atomic(),
    ):
        doors.rows("select * from access.items_follow_area(%s, %s)", world.area.pk, valley.pk)

    with as_seed():
        assert Item.objects.get().area_id == world.area.pk
