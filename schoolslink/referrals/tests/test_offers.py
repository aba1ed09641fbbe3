"""Passed on with receipt: a preview first, taken or given back, and nobody's at no moment."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.offering import give_back, take_offer
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import (
    Answer,
    Carer,
    ChildContact,
    ChildIdentity,
    Holding,
    Item,
    OfferPreview,
)
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.queries.at_school import open_for_school
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.queries.lists import queue_of
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.tests.arrange import (
    acting_as,
    other_service,
    sent,
    tell_family,
    they_have_it,
)
from schoolslink.referrals.tests.turns import Two, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Stand on the real day: what a team has ended it opens for ninety real days more."""
    return clock.real_now()


WHY = "Needs play therapy, which we do not have."


@pytest.fixture
def two(world, client):
    return Two(world, client)


@pytest.fixture
def little(world, as_seed):
    """Little Steps, where Tom decides and Una manages."""
    with as_seed():
        service = other_service(world)
        tom, una = person("Tom Reed"), person("Una Bell")
        member(tom, service.organisation, Role.TRIAGER)
        member(una, service.organisation, Role.SERVICE_MANAGER)
        service.pool_manager = una
        service.save()
    return SimpleNamespace(pk=service.pk, tom=tom, una=una, organisation=service.organisation)


def redirect(world, item_id, noon, to, version=2, **more):
    answer = Answering(
        Move.REDIRECT, reason="not_covered", next_step="They ring you.", receiver_id=to.pk,
        who_tells=Side.SERVICE, to_them=WHY, **more,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=version, at=noon, answer=answer)


@pytest.fixture
def offered(world, noon, little):
    """Return a request that is offered to Little Steps, and the offer."""
    item_id = sent(world, noon, called="Ellie", topics=["low"])
    redirect(world, item_id, noon, little)
    return item_id, offer_to(little)


def offer_to(little):
    with acting(acting_as(little.tom)):
        return Item.objects.get(kind=Kind.REDIRECT, closed_at__isnull=True).pk


def held(who, item_id) -> Holding | None:
    with acting(acting_as(who)):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def take(little, offer_id, noon, version=1):
    with acting(acting_as(little.tom)) as tom:
        take_offer(actor=tom, item_id=offer_id, version=version, at=noon)


def refuse(little, offer_id, noon):
    with acting(acting_as(little.tom)) as tom:
        give_back(
            actor=tom, item_id=offer_id, version=1, reason=WhyBack.AGE, at=noon,
            words="Ask Blue House.",
        )  # fmt: skip


def test_both_have_it_with_a_day_and_the_receiver_reads_no_name(world, noon, little, offered):
    request_id, offer_id = offered
    day = clock.local_day(noon)

    theirs, ours = held(little.tom, offer_id), held(world.priya, request_id)

    assert (theirs.person_id, theirs.pool_id) == (little.una.pk, little.pk)
    assert (theirs.duty, theirs.due_on) == (Duty.ANSWER_OFFER, add_working_days(day, 5))
    assert (ours.state, ours.duty) == (State.REDIRECTED, Duty.TELL)
    with acting(acting_as(little.tom)) as tom:
        record = open_for_team(tom, offer_id)
        (row,) = queue_of(tom)
        assert not Item.objects.filter(pk=request_id).exists()
        for table in (ChildIdentity, Answer, ChildContact, Carer):
            assert not table.objects.exists()
    assert (record.preview.why, record.preview.from_person) == (WHY, "Priya Nair")
    assert record.preview.said["topics"] == ["low"]
    assert (record.opened.identity, record.opened.related_id, row.initials) == ({}, None, "")
    with acting(acting_as(world.priya)):
        assert not Item.objects.filter(pk=offer_id).exists()
        assert not OfferPreview.objects.exists()


def test_what_names_the_child_is_not_written_to_them(world, noon, little):
    item_id = sent(world, noon, first_name="Ellie")
    answer = Answering(
        Move.REDIRECT, reason="age", next_step="They ring.", receiver_id=little.pk,
        who_tells=Side.SERVICE, to_them="ELLIE needs more.",
    )  # fmt: skip

    with acting(acting_as(world.priya)) as priya, pytest.raises(NotPossible, match="name"):
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)

    assert held(world.priya, item_id).state == State.SUBMITTED


def test_taken_it_is_the_same_request_there_and_the_sender_reads_nothing_more(
    world, noon, little, offered, as_seed
):
    request_id, offer_id = offered
    with acting(acting_as(world.priya)):
        asked_at = Item.objects.get(pk=request_id).asked_at
    tell_family(world.priya, request_id, noon)

    take(little, offer_id, noon)
    assert held(world.priya, request_id).state == State.REDIRECTED  # never nobody's
    outbox.deliver_waiting()

    there = held(little.tom, request_id)
    assert (there.state, there.duty, there.pool_id) == (State.ACKNOWLEDGED, Duty.DECIDE, little.pk)
    assert there.due_on == clock.local_day(noon) + timedelta(days=7)
    with acting(acting_as(little.tom)) as tom:
        record = open_for_team(tom, request_id)
        assert Item.objects.get(pk=request_id).asked_at == asked_at
    assert record.opened.identity["first_name"]
    assert record.contacts is not None
    assert record.opened.answers
    with acting(acting_as(world.priya)):
        for table in (Item, Holding, ChildIdentity, Answer):
            assert not table.objects.exists()
    with acting(acting_as(world.nadia)) as nadia:
        (row,) = open_for_school(nadia)
    assert row.service_name == "Little Steps"
    with as_seed():
        told = Notice.objects.filter(kind="referrals.arrived")
        assert world.priya.pk in told.values_list("recipient_person_id", flat=True)


def test_the_sender_sees_where_the_child_is_until_they_were_met(
    world, noon, little, offered, client
):
    request_id, offer_id = offered
    tell_family(world.priya, request_id, noon)
    take(little, offer_id, noon)
    outbox.deliver_waiting()

    with acting(acting_as(world.priya)) as priya:
        (gone,) = let_go(priya, since=noon)
    assert (gone.item_id, gone.service_name, gone.met_at) == (request_id, "Little Steps", None)
    sign_in(client, world.priya)
    page = text_of(client.get("/queue?view=done").content.decode())
    assert f"{gone.reference} Little Steps took it" in page
    with acting(acting_as(little.tom)) as tom:
        assert let_go(tom, since=noon) == []
        help_them = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=tom, item_id=request_id, version=5, at=noon, answer=help_them)
        step(actor=tom, item_id=request_id, move=Move.RECORD_FIRST_CONTACT, version=6, at=noon)
    with acting(acting_as(world.priya)) as priya:
        assert let_go(priya, since=noon)[0].met_at is not None
        assert let_go(priya, since=noon + timedelta(days=1)) == []


def test_a_second_taking_and_the_same_news_twice_change_nothing(world, noon, little, offered):
    request_id, offer_id = offered
    take(little, offer_id, noon)
    with pytest.raises(NotPossible, match="changed"):
        take(little, offer_id, noon)

    outbox.deliver_waiting()
    outbox.deliver_waiting()

    with acting(acting_as(little.tom)):
        assert Item.objects.get(pk=request_id).version == 4


def test_given_back_it_is_whoevers_who_passed_it_on_with_the_words(world, noon, little, offered):
    request_id, offer_id = offered
    refuse(little, offer_id, noon)
    outbox.deliver_waiting()

    back = held(world.priya, request_id)
    assert (back.person_id, back.state, back.duty) == (
        world.priya.pk, State.IN_TRIAGE, Duty.DECIDE,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        (why,) = open_for_team(priya, request_id).given_back
    assert (why.by_service, why.reason, why.words) == ("Little Steps", "age", "Ask Blue House.")
    with acting(acting_as(little.tom)):
        assert not Item.objects.filter(pk=request_id).exists()


def test_nobody_answers_and_after_the_ladder_it_is_the_senders_again(world, noon, little, offered):
    request_id, offer_id = offered

    for days in range(1, 30):
        with clock.fixed(noon + timedelta(days=days)):
            escalate_overdue(0)
            outbox.deliver_waiting()
        if held(world.priya, request_id).state == State.IN_TRIAGE:
            break

    assert add_working_days(clock.local_day(noon), 5) < clock.local_day(noon + timedelta(days=days))
    assert days < 15
    assert held(world.priya, request_id).person_id == world.priya.pk
    with acting(acting_as(little.tom)):
        assert Item.objects.get(pk=offer_id).state == State.LAPSED


@pytest.mark.parametrize("gone", ["the service ends", "everybody leaves"])
def test_a_service_that_is_gone_keeps_nothing(world, noon, little, offered, as_seed, gone):
    request_id, _ = offered
    with as_seed():
        if gone == "the service ends":
            HealthcareService.objects.filter(pk=little.pk).update(until_on=clock.local_day(noon))
        else:
            little.organisation.memberships.update(until_on=clock.local_day(clock.real_now()))

    escalate_overdue(0)

    assert held(world.priya, request_id).state == State.IN_TRIAGE


def test_it_cannot_be_let_go_while_they_have_it_before_them(world, noon, offered):
    request_id, _ = offered
    tell_family(world.priya, request_id, noon)

    with pytest.raises(ChangedMeanwhile):
        they_have_it(world.priya, request_id, noon, version=4)

    assert held(world.priya, request_id).state == State.REDIRECTED


def test_nobody_else_is_asked_before_whoever_was_knows_that_it_is_over(
    world, noon, little, offered
):
    request_id, _offer = offered
    with acting(acting_as(world.nadia)) as nadia:
        now = Item.objects.get(pk=request_id).version
        step(
            actor=nadia,
            item_id=request_id,
            move=Move.RETURN,
            version=now,
            words="Worse.",
            at=noon,
        )

    with pytest.raises(NotPossible, match="has not been told yet"):
        redirect(world, request_id, noon, little, version=now + 1)
    outbox.deliver_waiting()
    redirect(world, request_id, noon, little, version=now + 1)

    assert held(little.tom, offer_to(little)).duty == Duty.ANSWER_OFFER


def test_taken_back_meanwhile_nobody_can_take_it(world, noon, little, offered):
    request_id, offer_id = offered
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=request_id, move=Move.RETURN, version=3, words="No.", at=noon)

    with pytest.raises(ChangedMeanwhile):
        take(little, offer_id, noon)
    outbox.deliver_waiting()

    with acting(acting_as(little.tom)):
        assert Item.objects.get(pk=offer_id).state == State.CLOSED


def test_taken_back_in_the_same_moment_the_taker_hears_it(world, noon, little, offered, as_seed):
    request_id, offer_id = offered
    take(little, offer_id, noon)
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=request_id, move=Move.RETURN, version=3, words="Back.", at=noon)

    outbox.deliver_waiting()

    assert held(world.priya, request_id).state == State.IN_TRIAGE
    with as_seed():
        assert Notice.objects.filter(kind="referrals.taken_back", about_id=offer_id).exists()


def test_neither_side_makes_the_others_move(world, noon, little, offered):
    request_id, offer_id = offered
    with acting(acting_as(world.priya)) as priya, pytest.raises(Item.DoesNotExist):
        take_offer(actor=priya, item_id=offer_id, version=1, at=noon)
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotYours):
        take_offer(actor=nadia, item_id=offer_id, version=1, at=noon)
    with acting(acting_as(little.tom)) as tom, pytest.raises(Item.DoesNotExist):
        step(actor=tom, item_id=request_id, move=Move.RETURN, version=3, words="x", at=noon)


def test_the_pages_of_both(world, noon, little, two, client):
    item_id = sent(world, noon, called="Ellie")
    two.answers(
        item_id, "pass-on", receiver=str(little.pk), reason="not_covered", next_step="They ring.",
        who_tells="service", told_by="today", to_them=WHY,
    )  # fmt: skip
    offer_id = offer_to(little)
    sign_in(client, little.tom)
    page = text_of(client.get(f"/queue/{offer_id}").content.decode())
    assert WHY in page
    assert "We take it" in page
    assert "Ellie" not in page
    assert "Passed on to another service" in text_of(client.get("/queue").content.decode())
    assert client.get(f"/queue/{offer_id}/give-back").status_code == 200
    form = {"form_key": str(new_id()), "version": 1}
    came = client.post(f"/queue/{offer_id}/give-back", form | {"reason": "age", "words": "Small."})
    assert came.status_code == 302
    outbox.deliver_waiting()
    sign_in(client, world.priya)
    page = text_of(client.get(f"/queue/{item_id}").content.decode())
    assert "Given back to you Little Steps" in page
    assert "Small." in page
