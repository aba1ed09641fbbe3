"""Advice: asked, answered, told; by whom it may be seen; and that it never lies with nobody."""

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.unit import acting
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import ask_advice, log_phone_advice, say
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries import open_for_school, open_item, queue_of, who_looked
from schoolslink.referrals.rules import MOVES, Kind, Move, is_open
from schoolslink.referrals.tests.arrange import QUESTION, acting_as, asked

pytestmark = pytest.mark.django_db


def test_question_is_held_by_the_contact_with_a_date(world, noon):
    item_id = asked(world, noon, new_id())

    with acting(acting_as(world.priya)) as priya:
        (row,) = queue_of(priya)
        opened = open_item(priya, item_id)
    assert (row.person_name, row.due_on.isoformat()) == ("Priya Nair", "2026-03-05")
    assert opened.advice["question"] == "What could we try next?"
    assert opened.advice["age_or_year"] == "Year 4"


def test_same_form_twice_asks_once(world, noon):
    key = new_id()

    assert asked(world, noon, key) == asked(world, noon, key)

    with acting(acting_as(world.amira)) as amira:
        assert len(open_for_school(amira)) == 1


def test_answer_reaches_the_school_and_changes_who_holds_it(world, noon):
    item_id = asked(world, noon, new_id())

    with acting(acting_as(world.priya)) as priya:
        say(
            actor=priya, item_id=item_id, move=Move.ANSWER, version=1,
            words="Try a worry box, and ring me on Thursday.", at=noon,
        )  # fmt: skip

    with acting(acting_as(world.amira)) as amira:
        opened = open_item(amira, item_id)
    assert opened.item.state == "answered"
    assert (opened.holds.name, opened.holds.side) == ("Amira Khan", "school")
    assert [h.words for h in opened.history][-1] == "Try a worry box, and ring me on Thursday."


def test_second_answer_on_an_old_version_is_told_what_happened(world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as priya:
        say(actor=priya, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)

    with pytest.raises((ChangedMeanwhile, NotPossible)), acting(acting_as(world.sam)) as sam:
        say(actor=sam, item_id=item_id, move=Move.ANSWER, version=1, words="No.", at=noon)

    with acting(acting_as(world.amira)) as amira:
        assert [h.words for h in open_item(amira, item_id).history][-1] == "Yes."


@pytest.mark.parametrize("who", ["nadia", "stranger"])
def test_another_school_finds_nothing(world, noon, who):
    item_id = asked(world, noon, new_id())

    with acting(acting_as(getattr(world, who))) as other:
        assert open_for_school(other) == []
        with pytest.raises(Item.DoesNotExist):
            open_item(other, item_id)
        with pytest.raises(Item.DoesNotExist):
            say(actor=other, item_id=item_id, move=Move.REPLY, version=1, words="x", at=noon)


@pytest.mark.parametrize("who", ["lena", "jo"])
def test_manager_and_coordinator_see_routing_and_no_word(world, noon, who):
    item_id = asked(world, noon, new_id())

    with acting(acting_as(getattr(world, who))) as other:
        opened = open_item(other, item_id)
        assert (opened.advice, [h.words for h in opened.history]) == ({}, [""])
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from referrals_threadmessage")
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from referrals_holding")
            assert cursor.fetchone() == (1,)


def test_only_the_lead_of_a_school_asks_for_it(world, noon):
    with pytest.raises(NotYours), acting(acting_as(world.nadia)) as nadia:
        ask_advice(actor=nadia, school_id=world.hillside.pk, form_key=new_id(), at=noon, **QUESTION)


def test_phone_advice_typed_in_by_the_service_is_seen_by_the_school(world, noon):
    with acting(acting_as(world.priya)) as priya:
        item_id = log_phone_advice(
            actor=priya, school_id=world.hillside.pk, form_key=new_id(), at=noon,
            about="pupil", question="Rang about sleep.", answer="Suggested a diary.",
        )  # fmt: skip

    with acting(acting_as(world.amira)) as amira:
        opened = open_item(amira, item_id)
    assert [h.words for h in opened.history] == ["Rang about sleep.", "Suggested a diary."]


def test_who_looked_names_each_reader_and_is_closed_to_others(world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as priya:
        open_item(priya, item_id)

    with acting(acting_as(world.amira)) as amira:
        _, looks = who_looked(amira, item_id)
    assert ("Priya Nair", "view") in [(look.who, look.kind) for look in looks]
    with acting(acting_as(world.sam)) as sam, pytest.raises(Item.DoesNotExist):
        who_looked(sam, item_id)


def test_application_cannot_change_state_clock_or_holder(world, noon):
    item_id = asked(world, noon, new_id())
    for statement in (
        "update referrals_item set state = 'closed'",
        "update referrals_holding set due_on = due_on + 30",
        "delete from referrals_itemevent",
        "insert into referrals_holding select * from referrals_holding",
    ):
        with (
            acting(acting_as(world.priya)),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert item_id


def test_an_item_without_a_first_move_cannot_be_kept(world, noon):
    from schoolslink.referrals.commands.advice import begin_item

    with (
        pytest.raises(DatabaseError, match="without a holder"),
        acting(acting_as(world.amira)) as a,
    ):
        begin_item(Kind.ADVICE, "QU", actor=a, school_id=world.hillside.pk, at=noon)


def test_moves_table_is_the_rules_table(world):
    with connection.cursor() as cursor:
        cursor.execute("select kind, from_state, move, to_state, ends from referrals_allowed_move")
        kept = set(cursor.fetchall())

    assert kept == {
        (kind.value, state.value, move.value, to.value, not is_open(kind, to))
        for (kind, state, move), to in MOVES.items()
    }


def test_exactly_one_open_holding_whatever_is_done(world, noon):
    item_id = asked(world, noon, new_id())
    steps = [
        (world.priya, Move.ASK_BACK), (world.amira, Move.REPLY), (world.sam, Move.ANSWER),
        (world.amira, Move.ASK_AGAIN), (world.priya, Move.ANSWER),
    ]  # fmt: skip

    for version, (who, move) in enumerate(steps, start=1):
        with acting(acting_as(who)) as actor:
            say(actor=actor, item_id=item_id, move=move, version=version, words="…", at=noon)

    with acting(acting_as(world.amira)):
        assert Holding.objects.filter(item_id=item_id, ended_at__isnull=True).count() == 1
        assert ItemEvent.objects.filter(item_id=item_id).count() == 6
