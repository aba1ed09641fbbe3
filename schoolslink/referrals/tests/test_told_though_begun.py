"""They met, or help began, before everybody was told: the telling stays due, and is not lost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, rows
from schoolslink.referrals.commands.decide import Answering, decide, record_told, step
from schoolslink.referrals.commands.happening import write_down
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import Holding, Item, ItemEvent, Told
from schoolslink.referrals.rules import Duty, Move, Side, State
from schoolslink.referrals.tests.arrange import acting_as, sent, tell_family

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Stand on the real day, so that what is read later stands open."""
    return clock.real_now()


def accepted(world, noon, who_tells=Side.SERVICE):
    """Return a request to which Priya said yes; Ellie and Rosa are owed word of it."""
    item_id = sent(world, noon, called="Ellie", carer_name="Rosa")
    answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.", who_tells=who_tells)
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    return item_id


def does(who, item_id, move, at, words="") -> None:
    with acting(acting_as(who)) as actor:
        seen = Item.objects.get(pk=item_id).version
        step(actor=actor, item_id=item_id, move=move, version=seen, at=at, words=words)


def held(who, item_id):
    with acting(acting_as(who)):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def stands(who, item_id) -> tuple[str, str]:
    row = held(who, item_id)
    return row.state, row.duty


BEGUN = [
    ((Move.RECORD_FIRST_CONTACT,), State.FIRST_CONTACT, Duty.SAY_WHAT_HELP, 28),
    ((Move.START_HELP,), State.HELP_STARTED, Duty.REVIEW, 84),
    ((Move.RECORD_FIRST_CONTACT, Move.START_HELP), State.HELP_STARTED, Duty.REVIEW, 84),
]


@pytest.mark.parametrize(("moves", "state", "then", "days"), BEGUN)
def test_what_begins_before_the_family_was_told_leaves_the_telling_due(
    world, noon, moves, state, then, days
):
    item_id = accepted(world, noon)
    by = held(world.priya, item_id).due_on

    for move in moves:
        does(world.priya, item_id, move, noon)

    there = held(world.priya, item_id)
    assert (there.state, there.duty, there.due_on, there.person_id) == (
        state, Duty.TELL, by, world.priya.pk,
    )  # fmt: skip
    tell_family(world.priya, item_id, noon)
    after = held(world.priya, item_id)
    today = clock.local_day(noon)
    assert (after.state, after.duty, after.due_on) == (state, then, today + timedelta(days=days))


def test_who_was_there_and_was_told_does_not_end_what_another_is_owed(world, noon):
    item_id = accepted(world, noon)
    does(world.priya, item_id, Move.RECORD_FIRST_CONTACT, noon)

    with acting(acting_as(world.priya)) as priya:
        duty = Told.objects.get(item=item_id, whom="self")
        record_told(
            actor=priya, item_id=item_id, told_id=duty.pk, how="in_person", at=noon,
            version=Item.objects.get(pk=item_id).version,
        )  # fmt: skip

    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.TELL)


def test_what_was_left_to_the_school_is_the_teams_once_they_have_met(world, noon):
    item_id = accepted(world, noon, who_tells=Side.SCHOOL)
    assert held(world.nadia, item_id).side == Side.SCHOOL

    does(world.priya, item_id, Move.RECORD_FIRST_CONTACT, noon)

    there = held(world.priya, item_id)
    assert (there.duty, there.side, there.person_id) == (Duty.TELL, Side.SERVICE, world.priya.pk)
    tell_family(world.nadia, item_id, noon)  # the school may still say that it has
    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.SAY_WHAT_HELP)


def test_other_steps_and_what_is_worse_leave_it_due(world, noon):
    item_id = accepted(world, noon)
    does(world.priya, item_id, Move.RECORD_FIRST_CONTACT, noon)

    does(world.priya, item_id, Move.RECORD_PLAN, noon)
    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.TELL)
    does(world.nadia, item_id, Move.SAY_WORSE, noon, "She eats nothing now.")
    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.LOOK_AGAIN)
    does(world.priya, item_id, Move.LOOK_AGAIN, noon)
    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.TELL)


def test_worse_before_they_met_does_not_make_it_forgotten(world, noon):
    item_id = accepted(world, noon)
    does(world.nadia, item_id, Move.SAY_WORSE, noon, "She eats nothing now.")

    does(world.priya, item_id, Move.RECORD_FIRST_CONTACT, noon)
    does(world.priya, item_id, Move.LOOK_AGAIN, noon)

    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.TELL)


def test_told_while_something_came_first_they_are_not_told_again(world, noon):
    item_id = accepted(world, noon)
    does(world.priya, item_id, Move.RECORD_FIRST_CONTACT, noon)
    does(world.nadia, item_id, Move.SAY_WORSE, noon, "She eats nothing now.")
    tell_family(world.priya, item_id, noon)

    does(world.priya, item_id, Move.LOOK_AGAIN, noon)

    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.SAY_WHAT_HELP)


def test_written_down_with_its_own_day_it_is_the_same(world, noon):
    item_id = accepted(world, noon)

    with acting(acting_as(world.priya)) as priya:
        write_down(
            actor=priya, item_id=item_id, move=Move.RECORD_FIRST_CONTACT, because="", at=noon,
            version=Item.objects.get(pk=item_id).version, happened_on=clock.local_day(noon),
        )  # fmt: skip

    assert stands(world.priya, item_id) == (State.FIRST_CONTACT, Duty.TELL)


def test_whoever_tells_nobody_is_asked_and_then_the_next(world, noon):
    item_id = accepted(world, noon)
    does(world.priya, item_id, Move.START_HELP, noon)
    due_on = held(world.priya, item_id).due_on

    with clock.fixed(noon + timedelta(days=(due_on - clock.local_day(noon)).days + 5)):
        escalate_overdue(0)

    after = held(world.lena, item_id)
    assert (after.duty, after.due_on) == (Duty.TELL, due_on)
    assert after.person_id != world.priya.pk


def test_they_are_told_of_the_end_and_of_the_yes_in_one(world, noon):
    item_id = accepted(world, noon)
    does(world.priya, item_id, Move.START_HELP, noon)

    end = Answering(
        Move.DISCHARGE, reason="goals_met", words="Done.", watch="Sleep.", next_step="The tutor."
    )
    with acting(acting_as(world.priya)) as priya:
        seen = Item.objects.get(pk=item_id).version
        decide(actor=priya, item_id=item_id, version=seen, at=noon, answer=end)
    assert stands(world.priya, item_id) == (State.HELP_ENDED, Duty.TELL)
    tell_family(world.priya, item_id, noon)

    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=item_id).state == State.DISCHARGED


@pytest.mark.parametrize("move", [Move.RECORD_FIRST_CONTACT, Move.START_HELP])
def test_the_database_lets_nothing_begin_without_the_telling(world, noon, move):
    item_id = accepted(world, noon)

    with (
        pytest.raises(DatabaseError, match="the family is not told"),
        transaction.atomic(),
        acting(acting_as(world.priya)),
    ):
        _begins(world, item_id, move, noon)

    assert stands(world.priya, item_id) == (State.ACCEPTED, Duty.TELL)


def _begins(world, item_id, move, at) -> None:
    """Write the bare event, as a command would that had forgotten whom somebody owes word."""
    item = Item.objects.get(pk=item_id)
    rows.insert([
        ItemEvent(
            item=item, move=move, version_seen=item.version, at=at, actor_kind="person",
            actor_id=world.priya.pk, side="service", holder_pool_id=item.team_id,
            holder_person_id=world.priya.pk, holder_side="service", duty="review",
            due_on=clock.local_day(at),
        )
    ])  # fmt: skip
