"""What is asked and what is answered are counted by one rule, whichever way it came."""

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.insight.models import Measure, Projection, SchoolCount
from schoolslink.insight.projections import count_move
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.events import ItemMoved
from schoolslink.referrals.models import ItemEvent
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests import arrange

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed):
    with as_seed():
        made = arrange.small_world()
        arrange.signed_paper(made)
    return made


def moves(world, as_seed, noon, item_id, *steps) -> None:
    """Make moves of words on an item, then count every move it ever made."""
    for who, move in steps:
        with acting(arrange.acting_as(who)) as actor:
            version = open_item(actor, item_id).item.version
            say(actor=actor, item_id=item_id, move=move, version=version, words="…", at=noon)
    with as_seed():
        made = list(ItemEvent.objects.filter(item_id=item_id).order_by("version_seen"))
    for event in made:
        news = ItemMoved(event.item_id, event.child_id, event.pk, "", event.move)
        with as_job(child_id=event.child_id, purpose="count"):
            count_move(news, at=noon)


def counts() -> dict[str, int]:
    return {row.measure: row.count for row in Projection.objects.all()}


def test_a_question_asked_again_is_asked_twice_and_answered_twice(world, as_seed, noon):
    item_id = arrange.asked(world, noon, new_id())

    moves(
        world, as_seed, noon, item_id,
        (world.priya, Move.ANSWER), (world.amira, Move.ASK_AGAIN), (world.priya, Move.ANSWER),
    )  # fmt: skip

    assert counts()[Measure.QUESTIONS] == counts()[Measure.ANSWERED] == 2
    with as_seed():
        at_school = SchoolCount.objects.filter(school_id=world.hillside.pk)
        assert {row.measure: row.count for row in at_school} == counts()


def test_a_request_that_got_worse_while_it_waited_for_a_yes_was_asked(world, as_seed, noon):
    item_id = arrange.sent(world, noon, carer_agrees="not_asked")

    moves(world, as_seed, noon, item_id, (world.nadia, Move.SAY_WORSE))

    assert counts() == {Measure.REQUESTS: 1}


def test_worse_after_it_was_sent_is_no_second_request(world, as_seed, noon):
    item_id = arrange.sent(world, noon)

    moves(world, as_seed, noon, item_id, (world.nadia, Move.SAY_WORSE))

    assert counts() == {Measure.REQUESTS: 1}
