"""A simulated life: who belongs where follows the day that is played, in code and database alike."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.models import Membership
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.tests.arrange import acting_as, asked, small_world
from schoolslink.simulate import days

pytestmark = pytest.mark.django_db

LATER = datetime(2031, 3, 3, 12, tzinfo=UTC)


def database_day():
    with connection.cursor() as cursor:
        cursor.execute("select access.today()")
        return cursor.fetchone()[0]


def test_the_database_lives_on_the_day_that_is_played_and_wakes_on_its_own():
    before = database_day()

    with days.living(LATER):
        assert (database_day(), clock.today(), clock.real_now()) == (
            LATER.date(),
            LATER.date(),
            LATER,
        )

    assert database_day() == before


def test_who_leaves_in_the_life_that_is_played_opens_nothing_from_then_on(as_seed):
    with as_seed():
        world = small_world()
    with days.living(LATER) as life:
        item = asked(world, LATER, uuid4())
        with as_seed():
            Membership.objects.filter(person=world.priya).update(
                until_on=LATER.date() + timedelta(days=10)
            )

        seen = []
        for ahead in (9, 10):
            with life.at(LATER + timedelta(days=ahead)), acting(acting_as(world.priya)):
                seen.append(Item.objects.filter(pk=item).exists())

    assert seen == [True, False]


def test_the_application_itself_cannot_turn_the_day():
    turn = "update access.mark set pretended_on = current_date"

    with (
        pytest.raises(DatabaseError, match="denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(turn)
