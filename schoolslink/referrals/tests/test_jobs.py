"""After a move: the holder hears at once, whoever asked hears, and no mail says anything."""

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.models import Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked
from schoolslink.referrals.tests.test_request import sent, world  # noqa: F401

pytestmark = pytest.mark.django_db


def moved(item_id, who) -> events.ItemMoved:
    with acting(acting_as(who)):
        last = ItemEvent.objects.filter(item_id=item_id).order_by("-version_seen").first()
        child = Item.objects.get(pk=item_id).child_id
    return events.ItemMoved(item_id, child, last.pk, "advice", last.move)


def notices(as_seed) -> list[tuple[str, object]]:
    with as_seed():
        return list(Notice.objects.order_by("id").values_list("kind", "recipient_person_id"))


def test_contact_hears_of_a_question_once_a_day(world, noon, as_seed):  # noqa: F811
    for _ in range(2):
        event = moved(asked(world, noon, new_id()), world.amira)
        with as_job(child_id=event.child_id, purpose="tell"):
            jobs.tell_holder(event, at=noon)

    assert notices(as_seed) == [("referrals.waits_for_you", world.priya.pk)]


def test_whoever_asked_hears_of_the_answer(world, noon, as_seed):  # noqa: F811
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.sam)) as sam:
        say(actor=sam, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)
    event = moved(item_id, world.sam)

    with as_job(child_id=event.child_id, purpose="tell"):
        jobs.tell_holder(event, at=noon)
        jobs.tell_asker(event, at=noon)

    assert notices(as_seed) == [("referrals.answered", world.amira.pk)]


def test_family_with_a_safe_address_hears_that_there_is_news(world, noon, as_seed):  # noqa: F811
    item_id = sent(world, noon, carer_email="halina@example.invalid")
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(Move.ACCEPT, level="getting_help"),
        )  # fmt: skip
        child = Item.objects.get(pk=item_id).child_id
    event = events.ReferralDecided(item_id, child, new_id())

    with as_job(child_id=child, purpose="tell"):
        jobs.tell_family(event, at=noon)

    assert [kind for kind, _ in notices(as_seed)] == ["referrals.family_news"]
