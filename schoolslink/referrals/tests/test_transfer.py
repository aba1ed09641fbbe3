"""A hand-over: three ticks, each by the right person, and the sender keeps the child until all stand."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.transferring import (
    Outside,
    arrange,
    hand_outside,
    hand_over,
    record_received,
    step_transfer,
    tell_of_transfer,
)
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import Item, TransferStep
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.transferring import Told, WhyTransfer
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_pages import browser
from schoolslink.referrals.tests.test_help_ends import END, helped
from schoolslink.referrals.tests.test_offers import held, little, offer_to, refuse, take
from schoolslink.referrals.tests.turns import Two, text_of

__all__ = ["little"]  # a fixture
pytestmark = pytest.mark.django_db

WHY = "Needs the young adults' team."


@pytest.fixture
def noon():
    """Stand on the real day: what a team has ended it opens for ninety real days more."""
    return clock.real_now()


@pytest.fixture
def two(world, client):
    return Two(world, client)


@pytest.fixture
def card(world, noon):
    """Return a request under help at Riverside, and the card of its hand-over."""
    request_id = sent(world, noon, called="Ellie", topics=["low"])
    helped(world, request_id, noon)
    with acting(acting_as(world.priya)) as priya:
        card_id = arrange(
            actor=priya, item_id=request_id, version=4, why=WhyTransfer.STEP_UP, by=None, words="",
            at=noon,
        )  # fmt: skip
    return request_id, card_id


def as_priya(world, command, card_id, version, noon, **given):
    with acting(acting_as(world.priya)) as priya:
        return command(actor=priya, item_id=card_id, version=version, at=noon, **given)


def hand(world, little, card_id, noon, version=1):
    as_priya(world, hand_over, card_id, version, noon, receiver_id=little.pk, words=WHY)
    return offer_to(little)


def tell(world, card_id, noon, version):
    whom = {"whom": Told.BOTH, "words": "At home, on Monday."}
    return as_priya(world, tell_of_transfer, card_id, version, noon, **whom)


def test_the_card_has_a_holder_and_a_day_and_the_request_keeps_its_own(world, noon, card):
    request_id, card_id = card

    ours, before = held(world.priya, card_id), held(world.priya, request_id)

    by = add_working_days(clock.local_day(noon), 10)
    assert (ours.person_id, ours.duty, ours.due_on) == (world.priya.pk, Duty.HAND_OVER, by)
    assert (before.duty, before.state) == (Duty.REVIEW, State.HELP_STARTED)
    with acting(acting_as(world.nadia)):
        assert Item.objects.get(pk=card_id).school_id == world.northgate.pk


@pytest.mark.parametrize("told_first", [True, False])
def test_it_goes_when_all_three_ticks_stand_and_not_before(world, noon, little, card, told_first):
    request_id, card_id = card
    if told_first:
        tell(world, card_id, noon, 1)
    offer_id = hand(world, little, card_id, noon, 2 if told_first else 1)
    with acting(acting_as(little.tom)) as tom:
        assert open_for_team(tom, offer_id).preview.transfer == "step_up"
        assert not Item.objects.filter(pk=request_id).exists()
    take(little, offer_id, noon)
    assert held(world.priya, request_id).state == State.HELP_STARTED
    outbox.deliver_waiting()
    if not told_first:
        ours, before = held(world.priya, card_id), held(world.priya, request_id)
        assert (ours.state, ours.duty) == (State.RECEIVED, Duty.TELL_TRANSFER)
        assert before.state == State.HELP_STARTED
        tell(world, card_id, noon, 3)
        outbox.deliver_waiting()

    there = held(little.tom, request_id)
    assert (there.state, there.duty, there.pool_id) == (
        State.WAITING, Duty.ARRANGE_CONTACT, little.pk,
    )  # fmt: skip
    assert there.due_on == add_working_days(clock.local_day(noon), 5)
    with acting(acting_as(little.tom)):
        assert Item.objects.get(pk=card_id).state == State.TRANSFERRED
    with acting(acting_as(world.priya)) as priya:
        assert not Item.objects.filter(pk=request_id).exists()
        (gone,) = let_go(priya, since=noon)
    assert (gone.service_name, gone.met_at) == ("Little Steps", None)


def test_given_back_it_is_the_senders_and_the_family_is_told_anew(world, noon, little, card):
    request_id, card_id = card
    tell(world, card_id, noon, 1)
    refuse(little, hand(world, little, card_id, noon, 2), noon)

    outbox.deliver_waiting()

    ours = held(world.priya, card_id)
    assert (ours.state, ours.duty, ours.person_id) == (
        State.TO_HAND_OVER, Duty.HAND_OVER, world.priya.pk,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        record = open_for_team(priya, card_id)
    assert [one.words for one in record.given_back] == ["Ask Blue House."]
    assert [one.at for one in record.transfer.ticks] == [None, None, None]
    again = hand(world, little, card_id, noon, 4)
    take(little, again, noon)
    outbox.deliver_waiting()
    assert held(world.priya, card_id).state == State.RECEIVED
    assert held(world.priya, request_id).state == State.HELP_STARTED


def test_the_sender_cannot_tick_for_the_receiver_nor_let_go(world, noon, little, card):
    request_id, card_id = card
    hand(world, little, card_id, noon)

    for move, refusal in ((Move.CALL_OFF, NotPossible), (Move.RECEIVE, NotYours)):
        with pytest.raises(refusal):
            as_priya(world, step_transfer, card_id, 2, noon, move=move, words="They have them.")
    with pytest.raises(NotPossible, match="changed"):
        as_priya(world, record_received, card_id, 2, noon, who="Tom Reed", how="by phone")
    answer = Answering(move=Move.DISCHARGE, who_tells=Side.SERVICE, **END)
    with acting(acting_as(world.priya)) as priya, pytest.raises(NotPossible, match="handed over"):
        decide(actor=priya, item_id=request_id, version=5, at=noon, answer=answer)
    assert held(world.priya, card_id).state == State.HANDED_OVER


def test_the_database_refuses_all_of_that_too(world, noon, little, card, monkeypatch):
    request_id, card_id = card
    hand(world, little, card_id, noon)
    monkeypatch.setattr(
        "schoolslink.referrals.commands.decide.require_not_handed_over", lambda item: None
    )
    answer = Answering(move=Move.DISCHARGE, who_tells=Side.SERVICE, **END)

    with acting(acting_as(world.priya)) as priya, pytest.raises(DatabaseError, match="handed over"):
        decide(actor=priya, item_id=request_id, version=5, at=noon, answer=answer)

    monkeypatch.setattr(
        "schoolslink.referrals.commands.transferring.keep_step", lambda *all, **more: None
    )
    with pytest.raises(DatabaseError, match="says nothing"):
        tell(world, card_id, noon, 2)


def test_somebody_outside_confirms_by_name_and_the_sender_keeps_the_request(world, noon, card):
    request_id, card_id = card
    to = Outside("Adult team, Southport", "Dr Hale, 01632 960 551")
    as_priya(world, hand_outside, card_id, 1, noon, to=to, words="By phone.")
    with pytest.raises(NotPossible):
        as_priya(world, record_received, card_id, 2, noon, who=" ", how="by phone")
    as_priya(world, record_received, card_id, 2, noon, who="Dr Hale", how="by phone")
    tell(world, card_id, noon, 3)

    outbox.deliver_waiting()

    assert held(world.priya, card_id) is None
    assert held(world.priya, request_id).duty == Duty.REVIEW
    with acting(acting_as(world.priya)) as priya:
        (gone,) = let_go(priya, since=noon)
    assert (gone.item_id, gone.service_name, gone.met_at) == (request_id, to.service, None)
    with acting(acting_as(world.priya)) as priya:
        view = open_for_team(priya, card_id).transfer
    handed, received, told = view.ticks
    assert (handed.receiver, handed.person) == (to.service, to.person)
    assert (received.person, told.whom) == ("Dr Hale, by phone", "both")


def test_nobody_lets_go_in_silence(world, noon, card):
    _, card_id = card

    with pytest.raises(NotPossible):
        as_priya(world, step_transfer, card_id, 1, noon, move=Move.CALL_OFF, words=" ")
    as_priya(world, step_transfer, card_id, 1, noon, move=Move.CALL_OFF, words="They stay.")

    with acting(acting_as(world.priya)) as priya:
        assert open_for_team(priya, card_id).opened.history[-1].words == "They stay."


def test_past_its_day_the_next_person_is_asked(world, noon, card):
    _, card_id = card

    for days in range(1, 40):
        with clock.fixed(noon + timedelta(days=days)):
            escalate_overdue(0)
        if held(world.lena, card_id).person_id == world.lena.pk:
            break

    assert days < 25
    assert held(world.lena, card_id).duty == Duty.HAND_OVER


def test_when_the_request_is_taken_back_nobody_hands_anybody_over(world, noon, little):
    request_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        card_id = arrange(
            actor=priya, item_id=request_id, version=2, why=WhyTransfer.AREA_MOVE, by=None,
            words="", at=noon,
        )  # fmt: skip
    offer_id = hand(world, little, card_id, noon)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=request_id, move=Move.WITHDRAW, version=3, words="No.", at=noon)

    outbox.deliver_waiting()

    assert held(world.priya, card_id) is None
    with acting(acting_as(little.tom)):
        assert Item.objects.get(pk=offer_id).state == State.CLOSED


def test_a_second_card_is_not_opened(world, noon, card):
    request_id, _ = card

    with acting(acting_as(world.priya)) as priya, pytest.raises(NotPossible, match="already"):
        arrange(
            actor=priya, item_id=request_id, version=5, why=WhyTransfer.OTHER, by=None, words="",
            at=noon,
        )  # fmt: skip


def test_neither_the_receiver_nor_the_school_reads_or_moves_the_card(world, noon, little, card):
    _, card_id = card
    hand(world, little, card_id, noon)

    with acting(acting_as(little.tom)) as tom:
        assert not TransferStep.objects.exists()
        assert not Item.objects.filter(kind=Kind.TRANSFER).exists()
        with pytest.raises(Item.DoesNotExist):
            tell_of_transfer(
                actor=tom, item_id=card_id, version=2, whom=Told.BOTH, words="So.", at=noon
            )
    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotYours):
        tell_of_transfer(
            actor=nadia, item_id=card_id, version=2, whom=Told.BOTH, words="So.", at=noon
        )


def test_the_family_reads_who_has_them_and_until_when(world, noon, little, card):
    request_id, card_id = card
    with acting(acting_as(world.nadia)) as nadia:
        sheets = {s.relationship: s for s in make_sheets(actor=nadia, item_id=request_id, at=noon)}
    before = text_of(browser(sheets["self"]).get("/my-request").content.decode())
    offer_id = hand(world, little, card_id, noon)

    asked = text_of(browser(sheets["self"]).get("/my-request").content.decode())
    take(little, offer_id, noon)
    outbox.deliver_waiting()
    taken = text_of(browser(sheets["self"]).get("/my-request").content.decode())

    assert "Little Steps" not in before
    assert "has asked Little Steps to take over. Until they say yes, Priya" in asked
    assert "Little Steps has said yes. They will take over soon. Until then Priya" in taken


def test_the_pages_of_it(world, noon, little, two, client):
    request_id = sent(world, noon, called="Ellie")
    helped(world, request_id, noon)
    day = clock.local_day(noon) + timedelta(days=7)
    two.answers(request_id, "move-on", why="step_up", by=day.strftime("%-d %B %Y"))
    with acting(acting_as(world.priya)):
        card_id = Item.objects.get(about=request_id, kind=Kind.TRANSFER).pk
    sign_in(client, world.priya)
    page = text_of(client.get(f"/queue/{card_id}").content.decode())
    assert "Three things end this They need more help than this team gives" in page
    assert page.count("Missing") == 3
    two.answers(card_id, "hand-on", receiver=str(little.pk), words=WHY)
    two.answers(card_id, "told-of-it", whom="self", words="On Monday.")
    page = text_of(client.get(f"/queue/{card_id}").content.decode())
    assert "Little Steps has not said yes yet. They stay where they are until then." in page
    assert page.count("Done") == 2
    school = text_of(two.reads(card_id))
    assert "Three things end this" in school
    sign_in(client, little.tom)
    page = text_of(client.get(f"/queue/{offer_to(little)}").content.decode())
    assert "Why they are handed over to you They need more help" in page
