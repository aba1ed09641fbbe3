"""A child handed over to somebody outside: their own link is the receiver's tick, or brings it back."""

import pytest
from django.db import DatabaseError
from django.test import Client

from schoolslink.access.actor import Actor
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands import taking_over
from schoolslink.referrals.commands.moving import make_move, present_holder
from schoolslink.referrals.commands.outside import hand_and_ask, they_confirm
from schoolslink.referrals.commands.transferring import record_received, step_transfer
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import Item, OutsideLink
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.transferring import Ground
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.test_offers import held
from schoolslink.referrals.tests.test_outside import OPENS_NOTHING, answer, talk_time, way_in
from schoolslink.referrals.tests.test_transfer import as_priya, card, noon, tell, two
from schoolslink.referrals.tests.turns import text_of

__all__ = ["card", "noon", "talk_time", "two"]  # fixtures
pytestmark = pytest.mark.django_db

GIVEN = {"person": "Ana Hale", "words": "All that we know, on the phone."}


@pytest.fixture
def handed(world, noon, talk_time, card):
    """Return a request under help, and its card: Talk Time was told, and is asked by a link."""
    request_id, card_id = card
    as_priya(world, hand_and_ask, card_id, 1, noon, receiver_id=talk_time.pk, **GIVEN)
    outbox.deliver_waiting()
    return request_id, card_id


def the_asking(world) -> Item:
    with acting(acting_as(world.priya)):
        return Item.objects.get(kind=Kind.OUTSIDE)


def received_of(world, card_id):
    with acting(acting_as(world.priya)) as priya:
        return open_for_team(priya, card_id).transfer.ticks[1]


def test_they_are_asked_by_a_link_that_names_nobody(world, noon, handed):
    request_id, card_id = handed
    card, asking = held(world.priya, card_id), held(world.priya, the_asking(world).pk)

    page = text_of(Client().get(way_in()).content.decode())

    by = add_working_days(clock.local_day(noon), 5)
    assert (card.state, card.duty, card.due_on) == ("handed_outside", Duty.GET_CONFIRMATION, by)
    assert (asking.person_id, asking.duty, asking.due_on) == (
        world.priya.pk, Duty.HEAR_OUTSIDE, by,
    )  # fmt: skip
    assert "Do you look after this young person now?" in page
    assert f"Reference {card.reference}" in page
    assert "Whom they spoke to at your organisation Ana Hale" in page
    for secret in ("Ellie", "Northgate", "Hillside"):
        assert secret not in page
    assert held(world.priya, request_id).state == State.HELP_STARTED


@pytest.mark.parametrize("told_first", [True, False])
def test_their_own_yes_is_the_receivers_tick(world, noon, handed, told_first):
    request_id, card_id = handed
    if told_first:
        tell(world, card_id, noon, 2)
    client, path = Client(), way_in()

    answer(client, path, who="Ana Hale", when="Since Monday")
    outbox.deliver_waiting()

    page = text_of(client.get(path).content.decode())
    assert "The team that handed them over knows now that you look after them." in page
    tick = received_of(world, card_id)
    assert (tick.ground, tick.person) == (Ground.LINK, "Ana Hale, Since Monday")
    if told_first:
        assert held(world.priya, card_id) is None
        with acting(acting_as(world.priya)) as priya:
            (gone,) = let_go(priya, since=noon)
        assert (gone.item_id, gone.service_name) == (request_id, "Talk Time")
    else:
        assert held(world.priya, card_id).duty == Duty.TELL_TRANSFER
    assert held(world.priya, request_id).state == State.HELP_STARTED


def test_their_no_brings_it_back_to_the_sender(world, noon, handed):
    request_id, card_id = handed

    answer(Client(), way_in(), "no")
    outbox.deliver_waiting()

    ours = held(world.priya, card_id)
    assert (ours.state, ours.duty, ours.person_id) == (
        State.TO_HAND_OVER, Duty.HAND_OVER, world.priya.pk,
    )  # fmt: skip
    assert held(world.priya, request_id).state == State.HELP_STARTED


def test_unanswered_by_its_day_it_is_with_a_person_again(world, noon, handed):
    request_id, card_id = handed
    path = way_in()
    late = add_working_days(clock.local_day(noon), 6) - clock.local_day(noon)

    with clock.fixed(noon + late):
        escalate_overdue(0)
        outbox.deliver_waiting()

    back = held(world.priya, card_id)
    assert (back.state, back.duty) == (State.TO_HAND_OVER, Duty.HAND_OVER)
    assert held(world.priya, request_id).state == State.HELP_STARTED
    assert OPENS_NOTHING in Client().get(path).content.decode()
    with acting(acting_as(world.priya)):
        assert list(OutsideLink.objects.filter(ended_at__isnull=True)) == []


def test_what_they_said_by_phone_is_written_down_and_the_link_ends(world, noon, handed):
    _, card_id = handed
    path = way_in()
    as_priya(world, record_received, card_id, 2, noon, who="Ana Hale", how="by phone on Monday")
    outbox.deliver_waiting()

    tick = received_of(world, card_id)

    assert (tick.ground, tick.person) == (Ground.WRITTEN_DOWN, "Ana Hale, by phone on Monday")
    assert OPENS_NOTHING in Client().get(path).content.decode()
    assert the_asking(world).state == State.CLOSED


def test_a_yes_that_comes_after_it_was_taken_back_is_none(world, noon, handed):
    _, card_id = handed
    path, asking = way_in(), the_asking(world)
    with acting(acting_as(world.priya)):
        link = OutsideLink.objects.get(item=asking)
    no = {"move": Move.RECORD_NOT_TAKEN, "words": "They rang: no."}
    as_priya(world, step_transfer, card_id, 2, noon, **no)

    page = answer(Client(), path)

    assert OPENS_NOTHING in page.content.decode()
    holder = Actor(kind="link", subject_id=link.pk, item_id=asking.pk)
    with acting(holder) as them, pytest.raises((ChangedMeanwhile, NotPossible, DatabaseError)):
        they_confirm(actor=them, item_id=asking.pk, version=1, words="Ana", at=noon)
    outbox.deliver_waiting()
    assert the_asking(world).state == State.CLOSED
    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_a_link_answers_once_and_an_old_answer_ticks_nothing_later(world, noon, talk_time, handed):
    _, card_id = handed
    client, path = Client(), way_in()
    answer(client, path, "no")
    answer(client, path)
    first = the_asking(world)
    outbox.deliver_waiting()
    as_priya(world, hand_and_ask, card_id, 3, noon, receiver_id=talk_time.pk, **GIVEN)

    with acting(Actor(kind="job", child_id=first.child_id)) as job:
        ticked = taking_over.receive(actor=job, offer_id=first.pk, at=noon)
        taking_over.come_back(actor=job, offer_id=first.pk, at=noon)

    assert ticked is None
    assert held(world.priya, card_id).state == State.HANDED_OUTSIDE


def test_nobody_ticks_for_them_by_the_systems_own_move(world, noon, handed):
    _, card_id = handed
    with acting(acting_as(world.priya)):
        card = Item.objects.get(pk=card_id)

    job = Actor(kind="job", child_id=card.child_id)
    with acting(job) as job, pytest.raises(NotYours):
        make_move(
            actor=job, item=card, side=Side.SYSTEM, move=Move.RECEIVE, version=card.version,
            at=noon, holder=present_holder(card),
        )  # fmt: skip


def test_no_name_goes_with_whom_they_spoke_to(world, noon, talk_time, card):
    _, card_id = card
    given = GIVEN | {"person": "Ana Hale, about Ellie"}

    with pytest.raises(NotPossible, match="Leave out the name"):
        as_priya(world, hand_and_ask, card_id, 1, noon, receiver_id=talk_time.pk, **given)

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_the_page_of_it(world, noon, talk_time, card, client, two):
    _, card_id = card
    sign_in(client, world.priya)
    form = text_of(client.get(f"/queue/{card_id}/hand-outside").content.decode())
    assert "Talk Time" in form
    two.answers(card_id, "hand-outside", person="Ana Hale", words="By phone.", letters="")
    assert held(world.priya, card_id).state == State.TO_HAND_OVER  # neither chosen nor written
    two.answers(
        card_id, "hand-outside", receiver=str(talk_time.pk), person="Ana Hale", words="By phone."
    )
    outbox.deliver_waiting()
    answer(Client(), way_in())
    outbox.deliver_waiting()

    page = text_of(client.get(f"/queue/{card_id}").content.decode())

    assert "Ana, Mornings, they said so themselves, by their link" in page
    assert page.count("Done") == 2
