"""Where real people are, nothing is dated in the future, nothing before what it follows."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import psycopg
import pytest

from schoolslink.access.unit import ClockWrong, acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxDelivery
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.errors import DatedInTheFuture
from schoolslink.referrals.models import ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked


@pytest.fixture
def real_people(own_database):
    """Take the mark of invented data off this test's own database."""
    admin = os.environ["SCHOOLSLINK_TEST_ADMIN"]
    with psycopg.connect(admin, autocommit=True, dbname=own_database) as line:
        line.execute("delete from access.mark")


def answered(world, item_id, at):
    with acting(acting_as(world.priya)) as actor:
        say(actor=actor, item_id=item_id, move=Move.ANSWER, version=1, words="Try this.", at=at)


def test_what_is_dated_in_the_future_is_refused_and_what_is_dated_back_follows(
    own_database, world, real_people
):
    now = clock.real_now()
    item_id = asked(world, now, new_id())

    with pytest.raises(DatedInTheFuture):
        answered(world, item_id, now + timedelta(minutes=10))
    answered(world, item_id, now - timedelta(days=1))

    with acting(acting_as(world.priya)):
        events = ItemEvent.objects.filter(item_id=item_id).order_by("version_seen")
        moments = list(events.values_list("at", flat=True))
    assert len(moments) == 2
    assert moments[0] <= moments[1]


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_with_a_clock_that_is_wrong_nothing_is_done(world, monkeypatch, seconds):
    really = time.time
    monkeypatch.setattr(time, "time", lambda: really() + seconds)

    with pytest.raises(ClockWrong):
        asked(world, clock.real_now(), new_id())


@pytest.mark.django_db
def test_a_little_difference_is_no_reason(world, monkeypatch):
    really = time.time
    monkeypatch.setattr(time, "time", lambda: really() + 30)

    asked(world, clock.real_now(), new_id())


@pytest.mark.django_db
def test_what_a_clock_ahead_put_off_for_long_is_tried_now(world, as_seed):
    asked(world, clock.real_now(), new_id())
    month = clock.real_now() + timedelta(days=30)
    with as_seed():
        OutboxDelivery.objects.update(due_at=month)

    assert outbox.wake_lost() == 0
    with as_seed():
        assert not OutboxDelivery.objects.filter(due_at__gt=clock.real_now()).exists()
