"""Somebody leaves and nothing is lost: the same promise, the same day, another holder."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from schoolslink.access.commands import end_membership
from schoolslink.access.jobs import as_system
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.directory.models import Cover, NamedContact
from schoolslink.kernel import clock, heartbeat, outbox
from schoolslink.kernel.models import OutboxDelivery
from schoolslink.referrals import jobs
from schoolslink.referrals.commands import leaving
from schoolslink.referrals.jobs import handing_on
from schoolslink.referrals.models import Holding, ItemEvent
from schoolslink.referrals.tests.arrange import acting_as, asked, begun, signed_paper, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed):
    with as_seed():
        world = small_world()
        signed_paper(world)
        priya = NamedContact.objects.get(person=world.priya)
        sam = NamedContact.objects.create(
            side="nhs", position="cover", organisation=world.riverside, person=world.sam,
            name=world.sam.name, from_on=priya.from_on,
        )  # fmt: skip
        Cover.objects.create(contact=priya, by=sam, from_on=priya.from_on)
    return world


def leave(world, who, by):
    """Let somebody's manager end their membership, and tell whoever hears of it."""
    membership = Membership.objects.get(person=who)
    end_role(membership, by)
    outbox.deliver_waiting()


def end_role(membership, by):
    with acting(acting_as(by)) as manager:
        end_membership(actor=manager, membership_id=membership.pk, at=clock.now())


def held(as_seed, item_id):
    with as_seed():
        return Holding.objects.select_related("person").get(item_id=item_id, ended_at__isnull=True)


def test_what_a_leaver_held_is_held_by_their_cover_on_the_same_day(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    before = held(as_seed, item)

    leave(world, world.priya, by=world.lena)

    after = held(as_seed, item)
    assert (before.person, after.person) == (world.priya, world.sam)
    assert (after.due_on, after.duty) == (before.due_on, before.duty)


def test_nothing_is_held_by_a_leaver_once_the_end_of_their_role_is_kept(world, as_seed):
    item = asked(world, clock.now(), uuid4())

    end_role(Membership.objects.get(person=world.priya), world.lena)

    assert held(as_seed, item).person == world.sam
    waiting = OutboxDelivery.objects.filter(delivered_at__isnull=True)
    assert not waiting.filter(subscriber__endswith="hand_on_from_leaver").exists()


def test_whoever_ends_a_role_does_not_wait_for_more_than_is_little(world, as_seed, monkeypatch):
    monkeypatch.setattr(leaving, "MOST_AT_ONCE", 1)
    items = [asked(world, clock.now(), uuid4()) for _ in range(2)]

    end_role(Membership.objects.get(person=world.priya), world.lena)
    before = {held(as_seed, item).person for item in items}
    outbox.deliver_waiting()

    assert before == {world.priya}
    assert {held(as_seed, item).person for item in items} == {world.sam}


def test_the_end_of_a_role_is_kept_where_handing_on_fails(world, as_seed, monkeypatch):
    item = asked(world, clock.now(), uuid4())
    membership = Membership.objects.get(person=world.priya)
    with monkeypatch.context() as patch:
        patch.setattr(leaving, "make_move", breaks)
        end_role(membership, world.lena)
    membership.refresh_from_db()

    assert membership.until_on is not None
    assert held(as_seed, item).person == world.priya
    outbox.deliver_waiting()
    assert held(as_seed, item).person == world.sam


def breaks(**_):
    raise RuntimeError


def test_without_a_cover_the_manager_of_the_pool_holds_it(world, as_seed):
    with as_seed():
        Cover.objects.all().delete()
    item = asked(world, clock.now(), uuid4())

    leave(world, world.priya, by=world.lena)

    assert held(as_seed, item).person == world.lena


def test_a_cover_who_has_left_too_is_not_given_anything(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    leave(world, world.sam, by=world.lena)

    leave(world, world.priya, by=world.lena)

    assert held(as_seed, item).person == world.lena


def test_hand_over_is_written_in_the_history_by_the_system(world, as_seed):
    item = asked(world, clock.now(), uuid4())

    leave(world, world.priya, by=world.lena)

    with as_seed():
        last = ItemEvent.objects.filter(item_id=item).order_by("version_seen").last()
    assert (last.move, last.side, last.actor_kind) == ("reassign", "system", "job")


def test_whoever_keeps_another_role_keeps_what_they_hold(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    with as_seed():
        member(world.priya, world.riverside, Role.TRIAGER)
    contact = Membership.objects.get(person=world.priya, role=Role.CAMHS_CONTACT)

    with acting(acting_as(world.lena)) as lena:
        end_membership(actor=lena, membership_id=contact.pk, at=clock.now())
    outbox.deliver_waiting()

    assert held(as_seed, item).person == world.priya


def test_whoever_keeps_a_role_that_does_not_open_it_keeps_nothing_of_it(world, noon, as_seed):
    """A lead who goes on as safeguarding lead opens what a risk is marked on, and nothing else."""
    plain, marked = begun(world, noon), begun(world, noon, risk_self_harm="yes")
    with as_seed():
        member(world.nadia, world.northgate, Role.SAFEGUARDING_LEAD)
        head = person("Hal Head")
        member(head, world.northgate, Role.SCHOOL_HEAD)
        lead = Membership.objects.get(person=world.nadia, role=Role.SCHOOL_LEAD)
    with acting(acting_as(head)) as hal:
        end_membership(actor=hal, membership_id=lead.pk, at=clock.now())

    assert held(as_seed, plain).person != world.nadia
    assert held(as_seed, marked).person == world.nadia


def test_what_a_school_holds_goes_to_the_school_when_its_lead_leaves(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    with acting(acting_as(world.priya)) as priya:
        from schoolslink.referrals.commands.advice import say
        from schoolslink.referrals.rules import Move

        say(actor=priya, item_id=item, move=Move.ASK_BACK, version=1, words="?", at=clock.now())
    with as_seed():
        ended = clock.local_day(clock.real_now()) - timedelta(days=1)
        Membership.objects.filter(person=world.amira).update(until_on=ended)

    jobs.every_morning(0)

    after = held(as_seed, item)
    assert (after.person, after.pool_id, after.side) == (None, world.hillside.pk, "school")


def test_those_whose_last_day_comes_later_are_found_in_the_morning(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    with as_seed():
        today = clock.local_day(clock.real_now())
        Membership.objects.filter(person=world.priya).update(until_on=today)

    jobs.every_morning(0)

    assert held(as_seed, item).person == world.sam


def test_the_morning_looks_only_at_leavers_who_still_have_something_there(world, as_seed):
    asked(world, clock.now(), uuid4())
    today = clock.local_day(clock.real_now())
    with as_seed():
        without = person("Mx Gone")
        member(without, world.riverside, Role.TRIAGER)
        Membership.objects.filter(person__in=[world.priya, without]).update(until_on=today)

    with as_system("test"):
        assert leaving.left_and_holding(today) == [(world.priya.pk, world.riverside.pk)]
    with acting(acting_as(world.sam)):
        assert leaving.left_and_holding(today) == []


def test_one_leaver_who_cannot_be_handed_on_keeps_nobody_else_waiting(
    world, as_seed, monkeypatch, caplog
):
    item = asked(world, clock.now(), uuid4())
    with as_seed():
        today = clock.local_day(clock.real_now())
        gone = [person("Mx Gone") for _ in range(2)]
        for one in gone:
            member(one, world.riverside, Role.TRIAGER)
            theirs = asked(world, clock.now(), uuid4())
            Holding.objects.filter(item_id=theirs).update(person_id=one.pk)
        leavers = [world.priya, *gone]
        Membership.objects.filter(person__in=leavers).update(until_on=today)
    real, broken = leaving.hand_on, {one.pk for one in gone}

    def hand_on(*, actor, person_id, at, has_left):
        if person_id in broken:
            raise RuntimeError("this one cannot be")
        return real(actor=actor, person_id=person_id, at=at, has_left=has_left)

    monkeypatch.setattr(leaving, "hand_on", hand_on)

    with pytest.raises(handing_on.NotAllHandedOn, match="2"):  # `./link status` counts it
        jobs.every_morning(0)
    assert held(as_seed, item).person == world.sam
    assert caplog.text.count("handing on failed") == 2

    assert not heartbeat.is_done_today(handing_on.MORNING)
    broken.clear()
    jobs.every_morning_if_nobody_did(0)
    assert heartbeat.is_done_today(handing_on.MORNING)
