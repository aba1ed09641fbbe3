"""What was asked at a school goes along when another school follows it, and nobody is left behind."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction

from schoolslink.access import doors
from schoolslink.access.jobs import as_system
from schoolslink.access.policy import Action
from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, organisation
from schoolslink.access.unit import acting
from schoolslink.directory.commands.succession import hand_over
from schoolslink.directory.models import School
from schoolslink.directory.queries.handovers import hanging_on
from schoolslink.directory.rules.succession import Outcome
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def academy(as_seed):
    """The school that takes Hillside's place."""
    with as_seed():
        named = organisation("school", "Hillside Academy")
        School.objects.create(organisation=named, urn=150001, status="open", phase="primary")
    return named


def seen(person):
    with acting(acting_as(person)) as actor:
        return list(permissions.items(actor, Action.VIEW).values_list("pk", "school_id"))


def hand_hillside_to(academy, world):
    with as_system("register") as actor:
        return hand_over(world.hillside.pk, academy.pk, Outcome.CLEAR, actor=actor, at=AT)


def test_an_open_question_keeps_its_holder_and_date_at_the_new_school(world, academy, as_seed):
    item_id = asked(world, AT, uuid4())
    with as_seed():
        before = Holding.objects.get(item_id=item_id, ended_at=None)

    record = hand_hillside_to(academy, world)

    with as_seed():
        after = Holding.objects.get(item_id=item_id, ended_at=None)
        events = set(ItemEvent.objects.filter(item_id=item_id).values_list("school_id", flat=True))
    assert record.moved == {
        "roles": 1, "contacts": 0, "support": 0, "links": 1, "clusters": 0, "askings": 0, "requests": 1,
    }  # fmt: skip
    assert (after.person_id, after.due_on, after.state) == (
        before.person_id,
        before.due_on,
        before.state,
    )
    assert (after.school_id, events) == (academy.pk, {academy.pk})


def test_the_lead_finds_her_question_at_the_new_school(world, academy):
    item_id = asked(world, AT, uuid4())

    hand_hillside_to(academy, world)

    assert seen(world.amira) == [(item_id, academy.pk)]
    assert seen(world.priya) == [(item_id, academy.pk)]
    assert seen(world.jo) == [(item_id, academy.pk)]
    assert seen(world.nadia) == []


def test_what_comes_back_later_comes_back_to_the_new_school(world, academy, as_seed):
    """Amira held it at Hillside, and may still be somebody there; Hillside is not asked any more."""
    item_id = asked(world, AT, uuid4())
    with acting(acting_as(world.priya)) as actor:
        say(actor=actor, item_id=item_id, move=Move.ASK_BACK, version=1, words="When?", at=AT)
    with acting(acting_as(world.amira)) as actor:
        say(actor=actor, item_id=item_id, move=Move.REPLY, version=2, words="Mornings.", at=AT)

    hand_hillside_to(academy, world)
    with as_seed():
        member(world.amira, world.hillside, Role.SCHOOL_COVER)
    with acting(acting_as(world.priya)) as actor:
        say(actor=actor, item_id=item_id, move=Move.ANSWER, version=3, words="So.", at=AT)

    with as_seed():
        now = Holding.objects.get(item_id=item_id, ended_at=None)
    assert (now.side, now.pool_id, now.person_id) == ("school", academy.pk, world.amira.pk)


def test_what_hangs_is_counted_and_never_named(world, academy):
    asked(world, AT, uuid4())

    with as_system("register"):
        hanging = hanging_on([world.hillside.pk, world.northgate.pk])

    told = {thing.what: (thing.count, thing.is_open) for thing in hanging[world.hillside.pk]}
    assert told == {"people's roles": (1, False), "links": (1, False), "open requests": (1, True)}
    assert "open requests" not in {thing.what for thing in hanging[world.northgate.pk]}


def test_a_lead_cannot_count_or_move_what_is_asked(world, academy):
    item_id = asked(world, AT, uuid4())

    with acting(acting_as(world.amira)):
        counted = doors.rows("select * from access.items_on_schools(null)")
        with pytest.raises(ProgrammingError), transaction.atomic():
            doors.rows(
                "select * from access.items_follow_school(%s, %s)", world.hillside.pk, academy.pk
            )

    assert counted == []
    assert seen(world.amira) == [(item_id, world.hillside.pk)]


def test_nothing_is_moved_to_a_closed_school(world, academy, as_seed):
    asked(world, AT, uuid4())
    with as_seed():
        School.objects.filter(urn=150001).update(status="closed")

    with as_system("register"), pytest.raises(ProgrammingError), transaction.atomic():
        doors.rows(
            "select * from access.items_follow_school(%s, %s)", world.hillside.pk, academy.pk
        )

    with as_seed():
        assert Item.objects.get().school_id == world.hillside.pk
