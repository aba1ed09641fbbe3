"""What took place on Tuesday and is written down on Thursday counts from Tuesday, and can be put right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.happening import put_day_right, took_place, write_down
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.models import Holding, Item, ItemEvent, ThreadMessage
from schoolslink.referrals.queries import spell_totals
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.clocks import Total
from schoolslink.referrals.rules.happened import (
    AfterTheRest,
    BeforeAsking,
    BeforeTheFirst,
    NotYet,
    Said,
    SameDay,
    TookPlace,
    WhyLate,
    check_day,
    days_that_stand,
)
from schoolslink.referrals.tests.arrange import acting_as, sent, tell_family
from schoolslink.referrals.tests.turns import text_of

TODAY = date(2026, 3, 30)  # the day after the clocks went on
ASKED = date(2026, 2, 27)
FIRST = TookPlace(4, Move.RECORD_FIRST_CONTACT, date(2026, 3, 24))
SECOND = TookPlace(5, Move.RECORD_SECOND_CONTACT, date(2026, 3, 26))
HELP = TookPlace(6, Move.START_HELP, date(2026, 3, 25))


def refused(move, on, before=(), **more):
    try:
        check_day(move, on, before, today=TODAY, asked_on=ASKED, **more)
    except Exception as broken:
        return type(broken)
    return None


@pytest.mark.parametrize(
    ("move", "on", "before", "more", "found"),
    [
        (Move.RECORD_FIRST_CONTACT, TODAY, (), {}, None),
        (Move.RECORD_FIRST_CONTACT, TODAY + timedelta(1), (), {}, NotYet),
        (Move.RECORD_FIRST_CONTACT, date(2026, 3, 16), (), {}, None),
        (Move.RECORD_FIRST_CONTACT, date(2026, 3, 15), (), {}, WhyLate),
        (Move.RECORD_FIRST_CONTACT, date(2026, 3, 15), (), {"because": " "}, WhyLate),
        (Move.RECORD_FIRST_CONTACT, ASKED, (), {"because": "I was ill."}, None),
        (Move.RECORD_FIRST_CONTACT, ASKED - timedelta(1), (), {"because": "Ill."}, BeforeAsking),
        (Move.RECORD_SECOND_CONTACT, date(2026, 3, 24), (FIRST,), {}, None),
        (Move.RECORD_SECOND_CONTACT, date(2026, 3, 23), (FIRST,), {}, BeforeTheFirst),
        (Move.START_HELP, date(2026, 3, 23), (FIRST,), {}, BeforeTheFirst),
        # Help may begin with no meeting written down, and what led to it be written down after it.
        (Move.RECORD_SECOND_CONTACT, date(2026, 3, 24), (HELP,), {}, BeforeTheFirst),
        (Move.RECORD_ASSESSMENT, date(2026, 3, 24), (HELP,), {}, None),
        (Move.RECORD_FIRST_CONTACT, date(2026, 3, 27), (FIRST, SECOND), {"puts_right": 4}, AfterTheRest),
        (Move.RECORD_FIRST_CONTACT, date(2026, 3, 20), (FIRST, SECOND), {"puts_right": 4}, None),
        (Move.RECORD_SECOND_CONTACT, date(2026, 3, 23), (FIRST, SECOND), {"puts_right": 5}, BeforeTheFirst),
        (Move.RECORD_SECOND_CONTACT, SECOND.on, (FIRST, SECOND), {"puts_right": 5}, SameDay),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused_with_a_sentence(move, on, before, more, found):
    assert refused(move, on, before, **more) is found


def test_what_was_asked_for_on_a_leap_day_may_take_place_on_it():
    leap = date(2028, 2, 29)

    check_day(Move.START_HELP, leap, (), today=date(2028, 3, 1), asked_on=leap)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=8))
def test_of_each_thing_the_last_word_said_stands_and_nothing_is_lost(lines):
    said = [Said(0, "record_first_contact", TODAY)]
    for back, of in lines:
        on = TODAY - timedelta(back)
        mends = of if of < len(said) and said[of].move != "put_day_right" else None
        move = "record_assessment" if mends is None else "put_day_right"
        said.append(Said(len(said), move, TODAY, on, mends))

    found = {one.version: one.on for one in days_that_stand(said)}

    assert set(found) == {one.version for one in said if one.move != "put_day_right"}
    for version, on in found.items():
        words = [one.happened_on for one in said if one.puts_right == version]
        first = next(one for one in said if one.version == version)
        assert on == (words[-1] if words else first.happened_on or first.said_on)


AT = datetime(2026, 3, 30, 10, tzinfo=UTC)


@pytest.fixture
def promised(world, noon):
    """Return a request that Priya's team will help, asked on 3 March."""
    item_id = sent(world, noon)
    accepted(world, item_id, noon)
    return item_id


def accepted(world, item_id, at):
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=at,
               answer=Answering(Move.ACCEPT, level="getting_help", words="Yes."))  # fmt: skip


def writes(world, item_id, move, on, because="", version=None):
    with acting(acting_as(world.priya)) as priya:
        seen = Item.objects.get(pk=item_id).version if version is None else version
        return write_down(actor=priya, item_id=item_id, move=move, version=seen, happened_on=on,
                          because=because, at=AT)  # fmt: skip


@pytest.mark.django_db
def test_the_day_is_kept_and_what_is_promised_runs_from_the_day_of_saying(world, promised):
    writes(world, promised, Move.RECORD_FIRST_CONTACT, date(2026, 3, 24))
    tell_family(world.priya, promised, AT)

    with acting(acting_as(world.priya)):
        event = ItemEvent.objects.get(item_id=promised, move="record_first_contact")
        held = Holding.objects.get(item_id=promised, ended_at__isnull=True)
        stand = took_place(Item.objects.get(pk=promised))
    assert (event.happened_on, event.at) == (date(2026, 3, 24), AT)
    assert held.due_on == TODAY + timedelta(days=28)
    assert stand == (TookPlace(3, Move.RECORD_FIRST_CONTACT, date(2026, 3, 24)),)


@pytest.mark.django_db
def test_a_wrong_day_is_put_right_and_what_was_said_stays(world, promised):
    writes(world, promised, Move.RECORD_FIRST_CONTACT, date(2026, 3, 24))
    with acting(acting_as(world.priya)) as priya:
        due = Holding.objects.get(item_id=promised, ended_at__isnull=True).due_on
        put_day_right(actor=priya, item_id=promised, version=4, of_version=3, at=AT,
                      happened_on=date(2026, 3, 25), words="I looked at the wrong week.")  # fmt: skip

        days = [e.happened_on for e in ItemEvent.objects.filter(item_id=promised, version_seen__gte=3)
                .order_by("version_seen")]  # fmt: skip
        assert days == [date(2026, 3, 24), date(2026, 3, 25)]
        assert [one.on for one in took_place(Item.objects.get(pk=promised))] == [date(2026, 3, 25)]
        assert Holding.objects.get(item_id=promised, ended_at__isnull=True).due_on == due
        with pytest.raises(NotPossible, match="stands already"):
            put_day_right(actor=priya, item_id=promised, version=5, of_version=3, at=AT,
                          happened_on=date(2026, 3, 25), words="Again.")  # fmt: skip
        with pytest.raises(NotPossible, match="Choose what has the wrong day"):
            put_day_right(actor=priya, item_id=promised, version=5, of_version=1, at=AT,
                          happened_on=date(2026, 3, 25), words="Again.")  # fmt: skip


@pytest.mark.django_db
def test_of_two_at_once_the_second_is_told(world, promised):
    writes(world, promised, Move.RECORD_FIRST_CONTACT, date(2026, 3, 24), version=3)

    with pytest.raises(ChangedMeanwhile):
        writes(world, promised, Move.START_HELP, date(2026, 3, 24), version=3)


def bare(world, item_id, move, on, puts_right=None):
    """Write the event as code would that asks no rule."""
    with acting(acting_as(world.priya)) as priya:
        item = Item.objects.get(pk=item_id)
        event = ItemEvent(
            item_id=item_id, move=move, version_seen=item.version, at=AT, side="service",
            actor_kind="person", actor_id=priya.person_id, holder_pool_id=item.team_id,
            holder_side="service", duty="tell", due_on=TODAY, happened_on=on,
            puts_right=puts_right,
        )  # fmt: skip
        with pytest.raises(DatabaseError) as came:
            at_last(event)
    return came.value.__cause__.sqlstate


@transaction.atomic
def at_last(event: ItemEvent) -> None:
    event.save(force_insert=True)
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.django_db
def test_the_database_refuses_a_day_that_cannot_be(world, promised):
    first = Move.RECORD_FIRST_CONTACT
    assert bare(world, promised, first, TODAY + timedelta(1)) == "SL434"
    assert bare(world, promised, first, date(2026, 3, 2)) == "SL434"
    # More than two weeks late, and nothing says why.
    assert bare(world, promised, first, date(2026, 3, 15)) == "SL434"
    assert bare(world, promised, "record_missed", TODAY) == "SL434"
    writes(world, promised, first, date(2026, 3, 24))
    assert bare(world, promised, "put_day_right", TODAY, puts_right=2) == "SL434"
    assert bare(world, promised, "put_day_right", TODAY, puts_right=3) == "SL434"
    assert bare(world, promised, "put_day_right", None) == "SL434"


@pytest.mark.django_db
def test_the_form_asks_when_and_keeps_what_was_typed(world, promised, client):
    sign_in(client, world.priya)
    path = f"/queue/{promised}/met"
    day = {"happened_on-day": "9", "happened_on-month": "3", "happened_on-year": "2026"}
    with clock.fixed(AT):
        shown = client.get(path).content.decode()
        late = client.post(path, {"form_key": str(new_id()), "version": 3, **day})
        early = client.post(
            path, {"form_key": str(new_id()), "version": 3, **day | {"happened_on-day": "2"},
                   "because": "I was ill."},
        )  # fmt: skip
        done = client.post(
            path, {"form_key": str(new_id()), "version": 3, **day, "because": "I was ill."}
        )
        page = text_of(client.get(f"/queue/{promised}").content.decode())

    assert "When did this happen?" in shown
    assert 'value="30"' in shown
    assert "Say why it is written down only now." in late.content.decode()
    assert 'value="9"' in late.content.decode()
    assert "before the day on which help was asked for" in early.content.decode()
    assert "I was ill." in early.content.decode()
    assert done.status_code == 302
    assert "First meeting, on Monday 9 March" in page
    with acting(acting_as(world.priya)):
        assert ThreadMessage.objects.filter(event__move="record_first_contact").count() == 1


@pytest.mark.django_db
def test_a_wrong_day_is_put_right_on_its_page(world, promised, client):
    sign_in(client, world.priya)
    path = f"/queue/{promised}/day-wrong"
    with clock.fixed(AT):
        assert client.get(path).status_code == 302  # nothing has taken place yet
        writes(world, promised, Move.RECORD_FIRST_CONTACT, date(2026, 3, 24))
        shown = text_of(client.get(path).content.decode())
        done = client.post(path, {
            "form_key": str(new_id()), "version": 4, "of_version": "3", "words": "The wrong week.",
            "happened_on-day": "25", "happened_on-month": "3", "happened_on-year": "2026",
        })  # fmt: skip
        page = text_of(client.get(f"/queue/{promised}").content.decode())

    assert "First meeting, 24 March 2026" in shown
    assert done.status_code == 302
    assert "“First meeting” was on Wednesday 25 March" in page
    assert "First meeting, on Tuesday 24 March" in page


@pytest.mark.django_db
def test_a_person_writes_all_four_on_pages_and_the_clock_of_the_spell_stops(
    world, promised, client
):
    sign_in(client, world.priya)
    with clock.fixed(AT):
        for version, act in enumerate(("met", "measured", "assessed", "planned", "help-began"), 3):
            record = client.get(f"/queue/{promised}").content.decode()
            assert f"/queue/{promised}/{act}" in record, act
            done = client.post(
                f"/queue/{promised}/{act}", {"form_key": str(new_id()), "version": version}
            )
            assert done.status_code == 302, act
    until = date(2026, 4, 12)
    with as_job(organisation_id=world.riverside.pk, purpose="insight.clocks"):
        found = spell_totals(world.riverside.pk, first=date(2026, 3, 30), until=until)

    # Asked on 3 March, the last of the four on the 30th.
    assert found == {("S1", date(2026, 3, 30)): Total(1, 1, {27: 1})}
