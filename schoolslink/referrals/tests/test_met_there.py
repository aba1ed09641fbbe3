"""What ended with a receipt stays on the sender's list until somebody says that they were met there."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import OutsideReceiver
from schoolslink.kernel import outbox
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.tests.arrange import acting_as, tell_family, they_have_it
from schoolslink.referrals.tests.test_offers import little, offered, take
from schoolslink.referrals.tests.test_receipt_said import noon, passed, to
from schoolslink.referrals.tests.turns import text_of

__all__ = ["little", "noon", "offered", "passed", "to"]  # fixtures
pytestmark = pytest.mark.django_db

MET = "Ana Silva rang: they came on Tuesday."


def listed(who, noon):
    with acting(acting_as(who)) as actor:
        return let_go(actor, since=noon)


def met(who, item_id, at, words=MET):
    with acting(acting_as(who)) as actor:
        seen = Item.objects.get(pk=item_id).version
        step(actor=actor, item_id=item_id, move=Move.MET_THERE, version=seen, words=words, at=at)


def test_after_a_receipt_it_is_listed_until_somebody_says_that_they_were_met(world, noon, passed):
    assert listed(world.priya, noon) == []

    they_have_it(world.priya, passed, noon)

    (gone,) = listed(world.priya, noon)
    assert (gone.item_id, gone.met_at, gone.by_word) == (passed, None, True)
    assert gone.service_name in ("Little Steps", "Talk Time")
    assert listed(world.nadia, noon) == []
    later = noon + timedelta(minutes=1)
    met(world.priya, passed, later)
    assert [one.met_at for one in listed(world.priya, noon)] == [later]
    assert listed(world.priya, later + timedelta(days=1)) == []
    with acting(acting_as(world.nadia)) as nadia:
        opened = open_item(nadia, passed)
    assert (opened.item.state, opened.history[-1].words) == (State.PASSED_ON, MET)


def test_nobody_is_found_with_a_press_and_nobody_but_the_team_says_it(world, noon, passed):
    they_have_it(world.priya, passed, noon)

    with pytest.raises(NotPossible):
        met(world.priya, passed, noon, words=" ")
    with pytest.raises(NotYours):
        met(world.nadia, passed, noon)
    with pytest.raises(DatabaseError, match="nothing says why"):
        _bare(world, passed, noon)

    assert [one.met_at for one in listed(world.priya, noon)] == [None]


def _bare(world, item_id, at):
    """Write the bare event straight into the database."""
    with acting(acting_as(world.priya)), transaction.atomic():
        ItemEvent(
            item_id=item_id, move=Move.MET_THERE.value, at=at, actor_kind="person", side="service",
            version_seen=Item.objects.get(pk=item_id).version, actor_id=world.priya.pk,
        ).save(force_insert=True)  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def test_a_receipt_finds_nobody_for_whoever_let_it_go_before(world, noon, little, offered, as_seed):
    item_id, offer_id = offered
    with as_seed():
        talk = OutsideReceiver.objects.create(
            area_id=world.area.pk, kind="voluntary", name="Talk Time", what_they_do="Mentors.",
            phone="01632 960 123", email="", owner="Jo", from_on="2020-01-01",
        )  # fmt: skip
    tell_family(world.priya, item_id, noon)
    take(little, offer_id, noon)
    outbox.deliver_waiting()
    later = noon + timedelta(hours=1)
    with acting(acting_as(little.tom)) as tom:
        answer = Answering(
            Move.REDIRECT, reason="not_covered", next_step="They ring you.",
            to_them="Play therapy.", outside_id=talk.pk,
        )  # fmt: skip
        seen = Item.objects.get(pk=item_id).version
        decide(actor=tom, item_id=item_id, version=seen, at=later, answer=answer)
    tell_family(little.tom, item_id, later)

    they_have_it(little.tom, item_id, later)

    assert [one.met_at for one in listed(little.tom, noon)] == [None]
    assert [(one.service_name, one.met_at) for one in listed(world.priya, noon)] == [
        ("Little Steps", None)
    ]
    met(little.tom, item_id, later)
    for who in (little.tom, world.priya):
        assert [one.met_at for one in listed(who, noon)] == [later]


def test_it_is_listed_as_long_as_the_team_may_open_it(world, noon, passed, as_seed):
    they_have_it(world.priya, passed, noon)

    for days, is_listed in ((89, True), (91, False)):
        with as_seed(), connection.cursor() as cursor:
            cursor.execute(
                "update referrals_letgo set let_go_at = %s", [noon - timedelta(days=days)]
            )
        assert bool(listed(world.priya, noon)) == is_listed


def test_the_list_leads_to_the_page_on_which_it_is_said(client, world, noon, passed):
    they_have_it(world.priya, passed, noon)
    sign_in(client, world.priya)

    queue = client.get("/queue?view=done").text
    assert f'<a href="/queue/{passed}">' in queue
    assert "Ask whether they have met them" in text_of(queue)
    assert "They have been met there" in text_of(client.get(f"/queue/{passed}").text)
    with acting(acting_as(world.priya)):
        version = Item.objects.get(pk=passed).version
    form = {"form_key": str(new_id()), "version": version, "words": MET}
    for _ in range(2):  # the same press twice is one
        assert client.post(f"/queue/{passed}/met-there", form).status_code == 302

    assert "and has met them" in text_of(client.get("/queue?view=done").text)
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=passed).version == version + 1
