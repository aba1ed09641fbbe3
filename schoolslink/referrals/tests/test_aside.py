"""Days are set aside beside a family's wait, which counts every day all the same; and count again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.setting_aside import count_again, set_aside
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.aside import stands_aside
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.aside import (
    AfterTheWait,
    Aside,
    AsideAlready,
    BeforeTheWait,
    LastBeforeFirst,
    NoSuchReason,
    NotOverYet,
    check_aside,
)
from schoolslink.referrals.rules.clocks import BESIDE, CLOCKS, Looking
from schoolslink.referrals.rules.clocks.adjusted import PAUSES, Pause, Paused, offered_on
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.arrange import sent as a_request
from schoolslink.referrals.tests.test_family_pages import browser
from schoolslink.referrals.tests.test_happened import AT, accepted, at_last, promised, writes
from schoolslink.referrals.tests.timelines import invented
from schoolslink.referrals.tests.turns import text_of

__all__ = ["promised"]  # a fixture

TODAY, ASKED, HELPED = date(2026, 3, 30), date(2026, 3, 3), date(2026, 3, 24)
ASIDE = Aside(3, Paused(Pause.NOT_REACHED, date(2026, 3, 9), date(2026, 3, 12)))


def march(day: int) -> date:
    return date(2026, 3, day)


def refused(first, last, *, why="family_asked", before=(), helped=None):
    try:
        check_aside(why, first, last, before, today=TODAY, asked_on=ASKED, helped_on=helped)
    except Exception as broken:
        return type(broken)
    return None


@pytest.mark.parametrize(
    ("first", "last", "more", "found"),
    [
        (march(3), march(30), {}, None),
        (march(3), march(31), {}, NotOverYet),
        (march(2), march(9), {}, BeforeTheWait),
        (march(9), march(8), {}, LastBeforeFirst),
        (march(9), march(9), {"why": "holidays"}, NoSuchReason),
        (march(20), march(24), {"helped": HELPED}, None),
        (march(20), march(25), {"helped": HELPED}, AfterTheWait),
        (march(4), march(8), {"before": (ASIDE,)}, None),
        (march(4), march(9), {"before": (ASIDE,)}, AsideAlready),
        (march(12), march(20), {"before": (ASIDE,)}, AsideAlready),
        (march(13), march(20), {"before": (ASIDE,)}, None),
    ],
)
def test_days_on_which_nobody_waited_are_refused_with_a_sentence(first, last, more, found):
    assert refused(first, last, **more) is found


def test_a_reason_is_given_only_between_its_days(monkeypatch):
    gone = replace(PAUSES[Pause.NOT_REACHED], until_on=TODAY)
    monkeypatch.setitem(PAUSES, Pause.NOT_REACHED, gone)

    assert [one.why for one in offered_on(TODAY)] == [Pause.FAMILY_ASKED]
    assert refused(march(9), march(9), why="not_reached") is NoSuchReason


@given(st.integers(0, 100_000), st.integers(0, 260))
def test_no_clock_of_the_family_hears_of_a_day_set_aside(seed, until):
    draw = Random(seed)
    first, last = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    whole = invented(draw, first, last, child=0).timeline()
    without = replace(
        whole, made=tuple(one for one in whole.made if one.aside is None and one.again is None)
    )
    looking = Looking(first.date() + timedelta(days=until), add_working_days)

    for one in CLOCKS:
        assert one.reading(whole, looking) == one.reading(without, looking), one.id
    for one in BESIDE:
        own, beside = one.of.reading(whole, looking), one.reading(whole, looking)
        assert (own is None) == (beside is None)
        if own and beside and own.amount is not None:
            assert (beside.on, beside.kept) == (own.on, own.kept)
            assert 0 <= beside.amount <= own.amount


def sets(world, item_id, first, last, why="family_asked", version=None, who="priya"):
    with acting(acting_as(getattr(world, who))) as actor:
        seen = Item.objects.get(pk=item_id).version if version is None else version
        return set_aside(actor=actor, item_id=item_id, version=seen, why=why, first_on=first,
                         last_on=last, at=AT)  # fmt: skip


def again(world, item_id, of_version):
    with acting(acting_as(world.priya)) as priya:
        seen = Item.objects.get(pk=item_id).version
        return count_again(actor=priya, item_id=item_id, version=seen, of_version=of_version, at=AT)


def standing(world, item_id):
    with acting(acting_as(world.priya)):
        return [one.days for one in stands_aside(Item.objects.get(pk=item_id))]


@pytest.mark.django_db
def test_days_are_set_aside_and_count_again_and_what_is_due_stays_due(world, promised):
    def due():
        with acting(acting_as(world.priya)):
            row = Holding.objects.get(item_id=promised, ended_at__isnull=True)
            return row.duty, row.due_on

    before = due()
    sets(world, promised, march(9), march(12))

    assert standing(world, promised) == [Paused(Pause.FAMILY_ASKED, march(9), march(12))]
    assert due() == before
    with pytest.raises(NotPossible) as came:
        sets(world, promised, march(12), march(20))
    assert came.value.field == "happened_on"
    with pytest.raises(NotPossible) as came:
        sets(world, promised, march(13), date(2026, 4, 1))
    assert came.value.field == "until_on"

    again(world, promised, 3)

    assert standing(world, promised) == []
    with acting(acting_as(world.priya)):
        kept = ItemEvent.objects.get(item_id=promised, move="set_aside")
    assert (kept.happened_on, kept.until_on, kept.reason) == (march(9), march(12), "family_asked")
    with pytest.raises(NotPossible) as came:
        again(world, promised, 3)
    assert came.value.field == "of_version"
    sets(world, promised, march(12), march(20))
    writes(world, promised, Move.START_HELP, march(24))
    with pytest.raises(NotPossible):
        sets(world, promised, march(22), march(26))


@pytest.mark.django_db
def test_of_two_at_once_the_second_is_told_and_no_school_sets_days_aside(world, promised):
    sets(world, promised, march(9), march(12), version=3)

    with pytest.raises(ChangedMeanwhile):
        sets(world, promised, march(20), march(20), version=3)
    with pytest.raises(NotYours):
        sets(world, promised, march(20), march(20), who="nadia")


def bare(world, item_id, move, **facts):
    """Write the event as code would that asks no rule."""
    with acting(acting_as(world.priya)) as priya:
        item = Item.objects.get(pk=item_id)
        event = ItemEvent(
            item_id=item_id, move=move, version_seen=item.version, at=AT, side="service",
            actor_kind="person", actor_id=priya.person_id, holder_pool_id=item.team_id,
            holder_side="service", duty="review", due_on=TODAY, **facts,
        )  # fmt: skip
        with pytest.raises(DatabaseError) as came:
            at_last(event)
    return came.value.__cause__.sqlstate


@pytest.mark.django_db
def test_the_database_refuses_days_on_which_nobody_waited(world, promised):
    def days(first, last, why="family_asked"):
        return bare(world, promised, "set_aside", happened_on=first, until_on=last, reason=why)

    assert days(march(2), march(9)) == "SL435"
    assert days(march(9), march(31)) == "SL435"
    assert days(march(9), march(8)) == "SL435"
    assert days(march(9), None) == "SL435"
    assert days(march(9), march(9), why="") == "23514"
    assert bare(world, promised, "count_again", puts_right=2) == "SL435"
    assert bare(world, promised, "record_missed", until_on=TODAY) == "SL435"
    sets(world, promised, march(9), march(12))
    assert days(march(12), march(14)) == "SL435"
    again(world, promised, 3)
    assert bare(world, promised, "count_again", puts_right=3) == "SL435"
    writes(world, promised, Move.START_HELP, march(24))
    assert days(march(20), march(25)) == "SL435"


def form(first, last, version, **more):
    days = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("happened_on", first), ("until_on", last))
        for part in ("day", "month", "year")
    }
    return {"form_key": str(new_id()), "version": version, "why": "not_reached", **days, **more}


@pytest.mark.django_db
def test_the_record_shows_both_waits_and_the_family_s_own_first(world, promised, client):
    sign_in(client, world.priya)
    record, path = f"/queue/{promised}", f"/queue/{promised}/days-aside"
    with clock.fixed(AT):
        before = text_of(client.get(record).content.decode())
        wrong = client.post(path, form(march(12), march(9), 3))
        sent = form(march(9), march(12), 3)
        done = client.post(path, sent)
        same = client.post(path, sent)
        page = text_of(client.get(record).content.decode())

    assert "They have waited" not in before
    assert f"{promised}/count-again" not in before
    assert "The last day is before the first." in wrong.content.decode()
    assert 'value="12"' in wrong.content.decode()
    assert done.status_code == same.status_code == 302
    assert (
        "They have waited 27 days since asking. Beside it, without the days set aside: 23 days."
    ) in page
    assert (
        "Set days aside, beside the wait: Monday 9 March to Thursday 12 March,"
        " nobody could be reached"
    ) in page
    with acting(acting_as(world.priya)):
        assert ItemEvent.objects.filter(item_id=promised, move="set_aside").count() == 1


@pytest.mark.django_db
def test_days_count_again_on_their_page(world, promised, client):
    sign_in(client, world.priya)
    path = f"/queue/{promised}/count-again"
    with clock.fixed(AT):
        assert client.get(path).status_code == 302  # nothing stands aside yet
        sets(world, promised, march(9), march(9))
        shown = text_of(client.get(path).content.decode())
        nothing = client.post(path, {"form_key": str(new_id()), "version": 4})
        done = client.post(path, {"form_key": str(new_id()), "version": 4, "of_version": "3"})
        page = text_of(client.get(f"/queue/{promised}").content.decode())

    assert "Monday 9 March, the family asked to wait" in shown
    assert "Choose which days count again" in nothing.content.decode()
    assert done.status_code == 302
    assert "They have waited" not in page
    assert "Counted days again that were set aside" in page


@pytest.mark.django_db
def test_whoever_of_the_family_hears_the_answer_reads_it_on_their_page(world, noon):
    item_id = a_request(world, noon, called="Ellie")
    with acting(acting_as(world.nadia)) as nadia:
        sheets = {
            one.relationship: one for one in make_sheets(actor=nadia, item_id=item_id, at=noon)
        }
    accepted(world, item_id, noon)
    sets(world, item_id, march(9), march(12))
    for whose in ("self", "carer"):
        with clock.fixed(AT):
            shown = browser(sheets[whose]).get("/my-request", follow=True)
        page = text_of(shown.content.decode())
        assert "We were asked to wait from Monday 9 March to Thursday 12 March." in page
        assert "Your wait still counts each day." in page
    with acting(acting_as(world.nadia)) as nadia:
        history = [one.move for one in open_item(nadia, item_id).history]
    assert "set_aside" in history
