"""Passed on to somebody outside: a link asks them, the sender keeps it, and names a child by telephone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from schoolslink.access import links
from schoolslink.access.actor import Actor
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import OutsideReceiver
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands import outside
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import (
    Answer,
    ChildIdentity,
    Holding,
    Item,
    OutsideLink,
    OutsideOffer,
    OutsideReply,
)
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.queries.at_school import open_for_school
from schoolslink.referrals.rules import Duty, Kind, Move, Need, Side, State
from schoolslink.referrals.rules.outside import OUTSIDE_LINK, AgreedBy
from schoolslink.referrals.tests.arrange import acting_as, sent, tell_family, they_have_it
from schoolslink.referrals.tests.turns import Two, text_of

pytestmark = pytest.mark.django_db
WHY = "Wants a mentor outside school."


@pytest.fixture
def noon():
    """Stand on the real day: a link is judged by the database's own clock too."""
    return clock.real_now()


@pytest.fixture
def talk_time(world, as_seed):
    """Talk Time, a voluntary organisation near by."""
    with as_seed():
        return OutsideReceiver.objects.create(
            area_id=world.area.pk, kind="voluntary", name="Talk Time", what_they_do="Mentors.",
            phone="01632 960 123", email="talk@example.invalid", owner="Jo", from_on="2020-01-01",
        )  # fmt: skip


def pass_on(world, item_id, noon, to):
    answer = Answering(
        Move.REDIRECT, reason="not_covered", next_step="They ring you.", outside_id=to.pk,
        who_tells=Side.SERVICE, to_them=WHY,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)


@pytest.fixture
def asked(world, noon, talk_time):
    """Return a request that Talk Time is asked to take, and the asking."""
    request_id = sent(world, noon, first_name="Ellie", surname="Woźniak", topics=["low"])
    pass_on(world, request_id, noon, talk_time)
    outbox.deliver_waiting()
    with acting(acting_as(world.priya)):
        asking = Item.objects.get(kind=Kind.OUTSIDE)
    return request_id, asking.pk


def held(world, item_id) -> Holding | None:
    with acting(acting_as(world.priya)):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def way_in(number=-1) -> str:
    """Return the path in the latest mail to them; send what waits first."""
    delivery.deliver_waiting()
    body = [one.body for one in mail.outbox if one.to == ["talk@example.invalid"]][number]
    return re.search(r"https?://[^/]+(/can-you-help/\S+)", body)[1]


def answer(client, path, pressed="yes", **more):
    page = client.get(path).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    given = {"who": "Ana", "when": "Mornings"} if pressed == "yes" else {
        "reason": "no_room", "words": "Full until May.",
    }  # fmt: skip
    form = {"form_key": str(new_id()), "version": version[1] if version else 1, "answer": pressed}
    return client.post(path, form | given | more)


def state_of(world, item_id) -> str:
    with acting(acting_as(world.priya)):
        return Item.objects.get(pk=item_id).state


OPENS_NOTHING = "This link opens nothing any more"


def test_the_sender_keeps_both_and_the_mail_and_page_name_nobody(world, noon, asked, as_seed):
    request_id, asking_id = asked
    path = way_in()

    waits, ours = held(world, asking_id), held(world, request_id)

    assert (waits.person_id, waits.duty) == (world.priya.pk, Duty.HEAR_OUTSIDE)
    assert waits.due_on == add_working_days(clock.local_day(noon), 5)
    assert (ours.state, ours.duty) == (State.REDIRECTED, Duty.TELL)
    page = text_of(Client().get(path).content.decode())
    sent_mail = mail.outbox[-1]
    for text in (page, sent_mail.subject + sent_mail.body):
        assert not re.search("Ellie|Wo.niak|Hillside", text)
    assert WHY in page
    assert "Priya Nair" in page
    # The row of the message keeps no way in, and the link's own row a hash alone.
    with as_seed():
        token = path.rsplit("/", 1)[1]
        assert not Notice.objects.filter(link_path__contains="can-you-help").exists()
        link = OutsideLink.objects.get()
        assert bytes(link.token_hash) == links.hashed(token)
        assert link.address == "talk@example.invalid"


def test_opening_it_changes_nothing_however_often_and_by_whatever_program(world, noon, asked):
    _, asking_id = asked
    path = way_in()

    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert Client().get(path + "?answer=yes&who=Ana&version=1").status_code == 200

    assert state_of(world, asking_id) == State.OFFERED_OUTSIDE
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=asking_id).version == 1
        assert not OutsideReply.objects.exists()
        assert OutsideLink.objects.get().ended_at is None


def test_yes_by_the_link_and_the_name_by_telephone_ends_it(world, noon, asked, client, as_seed):
    request_id, asking_id = asked
    path = way_in()

    assert answer(client, path).status_code == 302
    assert "your answer has arrived" in client.get(path).content.decode()
    outbox.deliver_waiting()

    waits = held(world, asking_id)
    assert (waits.person_id, waits.duty, waits.state) == (
        world.priya.pk, Duty.RING_OUTSIDE, State.TO_RING,
    )  # fmt: skip
    assert waits.due_on == add_working_days(clock.local_day(noon), 1)
    assert state_of(world, request_id) == State.REDIRECTED  # nobody's at no moment
    with as_seed():
        assert (
            Notice.objects.filter(kind="referrals.outside_yes", about_id=asking_id)
            .get()
            .recipient_person
            == world.priya
        )
    tell_family(world.priya, request_id, noon)
    with acting(acting_as(world.priya)) as priya:
        (said,) = open_for_team(priya, asking_id).asking.said
        assert (said.takes, said.by_link, said.words) == (True, True, "Ana\nMornings")
        with pytest.raises(ChangedMeanwhile):
            they_have_it(world.priya, request_id, noon, version=4)
    with (
        pytest.raises(DatabaseError, match="nothing says why"),  # nobody agreed
        transaction.atomic(),
        acting(acting_as(world.priya)) as priya,
    ):
        make_move(
            actor=priya, item=Item.objects.get(pk=asking_id), side=Side.SERVICE, version=2,
            move=Move.HAND_OVER_OUTSIDE, at=noon, words="Rung.", given={Need.AGREEMENT: "carer"},
        )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        outside.hand_over_outside(
            actor=priya, item_id=asking_id, version=2, to_whom="Ana, who takes it.",
            agreed_by=AgreedBy.CARER, at=noon,
        )  # fmt: skip
    assert (state_of(world, asking_id), state_of(world, request_id)) == (
        State.TOLD_OUTSIDE, State.PASSED_ON,
    )  # fmt: skip


def test_no_by_the_link_brings_it_back_to_whoever_asked(world, noon, asked, client):
    request_id, _ = asked

    assert answer(client, way_in(), "no").status_code == 302
    outbox.deliver_waiting()

    back = held(world, request_id)
    assert (back.person_id, back.state, back.duty) == (world.priya.pk, State.IN_TRIAGE, Duty.DECIDE)
    with acting(acting_as(world.priya)) as priya:
        (why,) = open_for_team(priya, request_id).given_back
    assert (why.by_service, why.reason, why.words) == ("Talk Time", "no_room", "Full until May.")


def test_silence_brings_it_back_on_the_next_working_day(world, noon, asked, client):
    request_id, asking_id = asked
    path = way_in()
    due_on = held(world, asking_id).due_on

    for days in range(1, 12):
        with clock.fixed(noon + timedelta(days=days)):
            escalate_overdue(0)
            if clock.today() <= due_on:
                assert state_of(world, request_id) == State.REDIRECTED
                assert OPENS_NOTHING not in client.get(path).content.decode()
            else:
                assert OPENS_NOTHING in client.get(path).content.decode()
                break

    assert (state_of(world, asking_id), state_of(world, request_id)) == (
        State.LAPSED, State.IN_TRIAGE,
    )  # fmt: skip
    assert held(world, request_id).person_id == world.priya.pk


def test_a_link_is_good_once_and_forged_or_too_late_it_opens_nothing(world, noon, asked, client):
    _, asking_id = asked
    path = way_in()
    start, token = path.rsplit("/", 1)
    with acting(acting_as(world.priya)):
        link_id = OutsideLink.objects.get().pk
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "é" * 9, str(link_id), str(asking_id),
        links.token(link_id), links.token(asking_id, purpose=OUTSIDE_LINK),
    ]  # fmt: skip
    for wrong in forged:
        assert OPENS_NOTHING in client.get(f"{start}/{wrong}").content.decode()
        assert OPENS_NOTHING in answer(client, f"{start}/{wrong}").content.decode()
    with clock.fixed(noon + timedelta(days=9)):
        assert OPENS_NOTHING in answer(client, path).content.decode()
    assert state_of(world, asking_id) == State.OFFERED_OUTSIDE

    assert answer(client, path).status_code == 302
    for pressed in ("yes", "no"):  # played again
        assert answer(client, path, pressed).status_code == 200

    assert state_of(world, asking_id) == State.TO_RING
    with acting(acting_as(world.priya)):
        assert OutsideReply.objects.count() == 1


def test_many_wrong_links_are_slowed(world, asked, client):
    path = way_in()
    for number in range(60):
        client.get(f"/can-you-help/wrong{number}")
    assert client.get(path).status_code == 429


def test_a_link_sent_to_a_wrong_address_is_stopped_or_another_sent(
    world, noon, asked, talk_time, client, as_seed
):
    _, asking_id = asked
    first = way_in()
    with as_seed():
        OutsideReceiver.objects.filter(pk=talk_time.pk).update(email="talk@example.invalid")
    with acting(acting_as(world.priya)) as priya:
        outside.stop_link(actor=priya, item_id=asking_id, version=1, at=noon)
    assert OPENS_NOTHING in client.get(first).content.decode()
    with acting(acting_as(world.priya)) as priya:
        due_on = Holding.objects.get(item_id=asking_id, ended_at__isnull=True).due_on
        with pytest.raises(NotPossible):
            outside.stop_link(actor=priya, item_id=asking_id, version=2, at=noon)
    with acting(acting_as(world.priya)) as priya:
        outside.send_link(actor=priya, item_id=asking_id, version=2, at=noon)
    outbox.deliver_waiting()
    second = way_in()
    assert second != first
    assert held(world, asking_id).due_on == due_on
    with acting(acting_as(world.priya)) as priya:
        outside.send_link(actor=priya, item_id=asking_id, version=3, at=noon)
    outbox.deliver_waiting()
    assert OPENS_NOTHING in client.get(second).content.decode()
    assert answer(client, way_in()).status_code == 302


def test_what_is_taken_back_meanwhile_nobody_can_take(world, noon, asked, client):
    request_id, asking_id = asked
    path = way_in()
    page = client.get(path)
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=request_id, move=Move.RETURN, version=3, words="Back.", at=noon)
    assert page.status_code == 200

    assert OPENS_NOTHING in answer(client, path).content.decode()
    outbox.deliver_waiting()

    assert state_of(world, asking_id) == State.CLOSED
    with acting(acting_as(world.priya)):
        assert OutsideLink.objects.get().why == "over"


def test_two_answers_at_once_are_one(world, noon, asked, client):
    _, asking_id = asked
    path = way_in()
    # The page of the second was made before the first answered: it still shows version 1.
    assert answer(client, path).status_code == 302
    with acting(acting_as(world.priya)):
        link = OutsideLink.objects.get()
    actor = Actor(kind="link", subject_id=link.pk, item_id=asking_id)

    with acting(actor) as them, pytest.raises((Item.DoesNotExist, ChangedMeanwhile)):
        outside.they_take(actor=them, item_id=asking_id, version=1, words="Bo", at=noon)

    with acting(acting_as(world.priya)):
        assert [one.takes for one in OutsideReply.objects.all()] == [True]


def test_the_database_gives_a_link_its_own_asking_and_nothing_else(world, noon, asked, talk_time):
    request_id, asking_id = asked
    other = sent(world, noon, first_name="Bo")
    pass_on(world, other, noon, talk_time)
    with acting(acting_as(world.priya)):
        link = OutsideLink.objects.get(item_id=asking_id)
    theirs = Actor(kind="link", subject_id=link.pk, item_id=asking_id)

    with acting(theirs):
        assert [one.pk for one in Item.objects.all()] == [asking_id]
        assert [one.item_id for one in OutsideOffer.objects.all()] == [asking_id]
        for table in (ChildIdentity, Answer, OutsideLink, OutsideReply):
            assert not table.objects.exists()
        assert OutsideOffer.objects.update(agreed_by="carer") == 0
    # What the application says of itself is not asked: the database knows the link alone.
    with acting(Actor(kind="link", subject_id=new_id(), item_id=asking_id)):
        assert not Item.objects.exists()
    with acting(theirs) as them, pytest.raises(Item.DoesNotExist):
        outside.they_take(actor=them, item_id=request_id, version=3, words="Bo", at=noon)


def test_what_names_the_child_goes_to_nobody_and_neither_does_another_areas(
    world, noon, talk_time, as_seed
):
    item_id = sent(world, noon, first_name="Ellie")
    for words, to in (("ELLIE needs more.", talk_time.pk), (WHY, new_id())):
        named = Answering(
            Move.REDIRECT, reason="age", next_step="They ring.", outside_id=to,
            who_tells=Side.SERVICE, to_them=words,
        )  # fmt: skip
        with acting(acting_as(world.priya)) as priya, pytest.raises(NotPossible):
            decide(actor=priya, item_id=item_id, version=2, at=noon, answer=named)
    assert held(world, item_id).state == State.SUBMITTED


def test_who_has_no_address_is_rung_as_before(world, noon, talk_time, as_seed):
    with as_seed():
        OutsideReceiver.objects.filter(pk=talk_time.pk).update(email="")
    item_id = sent(world, noon, first_name="Ellie")
    pass_on(world, item_id, noon, talk_time)

    with acting(acting_as(world.priya)):
        assert not Item.objects.filter(kind=Kind.OUTSIDE).exists()
    assert held(world, item_id).state == State.REDIRECTED


def test_the_pages_of_team_school_and_family(world, noon, talk_time, client):
    two = Two(world, client)
    item_id = sent(world, noon, called="Ellie")
    two.answers(
        item_id, "pass-on", receiver=f"outside:{talk_time.pk}", reason="not_covered",
        next_step="They ring.", who_tells="service", told_by="today", to_them=WHY,
    )  # fmt: skip
    outbox.deliver_waiting()
    with acting(acting_as(world.priya)):
        asking_id = Item.objects.get(kind=Kind.OUTSIDE).pk
    sign_in(client, world.priya)
    page = text_of(client.get(f"/queue/{asking_id}").content.decode())
    for words in ("Talk Time", "Sent to talk@example.invalid", "Stop the link"):
        assert words in page
    form = {"form_key": str(new_id()), "version": 1}
    done = client.post(f"/queue/{asking_id}/they-take", form | {"words": "Ana"})
    assert done.status_code == 302, text_of(done.content.decode())
    delivery.deliver_waiting()  # answered by telephone meanwhile: the link goes to nobody
    assert not [one for one in mail.outbox if one.to == ["talk@example.invalid"]]
    assert "We have rung them and handed it over" in text_of(client.get(f"/queue/{asking_id}").text)
    with acting(acting_as(world.nadia)) as nadia:
        assert [row.item_id for row in open_for_school(nadia)] == [item_id]
    form = {"form_key": str(new_id()), "version": 2, "words": "Ana.", "agreed_by": "carer"}
    tell_family(world.priya, item_id, noon)
    done = client.post(f"/queue/{asking_id}/handed-over", form)
    assert done.status_code == 302, text_of(done.content.decode())
    sign_in(client, world.nadia)
    assert "Talk Time" in text_of(client.get(f"/asked/{item_id}").content.decode())
