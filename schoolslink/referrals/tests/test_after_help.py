"""Four weeks after help has ended somebody asks once: one tap, and what is worse is looked at again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import jobs, permissions
from schoolslink.referrals.commands.check_in import tap
from schoolslink.referrals.commands.decide import record_told, step
from schoolslink.referrals.commands.family import say
from schoolslink.referrals.models import Holding, Item, ItemEvent, Told
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.referrals.rules.check_in import is_due_after_help
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_check_in import YES, check_ins, held, morning
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_help_ends import ended, helped
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Stand on the real day: what a team has ended it opens for ninety real days more."""
    return clock.real_now()


@pytest.fixture
def over(world, noon):
    """Return a request whose help has ended, and of which everybody has been told."""
    item_id = sent(world, noon, called="Ellie")
    helped(world, item_id, noon)
    ended(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        owed = Told.objects.filter(
            item_id=item_id, told_at__isnull=True, whom__in=("self", "carer")
        )
        for told_id in owed.values_list("pk", flat=True):
            version = Item.objects.get(pk=item_id).version
            record_told(
                actor=priya, item_id=item_id, told_id=told_id, how="phone", version=version, at=noon
            )
        assert Item.objects.get(pk=item_id).state == State.DISCHARGED
    outbox.deliver_waiting()
    return item_id


@pytest.mark.parametrize(("after", "due"), [(27, False), (28, True), (83, True), (84, False)])
def test_once_and_not_for_ever(after, due):
    on = YES + timedelta(days=after)
    assert is_due_after_help(YES, on, last_asked_on=None) == due
    assert not is_due_after_help(YES, on, last_asked_on=YES + timedelta(days=1))


def test_whoever_asked_is_asked_once_and_the_same_ends_it(world, over, noon):
    morning(noon, 27)
    assert check_ins(world, over) == []

    for days in (28, 29, 60):
        morning(noon, days)

    (one,) = check_ins(world, over)
    now = held(world, one.pk)
    assert (now.person_id, now.duty) == (world.nadia.pk, Duty.CHECK_IN)
    with acting(acting_as(world.nadia)) as nadia:
        tap(actor=nadia, item_id=one.pk, move=Move.FOUND_SAME, version=one.version, words="",
            at=noon + timedelta(days=61))  # fmt: skip
        request = Item.objects.get(pk=over)
        assert (request.state, request.closed_on) == (State.DISCHARGED, clock.local_day(noon))
        assert permissions.moves_now(nadia, request) == ()
    morning(noon, 70)
    assert len(check_ins(world, over)) == 1


def test_worse_brings_it_to_the_team_that_helped_by_the_next_working_day(world, over, noon):
    morning(noon, 28)
    (one,) = check_ins(world, over)

    with acting(acting_as(world.nadia)) as nadia:
        tap(actor=nadia, item_id=one.pk, move=Move.FOUND_WORSE, version=one.version, words="",
            at=noon + timedelta(days=29))  # fmt: skip

    now = held(world, over)
    assert (now.state, now.duty, now.person_id) == (
        State.IN_TRIAGE, Duty.LOOK_AGAIN, world.priya.pk,
    )  # fmt: skip
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=over).closed_at is None


def test_the_family_says_it_by_one_tap_and_it_stays_ended_when_it_did(world, over, noon):
    morning(noon, 28)
    day = noon + timedelta(days=29)
    mother = family(world, over, noon)["carer"]

    with acting(mother) as carer:
        version = Item.objects.get(pk=over).version
        say(actor=carer, said=FamilySaid.BETTER, version=version, words="", at=day)
    outbox.deliver_waiting()

    (one,) = check_ins(world, over)
    assert one.state == State.FAMILY_SAID
    with acting(acting_as(world.priya)):
        request = Item.objects.get(pk=over)
        assert (request.state, request.closed_on) == (State.DISCHARGED, clock.local_day(noon))
        assert not Holding.objects.filter(item=request, ended_at__isnull=True).exists()


def test_worse_written_down_for_the_team_leaves_nobody_to_be_asked(world, over, noon):
    morning(noon, 28)
    day = noon + timedelta(days=29)

    with acting(acting_as(world.nadia)) as nadia:
        version = Item.objects.get(pk=over).version
        step(
            actor=nadia, item_id=over, move=Move.SAY_WORSE, version=version, words="Worse.", at=day
        )
    outbox.deliver_waiting()

    (one,) = check_ins(world, over)
    assert one.state == State.CLOSED


def test_nobody_moves_what_has_ended_when_nobody_asks(world, over, noon):
    with acting(acting_as(world.nadia)) as nadia:
        request = Item.objects.get(pk=over)
        assert permissions.moves_now(nadia, request) == ()
        with pytest.raises(DatabaseError, match="nobody is asked after it"), transaction.atomic():
            ItemEvent.objects.create(
                item=request, move=Move.SAY_WORSE, version_seen=request.version, at=noon,
                actor_kind="person", side="school", holder_pool_id=world.riverside.pk,
                holder_side="service", duty="look_again", due_on=clock.local_day(noon),
            )  # fmt: skip


def test_the_school_reads_it_as_a_question_with_one_tap(world, over, noon, client):
    morning(noon, 28)
    (one,) = check_ins(world, over)
    assert one.kind == Kind.CHECK_IN

    with clock.fixed(noon + timedelta(days=28)):
        sign_in(client, world.nadia)
        page = client.get(f"/asked/{one.pk}").text

    assert "How are things?" in text_of(page)
    assert f"/asked/{one.pk}/worse-now" in page


def test_the_round_asks_nobody_whose_request_ended_otherwise(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=item_id, move=Move.WITHDRAW, version=2, words="No.", at=noon)
    with clock.fixed(noon + timedelta(days=30)):
        jobs.check_in_on_waiting(0)

    assert check_ins(world, item_id) == []
