"""After a move: the holder hears at once, whoever asked hears, and no mail says anything."""

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs, messages
from schoolslink.referrals.commands.advice import ask_advice, log_phone_advice, say
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.models import Item, ItemEvent, Told
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import QUESTION, acting_as, asked, sent

pytestmark = pytest.mark.django_db


def moved(item_id, who) -> events.ItemMoved:
    with acting(acting_as(who)):
        last = ItemEvent.objects.filter(item_id=item_id).order_by("-version_seen").first()
        child = Item.objects.get(pk=item_id).child_id
    return events.ItemMoved(item_id, child, last.pk, "advice", last.move)


def notices(as_seed) -> list[tuple[str, object]]:
    with as_seed():
        return list(Notice.objects.order_by("id").values_list("kind", "recipient_person_id"))


def test_contact_hears_of_a_question_once_a_day(world, noon, as_seed):
    for _ in range(2):
        event = moved(asked(world, noon, new_id()), world.amira)
        with as_job(child_id=event.child_id, purpose="tell"):
            jobs.tell_holder(event, at=noon)

    assert notices(as_seed) == [("referrals.waits_for_you", world.priya.pk)]


def test_whoever_asked_hears_of_the_answer(world, noon, as_seed):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.sam)) as sam:
        say(actor=sam, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)
    event = moved(item_id, world.sam)

    with as_job(child_id=event.child_id, purpose="tell"):
        jobs.tell_holder(event, at=noon)
        jobs.tell_asker(event, at=noon)

    assert notices(as_seed) == [("referrals.answered", world.amira.pk)]


def test_an_answer_that_mattered_at_once_is_mailed_the_same_day(world, noon, as_seed):
    with acting(acting_as(world.amira)) as amira:
        soon = QUESTION | {"how_soon": "today"}
        item_id = ask_advice(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=noon, **soon
        )
    with acting(acting_as(world.sam)) as sam:
        say(actor=sam, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)
    event = moved(item_id, world.sam)

    with as_job(child_id=event.child_id, purpose="tell"):
        jobs.tell_asker(event, at=noon)

    assert notices(as_seed) == [("referrals.answered_soon", world.amira.pk)]
    assert messages.ANSWERED_SOON.urgent
    assert not messages.ANSWERED.urgent


def test_what_came_by_phone_is_told_to_who_leads_at_the_school(world, noon, as_seed):
    with acting(acting_as(world.priya)) as priya:
        item_id = log_phone_advice(
            actor=priya, school_id=world.hillside.pk, form_key=new_id(), at=noon,
            about="pupil", question="Rang about sleep.", answer="Suggested a diary.",
        )  # fmt: skip
    event = moved(item_id, world.priya)

    with as_job(child_id=event.child_id, purpose="tell"):
        jobs.tell_asker(event, at=noon)

    told = {person for _, person in notices(as_seed)}
    assert told == {world.amira.pk}


NOBODY_AT_HOME = {
    "birth_date": "2009-01-10",  # seventeen: they decide
    "carer_agrees": "not_asked",
    "school_hears": "yes",
    "tell": ["young_person"],
}
# what the request says -> how many mails leave
WHO_HEARS = [
    ({}, 1),
    ({"second_carer_name": "Marek W.", "second_carer_pr": "yes"}, 1),
    (NOBODY_AT_HOME, 0),
]


@pytest.mark.parametrize(("said", "mails"), WHO_HEARS)
def test_news_leaves_only_for_who_may_hear(world, noon, as_seed, said, mails):
    item_id = sent(world, noon, carer_email="halina@example.invalid", **said)
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(Move.ACCEPT, level="getting_help"),
        )  # fmt: skip
        child = Item.objects.get(pk=item_id).child_id
    event = events.ReferralDecided(item_id, child, new_id())

    with as_job(child_id=child, purpose="tell"):
        jobs.tell_family(event, at=noon)

    assert [kind for kind, _ in notices(as_seed)] == ["referrals.family_news"] * mails


def test_nobody_is_sent_to_tell_a_carer_who_is_to_hear_nothing(world, noon, as_seed):
    item_id = sent(world, noon, **NOBODY_AT_HOME)
    with acting(acting_as(world.nadia)) as nadia:
        sheets = make_sheets(actor=nadia, item_id=item_id, at=noon)
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(Move.ACCEPT, level="getting_help"),
        )  # fmt: skip
        owed = set(Told.objects.filter(item_id=item_id).values_list("whom", flat=True))

    assert ([sheet.relationship for sheet in sheets], owed) == (["self"], {"self", "school"})
