"""What nobody gets past who asks without an account, and what the service may do with it."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from schoolslink.access import doors, limits
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import (
    Answer,
    Item,
    Told,
    YoungPerson,
)
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.own import SENTENCES
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.asking_own import SAFE, SAID, asked, begun, holder_of, text

pytestmark = pytest.mark.django_db
BEGIN = "select access.begin_own(%s, %s, %s, 'self', %s, %s, null, now())"


def test_the_door_begins_nothing_that_is_there_already(open_door, noon, as_seed):
    world = open_door
    who = asked(world, noon, as_seed)
    tries = [
        (new_id(), who.child_id, new_id()),  # another's child, whose key it would open
        (new_id(), new_id(), who.item_id),  # another's request
        (who.subject_id, new_id(), new_id()),  # another's code
    ]
    for code, child, item in tries:
        with (
            acting(Actor(kind="public")),
            pytest.raises(DatabaseError, match="not a new one"),
            transaction.atomic(),
        ):
            doors.value(BEGIN, code, child, item, b"hash", world.riverside.pk)


def test_the_door_is_closed_at_a_service_that_families_may_not_ask(world, noon):
    with acting(Actor(kind="public")):
        assert doors.value(BEGIN, new_id(), new_id(), new_id(), b"h", world.riverside.pk) is False
    page = Client().get(f"/ask-for-help/{world.riverside.pk}")

    assert page.status_code == 404


def test_a_code_makes_no_request_of_another_child_and_none_twice(open_door, noon, as_seed):
    other = asked(open_door, noon, as_seed)
    _, code_id = begun(open_door, noon)
    mine = holder_of(code_id, as_seed)

    def item(**more) -> Item:
        said = {
            "id": mine.item_id, "kind": "referral", "reference": references.new("SL"),
            "child_id": mine.child_id, "asked_by": "self", "opened_at": noon,
        }  # fmt: skip
        return Item(**(said | more))

    wrong = [
        item(child_id=other.child_id),
        item(id=new_id()),
        item(school_id=open_door.northgate.pk),
        item(asked_by="carer"),
        item(asked_by="school"),
        item(kind="advice"),
    ]
    for one in wrong:
        with acting(mine), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            rows.insert([YoungPerson(id=mine.child_id, made_at=noon), one])
    with acting(other), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
        rows.insert([Answer(item_id=other.item_id, block="concern")])


def test_sent_twice_is_one_request_and_the_draft_is_gone(open_door, noon):
    phone = Client()
    with clock.fixed(noon):
        phone.post(
            f"/ask-for-help/{open_door.riverside.pk}",
            SAFE | {"relationship": "self", "school": "100002", "form_key": str(new_id())},
        )
        for step, said in SAID.items():
            phone.post(f"/my-asking/{step.value}", said | {"form_key": str(new_id())})
        form = {"form_key": str(new_id())}
        first, second = phone.post("/my-asking/check", form), phone.post("/my-asking/check", form)
        gone = phone.get("/my-asking/worry")

    assert (first.status_code, second["Location"], gone.status_code) == (200, "/my-request", 404)
    with acting(acting_as(open_door.priya)):
        assert Item.objects.filter(asked_by="self").count() == 1


def test_what_was_typed_is_thrown_away_when_they_say_so(open_door, noon):
    phone = Client()
    with clock.fixed(noon):
        code = re.search(r"sl-code[^>]*>([0-9A-Z-]+)<", text(phone.post(
            f"/ask-for-help/{open_door.riverside.pk}",
            SAFE | {"relationship": "self", "form_key": str(new_id())},
        )))[1]  # fmt: skip
        stopped = text(phone.post("/my-asking/delete"))
        again = text(Client().post("/family/", {"code": code, "form_key": str(new_id())}))

    assert SENTENCES["stopped"] in stopped
    assert "does not open a page" in again


def test_too_many_from_one_place_are_turned_to_the_phone(open_door, noon, monkeypatch):
    monkeypatch.setattr(limits, "OWN_FROM", limits.Limit("own from", 1, timedelta(hours=1)))
    start = f"/ask-for-help/{open_door.riverside.pk}"
    with clock.fixed(noon):
        pages = [
            text(Client().post(start, SAFE | {"relationship": "self", "form_key": str(new_id())}))
            for _ in range(2)
        ]

    assert ["sl-code" in page for page in pages] == [True, False]
    assert SENTENCES["too_many"] in pages[1]


def test_the_school_hears_nothing_of_what_nobody_asked_it(open_door, noon, as_seed):
    who = asked(open_door, noon, as_seed, school_hears="no")
    told = asked(open_door, noon, as_seed, school_hears="yes")

    with clock.fixed(noon):
        outbox.deliver_waiting()

    with as_seed():
        about = {
            n.about_id: n.kind for n in Notice.objects.filter(recipient_person=open_door.nadia.pk)
        }
    assert about == {told.item_id: "referrals.let_know"}
    assert who.item_id not in about


def test_the_team_answers_it_and_nobody_at_a_school_is_named_to_tell(open_door, noon, as_seed):
    who = asked(open_door, noon, as_seed)
    with acting(acting_as(open_door.priya)) as priya:
        opened = open_item(priya, who.item_id)
        assert Move.ASK_MORE not in opened.moves
        with pytest.raises(NotPossible, match="No school asked"):
            decide(
                actor=priya, item_id=who.item_id, version=1, at=noon,
                answer=Answering(
                    Move.ACCEPT, words="We can help.", level="getting_help", who_tells=Side.SCHOOL
                ),
            )  # fmt: skip
        decide(
            actor=priya, item_id=who.item_id, version=1, at=noon,
            answer=Answering(Move.ACCEPT, words="We can help.", level="getting_help"),
        )  # fmt: skip
        assert set(Told.objects.filter(item_id=who.item_id).values_list("whom", flat=True)) == {
            "self"
        }
