"""A school does not end alone what is dangerous or promised; and whoever leads safeguarding hears of it."""

from datetime import timedelta

import pytest

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.drafts import drop_draft
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.rules import Move, Side, State
from schoolslink.referrals.tests.arrange import acting_as, begun, sent, signed_paper, small_world
from schoolslink.referrals.tests.test_who_may_move import REFUSED, tried

pytestmark = pytest.mark.django_db
WHY = "They have moved away, we think."


@pytest.fixture
def world(as_seed):
    with as_seed():
        made = small_world()
        signed_paper(made)
    return made


@pytest.fixture
def dee(world, as_seed):
    with as_seed():
        found = person("Dee Safe")
        member(found, world.northgate, Role.SAFEGUARDING_LEAD)
    return found


def goes(who, item_id, move, at, words=WHY):
    with acting(acting_as(who)) as actor:
        item = Item.objects.get(pk=item_id)
        return step(
            actor=actor, item_id=item_id, move=move, version=item.version, words=words, at=at
        )


def says_yes(world, item_id, at):
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        yes = Answering(Move.ACCEPT, level="getting_help", words="Yes")
        decide(actor=priya, item_id=item_id, version=version, answer=yes, at=at)


def told(as_seed, *kinds):
    outbox.deliver_waiting()
    with as_seed():
        found = Notice.objects.filter(kind__in=[f"referrals.{one}" for one in kinds])
        return set(found.values_list("kind", "recipient_person__name"))


def may(who, item_id):
    with acting(acting_as(who)) as actor:
        return set(permissions.moves_now(actor, Item.objects.get(pk=item_id)))


def test_before_an_answer_and_without_a_risk_a_school_takes_it_back_alone(world, noon):
    item_id = sent(world, noon)
    assert may(world.nadia, item_id) & {Move.WITHDRAW, Move.ASK_TO_STOP} == {Move.WITHDRAW}
    assert goes(world.nadia, item_id, Move.WITHDRAW, noon).to is State.WITHDRAWN


@pytest.mark.parametrize("how", ["marked", "promised"])
def test_a_risk_and_a_promise_are_not_ended_by_one_sentence_of_the_school(
    world, noon, how, as_seed
):
    item_id = sent(world, noon, **({"risk_self_harm": "yes"} if how == "marked" else {}))
    if how == "promised":
        says_yes(world, item_id, noon)
    assert may(world.nadia, item_id) & {Move.WITHDRAW, Move.ASK_TO_STOP} == {Move.ASK_TO_STOP}
    with pytest.raises(NotYours):
        goes(world.nadia, item_id, Move.WITHDRAW, noon)
    with as_seed():
        item = Item.objects.get(pk=item_id)
    assert tried(acting_as(world.nadia), item, Move.WITHDRAW, Side.SCHOOL) in REFUSED
    assert item.closed_at is None


def test_asked_to_stop_it_goes_on_and_the_team_talks_with_the_family_by_a_day(
    world, noon, dee, as_seed
):
    item_id = sent(world, noon, risk_self_harm="yes")
    with as_seed():
        before = Item.objects.get(pk=item_id).state
    moved = goes(world.nadia, item_id, Move.ASK_TO_STOP, noon)
    assert (moved.to, moved.due.what) == (State(before), "look_again")
    assert moved.due.on == clock.local_day(noon) + timedelta(days=1)
    with as_seed():
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        assert (held.side, held.person) == ("service", world.priya)
    assert ("referrals.stopped_at_school", "Dee Safe") in told(as_seed, "stopped_at_school")


def test_the_database_lets_a_school_ask_only_where_it_may_not_end(world, noon, as_seed):
    item_id = sent(world, noon)
    with as_seed():
        item = Item.objects.get(pk=item_id)
    assert tried(acting_as(world.nadia), item, Move.ASK_TO_STOP, Side.SCHOOL) in REFUSED


def test_the_family_hears_that_the_school_took_it_back(world, noon, as_seed):
    item_id = sent(world, noon, carer_email="mum@example.invalid")
    goes(world.nadia, item_id, Move.WITHDRAW, noon)
    outbox.deliver_waiting()
    with as_seed():
        news = Notice.objects.filter(kind="referrals.family_stopped", about_id=item_id)
        assert news.filter(recipient_contact_id__isnull=False).count() == 1


def test_a_draft_with_a_risk_is_dropped_with_a_reason_that_is_heard(world, noon, dee, as_seed):
    item_id = begun(world, noon, risk_self_harm="yes")
    with acting(acting_as(world.nadia)) as nadia:
        version = Item.objects.get(pk=item_id).version
        with pytest.raises(NotPossible, match="Say why"):
            drop_draft(actor=nadia, item_id=item_id, version=version, at=noon)
        drop_draft(actor=nadia, item_id=item_id, version=version, words=WHY, at=noon)
    assert ("referrals.stopped_at_school", "Dee Safe") in told(as_seed, "stopped_at_school")


def test_a_draft_without_a_risk_is_dropped_as_before(world, noon):
    item_id = begun(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        version = Item.objects.get(pk=item_id).version
        moved = drop_draft(actor=nadia, item_id=item_id, version=version, at=noon)
    assert moved.to is State.DISCARDED


@pytest.mark.parametrize("role", [Role.SCHOOL_HEAD, Role.SCHOOL_COVER])
def test_where_nobody_leads_safeguarding_the_next_who_answers_for_the_school_hears(
    world, noon, role, as_seed
):
    with as_seed():
        if role is Role.SCHOOL_HEAD:
            member(person("Hal Head"), world.northgate, Role.SCHOOL_HEAD)
    sent(world, noon, risk_self_harm="yes")
    found = told(as_seed, "marked", "no_safeguarding_lead")
    marked = {name for kind, name in found if kind == "referrals.marked"}
    missing = {name for kind, name in found if kind == "referrals.no_safeguarding_lead"}
    assert marked
    assert (marked == {"Hal Head"}) == (role is Role.SCHOOL_HEAD)
    assert missing  # and the coordinators, that somebody is missing there


def test_where_somebody_leads_safeguarding_nobody_else_is_asked(world, noon, dee, as_seed):
    sent(world, noon, risk_self_harm="yes")
    assert told(as_seed, "marked", "no_safeguarding_lead") == {("referrals.marked", "Dee Safe")}
