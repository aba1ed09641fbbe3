"""A request for help: sent, decided, told; waiting for agreement with a holder; risk goes at once."""

from datetime import date

import pytest
from django.db import connection

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting, current
from schoolslink.directory.models import SharingParty
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, acknowledge, decide, record_told, step
from schoolslink.referrals.commands.request import (
    ask_at_once,
    save_step,
    send_request,
    start_request,
)
from schoolslink.referrals.errors import NoSharingAgreement, NotPossible, StillMissing
from schoolslink.referrals.models import Draft, Item
from schoolslink.referrals.queries import open_for_school, open_item, queue_of
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import (
    KNOWN,
    World,
    acting_as,
    asked,
    begun,
    sent,
)

pytestmark = pytest.mark.django_db


def test_draft_is_the_schools_alone_and_held_by_the_lead(world, noon):
    item_id = begun(world, noon)

    with acting(acting_as(world.priya)) as priya:
        assert queue_of(priya) == []
        with pytest.raises(Item.DoesNotExist):
            open_item(priya, item_id)
    with acting(acting_as(world.nadia)) as nadia:
        (row,) = open_for_school(nadia)
    assert (row.state, row.person_name) == ("draft", "Nadia Stone")


def test_sent_request_is_the_contacts_with_initials_and_two_dates(world, noon):
    item_id = sent(world, noon)

    with acting(acting_as(world.priya)) as priya:
        (row,) = queue_of(priya)
        opened = open_item(priya, item_id)
    assert (row.initials, row.duty, row.due_on) == ("EW", "look", date(2026, 3, 5))
    assert opened.identity["surname"] == "Wiśniewska"
    assert opened.answers["concern"]["concern"].startswith("She has stopped")


def test_without_agreement_the_lead_holds_it_with_a_date(world, noon):
    item_id = sent(world, noon, carer_agrees="not_asked")

    with acting(acting_as(world.nadia)) as nadia:
        opened = open_item(nadia, item_id)
    assert (opened.item.state, opened.holds.name) == ("awaiting_agreement", "Nadia Stone")
    with acting(acting_as(world.priya)) as priya, pytest.raises(Item.DoesNotExist):
        open_item(priya, item_id)


@pytest.mark.parametrize("agrees", ["agrees", "not_asked"])
def test_a_risk_marked_as_it_is_sent_is_looked_at_by_the_next_working_day(world, noon, agrees):
    said = {"young_person_agrees": agrees, "carer_agrees": agrees}
    marked = sent(world, noon, risk_self_harm="yes", **said)
    calm = sent(world, noon)

    with acting(acting_as(world.priya)) as priya:
        due = {row.item_id: row.due_on.isoformat() for row in queue_of(priya)}
    assert due == {marked: "2026-03-04", calm: "2026-03-05"}  # sent on Tuesday 3 March


def test_marked_risk_goes_to_the_service_at_once(world, noon):
    item_id = sent(world, noon, carer_agrees="not_asked", risk_self_harm="yes")

    with acting(acting_as(world.priya)) as priya:
        assert open_item(priya, item_id).item.state == "submitted"


def at_once(world: World, at, **more):
    with acting(acting_as(world.nadia)) as nadia:
        return ask_at_once(
            actor=nadia, school_id=world.northgate.pk, form_key=new_id(), at=at,
            answers=KNOWN | more, gate={"danger_now": more.pop("danger", False)},
        )  # fmt: skip


def lasting(opened) -> dict:
    """Return what is kept of a request, without the moves by which it came there."""
    holds = vars(opened.holds)
    return {
        "state": opened.item.state,
        "routing": (opened.item.team_id, opened.item.service_id, opened.item.area_id),
        "risk": opened.item.risk_marked,
        "missing": opened.referral.missing,
        "level": opened.referral.level_asked,
        "split": (opened.referral.age_band, opened.referral.sen),
        "identity": opened.identity,
        "answers": opened.answers,
        "holds": (holds["person_id"], holds["duty"], holds["due_on"]),
    }


@pytest.mark.parametrize(
    "more",
    [{}, {"risk_self_harm": "yes"}, {"carer_agrees": "not_asked"}, {"urgency": "urgent"}],
    ids=["agreed", "risk", "waits", "urgent"],
)
def test_sent_at_once_is_one_move_and_keeps_what_a_draft_would(world, noon, more):
    slowly, at_first = sent(world, noon, **more), at_once(world, noon, **more)

    with acting(acting_as(world.nadia)) as nadia:
        first, second = open_item(nadia, slowly), open_item(nadia, at_first)
        drafts = Draft.objects.filter(item_id=at_first).count()

    assert lasting(second) == lasting(first)
    assert [one.move for one in second.history] == [first.history[-1].move]
    assert drafts == (second.item.state == "awaiting_agreement")


def test_what_cannot_go_at_once_leaves_nothing_and_can_be_begun(world, noon, as_seed):
    with as_seed():
        SharingParty.objects.all().delete()

    assert at_once(world, noon) is None
    assert at_once(world, noon, surname="") is None
    with acting(acting_as(world.nadia)) as nadia:
        assert open_for_school(nadia) == []


def test_form_sent_twice_asks_at_once_only_once(world, noon):
    given = {"school_id": world.northgate.pk, "form_key": new_id(), "at": noon, "answers": KNOWN}

    with acting(acting_as(world.nadia)) as nadia:
        first = ask_at_once(actor=nadia, gate={}, **given)
    with acting(acting_as(world.nadia)) as nadia:
        assert ask_at_once(actor=nadia, gate={}, **given) is None
        assert start_request(actor=nadia, gate={}, **given) == first


def test_agreement_that_comes_later_sends_it(world, noon):
    item_id = sent(world, noon, carer_agrees="not_asked")

    with acting(acting_as(world.nadia)) as nadia:
        save_step(
            actor=nadia, item_id=item_id, step="agreement",
            answers={"carer_agrees": "agrees"}, at=noon,
        )  # fmt: skip
        send_request(actor=nadia, item_id=item_id, version=2, at=noon)

    with acting(acting_as(world.priya)) as priya:
        assert open_item(priya, item_id).item.state == "submitted"


def test_without_name_or_concern_nothing_goes_and_nothing_is_lost(world, noon):
    item_id = begun(world, noon, surname="")

    with pytest.raises(StillMissing), acting(acting_as(world.nadia)) as nadia:
        send_request(actor=nadia, item_id=item_id, version=1, at=noon)

    with acting(acting_as(world.nadia)) as nadia:
        assert open_item(nadia, item_id).item.state == "draft"


def test_without_a_sharing_agreement_only_an_emergency_goes(world, noon, as_seed):
    item_id = begun(world, noon)
    with as_seed():
        SharingParty.objects.all().delete()

    with pytest.raises(NoSharingAgreement), acting(acting_as(world.nadia)) as nadia:
        send_request(actor=nadia, item_id=item_id, version=1, at=noon)

    with acting(acting_as(world.nadia)) as nadia:
        send_request(actor=nadia, item_id=item_id, version=1, at=noon, emergency_reason="waiting")
        recorded = [kind for kind, _ in current().events]
    assert "sharing.emergency" in recorded


def test_several_are_acknowledged_at_once_and_each_says_what_came_of_it(world, noon):
    first, second = sent(world, noon), sent(world, noon)

    with acting(acting_as(world.priya)) as priya:
        done = acknowledge(actor=priya, seen=[(first, 2), (second, 1)], at=noon)

    assert done[first].to == "acknowledged"
    assert "Somebody else answered" in done[second]


def test_not_the_right_team_cannot_be_saved_without_reason_and_next_step(world, noon):
    item_id = sent(world, noon)

    with pytest.raises(NotPossible), acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(Move.NOT_ACCEPT, reason="below_level"),
        )  # fmt: skip

    with acting(acting_as(world.priya)) as priya:
        assert open_item(priya, item_id).item.state == "submitted"


def test_decision_owes_each_who_asked_and_ends_when_the_family_was_told(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=2, at=noon,
            answer=Answering(Move.ACCEPT, level="getting_help", words="We can help."),
        )  # fmt: skip
        owed = open_item(priya, item_id).told
    assert [duty.whom for duty in owed] == ["school", "self", "carer"]

    for duty in owed[1:]:
        with acting(acting_as(world.priya)) as priya:
            record_told(
                actor=priya, item_id=item_id, told_id=duty.pk, how="phone", version=3, at=noon
            )

    with acting(acting_as(world.nadia)) as nadia:
        opened = open_item(nadia, item_id)
    assert opened.item.state == "waiting"
    assert opened.decision.level == "getting_help"


def test_asking_for_more_a_third_time_is_refused(world, noon):
    item_id = sent(world, noon)
    for version, move, who in (
        (2, Move.ASK_MORE, world.priya), (3, Move.GIVE_MORE, world.nadia),
        (4, Move.ASK_MORE, world.priya), (5, Move.GIVE_MORE, world.nadia),
    ):  # fmt: skip
        with acting(acting_as(who)) as actor:
            step(actor=actor, item_id=item_id, move=move, version=version, at=noon, words="…")

    with pytest.raises(NotPossible, match="twice"), acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=item_id, move=Move.ASK_MORE, version=6, at=noon, words="…")


def test_advice_becomes_a_request_of_the_same_child(world, noon):
    advice_id = asked(world, noon, new_id())

    with acting(acting_as(world.amira)) as amira:
        item_id = start_request(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=noon,
            answers=KNOWN, gate={}, advice_id=advice_id,
        )  # fmt: skip
        before, after = open_item(amira, advice_id), open_item(amira, item_id)
    assert (before.item.state, before.item.child_id) == ("became_request", after.item.child_id)
    assert (before.related_id, after.related_id) == (item_id, advice_id)


def test_question_and_request_lead_to_each_other_for_whoever_may_open_both(world, client):
    at = clock.now()  # how long a team reads what has ended follows the real day
    advice_id = asked(world, at, new_id())
    with acting(acting_as(world.amira)) as amira:
        item_id = start_request(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=at,
            answers=KNOWN, gate={}, advice_id=advice_id,
        )  # fmt: skip
    sign_in(client, world.amira)
    question, request = (client.get(f"/asked/{one}").text for one in (advice_id, item_id))
    assert f'href="/asked/{item_id}">The request that it became' in question
    assert f'href="/asked/{advice_id}">The question that it grew out of' in request

    # The draft is not the service's to know of, though it had the question.
    with acting(acting_as(world.priya)) as priya:
        assert open_item(priya, advice_id).related_id is None
    with acting(acting_as(world.amira)) as amira:
        send_request(actor=amira, item_id=item_id, version=1, at=at)
    sign_in(client, world.priya)
    page = client.get(f"/queue/{item_id}").text
    assert f'href="/queue/{advice_id}">The question that it grew out of' in page


def test_nothing_about_the_child_lies_readable_in_the_database(world, noon):
    sent(world, noon)

    with acting(acting_as(world.priya)), connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_name like 'referrals%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"select string_agg({table}::text, '') from {table}")  # noqa: S608
            text = cursor.fetchone()[0] or ""
            assert "Ellie" not in text
            assert "Halina" not in text
            assert "2010-05-04" not in text
