"""Passed on, or taken over: nobody lets go, and nobody takes, while nobody has to tell the family."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import OutsideReceiver
from schoolslink.kernel import clock, outbox, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import moving, outside
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.commands.offering import take_offer
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import Holding, Item, ItemEvent, Told
from schoolslink.referrals.rules import Duty, Kind, Move, Need, Side, State
from schoolslink.referrals.rules.outside import AgreedBy
from schoolslink.referrals.tests.arrange import (
    acting_as,
    other_service,
    sent,
    tell_family,
    they_have_it,
)
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Stand on the real day: what has ended is opened for ninety real days more."""
    return clock.real_now()


@pytest.fixture
def little(world, as_seed):
    """Little Steps, at which nobody works here yet."""
    with as_seed():
        return other_service(world)


@pytest.fixture
def tom(little, as_seed):
    """Return the one who takes requests at Little Steps."""
    with as_seed():
        who = person("Tom Reed")
        member(who, little.organisation, Role.CAMHS_CONTACT)
        little.pool_manager = who
        little.save()
    return who


def passes_on(world, noon, to, **said):
    item_id = sent(world, noon, called="Ellie", carer_name="Rosa", **said)
    answer = Answering(
        Move.REDIRECT, reason="not_covered", next_step="They ring you.", receiver_id=to.pk,
        to_them="Needs play therapy.",
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    return item_id


def held(who, item_id):
    with acting(acting_as(who)):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def version(who, item_id) -> int:
    with acting(acting_as(who)):
        return Item.objects.get(pk=item_id).version


def receipt(who, item_id, at) -> None:
    they_have_it(who, item_id, at)


def does(who, item_id, move, at, words="") -> None:
    with acting(acting_as(who)) as actor:
        seen = Item.objects.get(pk=item_id).version
        step(actor=actor, item_id=item_id, move=move, version=seen, at=at, words=words)


@pytest.fixture
def taken(world, noon, little, tom):
    """Return a request that Little Steps took before anybody told the family."""
    return takes_over(world, noon, little, tom)


def takes_over(world, noon, little, tom, worse=False, **said):
    item_id = passes_on(world, noon, little, **said)
    if worse:
        does(world.nadia, item_id, Move.SAY_WORSE, noon, "She eats nothing now.")
    with acting(acting_as(tom)) as actor:
        offer = Item.objects.get(kind=Kind.REDIRECT, closed_at__isnull=True)
        take_offer(actor=actor, item_id=offer.pk, version=offer.version, at=noon)
    outbox.deliver_waiting()
    return item_id


def test_it_is_not_let_go_of_before_the_family_was_told(world, noon, little):
    item_id = passes_on(world, noon, little)

    with pytest.raises(NotPossible, match="has not been told yet"):
        receipt(world.priya, item_id, noon)

    still = held(world.priya, item_id)
    assert (still.state, still.duty, still.person_id) == (
        State.REDIRECTED, Duty.TELL, world.priya.pk,
    )  # fmt: skip
    tell_family(world.priya, item_id, noon)
    receipt(world.priya, item_id, noon)
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=item_id).state == State.PASSED_ON


def test_the_page_says_what_has_to_be_done_first(world, noon, little, client):
    item_id = passes_on(world, noon, little)
    sign_in(client, world.priya)
    on = clock.local_day(noon)
    form = {
        "form_key": str(new_id()), "version": version(world.priya, item_id), "helps": "Ana",
        "where": "Little Steps", "how": "by_telephone", "since-day": on.day,
        "since-month": on.month, "since-year": on.year,
    }  # fmt: skip

    page = client.post(f"/queue/{item_id}/arrived", form, follow=True)

    assert "Somebody of the family has not been told yet." in text_of(page.content.decode())
    assert held(world.priya, item_id).state == State.REDIRECTED


def test_whoever_has_to_tell_them_is_asked_and_then_the_next(world, noon, little):
    item_id = passes_on(world, noon, little)
    due_on = held(world.priya, item_id).due_on

    with clock.fixed(noon + timedelta(days=(due_on - clock.local_day(noon)).days + 5)):
        escalate_overdue(0)

    after = held(world.lena, item_id)
    assert (after.duty, after.due_on) == (Duty.TELL, due_on)
    assert after.person_id != world.priya.pk


def test_the_database_lets_go_of_nothing_of_which_the_family_is_owed_word(world, noon, little):
    item_id = passes_on(world, noon, little)

    with (
        pytest.raises(DatabaseError, match="the family is not told"),
        transaction.atomic(),
        acting(acting_as(world.priya)) as priya,
    ):
        make_move(
            actor=priya, item=Item.objects.get(pk=item_id), side=Side.SERVICE, at=noon,
            move=Move.CONFIRM_RECEIPT, version=version(world.priya, item_id), words="Ana",
            given={Need.HOW_KNOWN: "in_person", Need.HAPPENED_ON: clock.local_day(noon)},
            facts={"reason": "in_person", "happened_on": clock.local_day(noon)},
        )  # fmt: skip


def test_nobody_outside_is_told_a_name_before_the_family_was_told(world, noon, as_seed):
    with as_seed():
        talk = OutsideReceiver.objects.create(
            area_id=world.area.pk, kind="voluntary", name="Talk Time", what_they_do="Mentors.",
            phone="01632 960 123", email="talk@example.invalid", owner="Jo", from_on="2020-01-01",
        )  # fmt: skip
    item_id = sent(world, noon, called="Ellie", carer_name="Rosa")
    answer = Answering(
        Move.REDIRECT, reason="not_covered", next_step="They ring you.", outside_id=talk.pk,
        to_them="Needs play therapy.",
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
        asking = Item.objects.get(about=item_id, kind=Kind.OUTSIDE)
        outside.they_take(actor=priya, item_id=asking.pk, version=1, words="Ana", at=noon)

    def hands_over():
        with acting(acting_as(world.priya)) as actor:
            outside.hand_over_outside(
                actor=actor, item_id=asking.pk, version=2, to_whom="Ana, who takes it.",
                agreed_by=AgreedBy.YOUNG_PERSON, at=noon,
            )  # fmt: skip

    with pytest.raises(NotPossible, match="has not been told yet"):
        hands_over()
    assert held(world.priya, asking.pk).duty == Duty.RING_OUTSIDE
    assert held(world.priya, item_id).duty == Duty.TELL

    tell_family(world.priya, item_id, noon)
    hands_over()

    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=item_id).state == State.PASSED_ON


def test_whoever_takes_it_over_tells_the_family_first(world, noon, little, tom, taken):
    there = held(tom, taken)
    today = clock.local_day(noon)

    assert (there.state, there.duty, there.person_id) == (
        State.ACKNOWLEDGED, Duty.TELL, tom.pk,
    )  # fmt: skip
    assert today < there.due_on <= add_working_days(today, 5)
    tell_family(tom, taken, noon)
    then = held(tom, taken)
    assert (then.state, then.duty, then.due_on) == (
        State.ACKNOWLEDGED, Duty.DECIDE, today + timedelta(days=7),
    )  # fmt: skip


def test_with_a_risk_marked_they_are_told_by_the_next_working_day(world, noon, little, tom):
    item_id = takes_over(world, noon, little, tom, risk_self_harm="yes")

    there = held(tom, item_id)

    assert (there.duty, there.due_on) == (
        Duty.TELL, add_working_days(clock.local_day(noon), 1),
    )  # fmt: skip


def test_other_steps_there_do_not_take_the_telling_away(world, noon, tom, taken):
    by = held(tom, taken).due_on

    does(tom, taken, Move.START_TRIAGE, noon)
    assert (held(tom, taken).duty, held(tom, taken).due_on) == (Duty.TELL, by)
    with pytest.raises(NotPossible, match="Tell them first"):
        does(tom, taken, Move.ASK_MORE, noon, "Who lives at home?")
    does(world.nadia, taken, Move.SAY_WORSE, noon, "She eats nothing now.")
    assert held(tom, taken).duty == Duty.LOOK_AGAIN
    does(tom, taken, Move.LOOK_AGAIN, noon)
    assert (held(tom, taken).duty, held(tom, taken).due_on) == (Duty.TELL, by)

    tell_family(tom, taken, noon)
    assert held(tom, taken).duty == Duty.DECIDE
    does(tom, taken, Move.ASK_MORE, noon, "Who lives at home?")
    assert held(tom, taken).duty == Duty.GIVE_MORE


def test_worse_before_it_was_taken_is_looked_at_there_and_then_they_are_told(
    world, noon, little, tom
):
    item_id = takes_over(world, noon, little, tom, worse=True)
    assert held(tom, item_id).duty == Duty.LOOK_AGAIN

    does(tom, item_id, Move.LOOK_AGAIN, noon)

    there = held(tom, item_id)
    assert (there.state, there.duty) == (State.ACKNOWLEDGED, Duty.TELL)


def test_told_while_something_came_first_they_are_not_told_again(world, noon, tom, taken):
    does(world.nadia, taken, Move.SAY_WORSE, noon, "She eats nothing now.")
    tell_family(tom, taken, noon)
    assert held(tom, taken).duty == Duty.LOOK_AGAIN

    does(tom, taken, Move.LOOK_AGAIN, noon)

    assert held(tom, taken).duty == Duty.DECIDE


def test_what_the_new_team_decides_is_told_with_it(world, noon, tom, taken):
    with acting(acting_as(tom)) as actor:
        help_them = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        seen = Item.objects.get(pk=taken).version
        decide(actor=actor, item_id=taken, version=seen, at=noon, answer=help_them)
    assert held(tom, taken).duty == Duty.TELL

    tell_family(tom, taken, noon)

    assert held(tom, taken).state == State.WAITING
    with acting(acting_as(tom)):
        owed = Told.objects.filter(item=taken, whom__in=("self", "carer"), told_at=None)
        assert not owed.exists()


def test_the_database_lets_nobody_ask_for_more_without_the_telling(world, noon, tom, taken):
    with (
        pytest.raises(DatabaseError, match="the family is not told"),
        transaction.atomic(),
        acting(acting_as(tom)),
    ):
        _asks(tom, taken, noon)

    assert held(tom, taken).duty == Duty.TELL


def _asks(who, item_id, at) -> None:
    """Write the bare event, as a command would that had forgotten whom somebody owes word."""
    item = Item.objects.get(pk=item_id)
    rows.insert([
        ItemEvent(
            item=item, move=Move.ASK_MORE, version_seen=item.version, at=at, actor_kind="person",
            actor_id=who.pk, side="service", holder_pool_id=item.school_id, holder_side="school",
            duty="give_more", due_on=clock.local_day(at),
        )
    ])  # fmt: skip


def test_the_database_lets_no_team_take_over_without_the_telling(world, noon, little, tom):
    with mock.patch.object(moving, "_untold", return_value=False):
        item_id = takes_over(world, noon, little, tom)

    assert held(world.priya, item_id).duty == Duty.TELL  # the job was refused, and tries again

    outbox.deliver_waiting()
    assert held(tom, item_id).duty == Duty.TELL


def test_to_tell_the_family_is_not_to_have_looked_at_what_got_worse(world, noon):
    item_id = sent(world, noon, called="Ellie", carer_name="Rosa")
    answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    does(world.nadia, item_id, Move.SAY_WORSE, noon, "She eats nothing now.")
    by = held(world.priya, item_id).due_on

    tell_family(world.priya, item_id, noon)

    there = held(world.priya, item_id)
    assert (there.state, there.duty, there.due_on) == (State.WAITING, Duty.LOOK_AGAIN, by)
    does(world.priya, item_id, Move.LOOK_AGAIN, noon)
    assert held(world.priya, item_id).duty == Duty.ARRANGE_CONTACT


def test_looked_at_after_they_were_told_it_is_not_to_tell_them_again(world, noon, little):
    item_id = passes_on(world, noon, little)
    does(world.nadia, item_id, Move.SAY_WORSE, noon, "She eats nothing now.")
    tell_family(world.priya, item_id, noon)
    assert held(world.priya, item_id).duty == Duty.LOOK_AGAIN

    does(world.priya, item_id, Move.LOOK_AGAIN, noon)

    assert held(world.priya, item_id).duty == Duty.GET_RECEIPT
