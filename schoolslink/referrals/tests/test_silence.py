"""Who waits and hears nothing for four weeks stands on the coordinator's list, and in words in the queue."""

from datetime import date, timedelta

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.check_in import tap
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.models import Holding, Item, Told
from schoolslink.referrals.queries.lists import queue_of
from schoolslink.referrals.queries.silent import NO_WORD, silent_count, silent_in_area
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.silence import silent_days
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
WORD = date(2026, 3, 2)


@pytest.mark.parametrize(("days", "found"), [(0, None), (28, None), (29, 29), (100, 100)])
def test_four_weeks_are_silence_and_not_a_day_less(days, found):
    assert silent_days(WORD, WORD + timedelta(days=days)) == found
    assert silent_days(None, WORD) is None


@pytest.fixture
def waits(world) -> tuple:
    """Return a request whose family has been told of a yes, and when."""
    noon = clock.real_now()
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
        Told.objects.filter(item_id=item_id).update(told_at=noon, how="phone")
        # A first meeting gives the next promise four weeks: nothing else is past its day by then.
        at = noon + timedelta(days=2)
        step(actor=priya, item_id=item_id, move=Move.RECORD_FIRST_CONTACT, version=3, at=at)
        reassign(
            actor=priya, item_id=item_id, version=4, at=at + timedelta(days=20), to_person=None
        )
    return item_id, at


def listed(world, on: date) -> list[tuple]:
    with acting(acting_as(world.jo)) as jo:
        rows = silent_in_area(jo, world.area.pk, today=on)
        assert silent_count(jo, world.area.pk, today=on) == len(rows)
    return [(row.item_id, row.duty) for row in rows]


def row_of(world, item_id, at):
    with clock.fixed(at), acting(acting_as(world.priya)) as priya:
        return next(one for one in queue_of(priya) if one.item_id == item_id)


def test_a_hand_over_is_no_word_and_a_long_promise_hides_no_silence(world, waits, as_seed):
    item_id, at = waits
    with as_seed():
        Holding.objects.filter(item_id=item_id, ended_at__isnull=True).update(
            due_on=clock.local_day(at) + timedelta(days=80)
        )
    day = clock.local_day(at)

    assert listed(world, day + timedelta(days=28)) == []
    assert listed(world, day + timedelta(days=29)) == [(item_id, NO_WORD)]
    assert row_of(world, item_id, at + timedelta(days=28)).silent_days is None
    assert row_of(world, item_id, at + timedelta(days=35)).silent_days == 35


def test_who_was_asked_after_has_heard_a_word(world, waits):
    item_id, at = waits
    later = at + timedelta(days=30)
    with clock.fixed(later):
        jobs.check_in_on_waiting(0)
        outbox.deliver_waiting()
    with acting(acting_as(world.nadia)) as nadia:
        check = Item.objects.get(about=item_id, kind=Kind.CHECK_IN)
        tap(actor=nadia, item_id=check.pk, move=Move.FOUND_SAME, version=1, words="", at=later)

    assert row_of(world, item_id, later + timedelta(days=5)).silent_days is None


def test_queue_and_coordinator_read_it_in_words(world, waits, client):
    _, at = waits
    with clock.fixed(at + timedelta(days=35)):
        sign_in(client, world.priya)
        assert "No word to the family for 35 days" in text_of(client.get("/queue").content.decode())
