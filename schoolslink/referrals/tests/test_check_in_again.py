"""Whom nobody could reach is tried again some days later, then by the team, and not for ever."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.check_in import tap
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import say
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Duty, Move, State
from schoolslink.referrals.rules.check_in import AGAIN_DAYS, TRIES, is_tried_again, team_asks
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_after_help import over
from schoolslink.referrals.tests.test_check_in import check_ins, held, morning
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db
__all__ = ["over"]  # a fixture


@pytest.fixture
def noon():
    """Stand on the real day: who works where follows the real calendar."""
    return clock.real_now()


@pytest.fixture
def waits(world, noon):
    """Return a request with a yes of today."""
    item_id = sent(world, noon, called="Ellie")
    answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
    return item_id


def says(who, item_id, move, at) -> None:
    with acting(acting_as(who)) as actor:
        seen = Item.objects.get(pk=item_id).version
        tap(actor=actor, item_id=item_id, move=move, version=seen, words="", at=at)
    outbox.deliver_waiting()


def tried(world, request_id, noon, days, who=None) -> Item:
    """Let the morning of a day come, and whoever is asked not reach them; return what was opened."""
    before = len(check_ins(world, request_id))
    morning(noon, days)
    now = check_ins(world, request_id)
    assert len(now) == before + 1
    says(who or world.nadia, now[-1].pk, Move.FOUND_NOBODY, noon + timedelta(days=days))
    return now[-1]


@given(st.integers(0, 6), st.integers(-1, 9), st.booleans())
def test_it_is_tried_again_twice_after_some_days_and_not_of_who_has_spoken(row, after, spoken):
    ended = date(2026, 3, 2)

    again = is_tried_again(ended, ended + timedelta(days=after), not_reached=row, has_spoken=spoken)

    assert again == (row in (1, 2) and after >= AGAIN_DAYS and not spoken)
    assert team_asks(row) == (row >= TRIES - 1)


def test_who_was_not_reached_is_tried_again_by_the_same_and_then_by_the_team(world, waits, noon):
    tried(world, waits, noon, 28)
    morning(noon, 28 + AGAIN_DAYS - 1)
    assert len(check_ins(world, waits)) == 1

    for _ in range(2):  # however often the morning comes
        morning(noon, 28 + AGAIN_DAYS)
    _first, second = check_ins(world, waits)
    day = clock.local_day(noon + timedelta(days=28 + AGAIN_DAYS))
    now = held(world, second.pk)
    assert (now.person_id, now.duty, now.due_on) == (
        world.nadia.pk, Duty.CHECK_IN, add_working_days(day, 5),
    )  # fmt: skip

    says(world.nadia, second.pk, Move.FOUND_NOBODY, noon + timedelta(days=31))
    morning(noon, 31 + AGAIN_DAYS)
    third = check_ins(world, waits)[-1]
    now = held(world, third.pk)
    assert (now.side, now.person_id, now.duty) == ("service", world.priya.pk, Duty.CHECK_IN)


def test_the_team_is_told_in_neutral_words(world, waits, noon, as_seed):
    tried(world, waits, noon, 28)
    tried(world, waits, noon, 32)
    morning(noon, 36)

    third = check_ins(world, waits)[-1]
    with as_seed():
        (mail,) = Notice.objects.filter(kind="referrals.check_in", about_id=third.pk)
        assert mail.recipient_person_id == world.priya.pk


def test_the_family_is_written_to_once_a_month_however_often_it_is_tried(
    world, waits, noon, monkeypatch
):
    written: list[UUID] = []
    monkeypatch.setattr(
        "schoolslink.referrals.jobs.check_in.ask_family_how_it_is",
        lambda _request, asked, at: written.append(asked),
    )

    first = tried(world, waits, noon, 28)
    tried(world, waits, noon, 32)
    tried(world, waits, noon, 36, world.priya)
    assert written == [first.pk]
    morning(noon, 56)

    assert written == [first.pk, check_ins(world, waits)[-1].pk]


def test_after_the_team_could_not_either_it_waits_for_the_next_month(world, waits, noon):
    tried(world, waits, noon, 28)
    tried(world, waits, noon, 32)
    tried(world, waits, noon, 36, world.priya)

    morning(noon, 55)
    assert len(check_ins(world, waits)) == TRIES
    morning(noon, 56)
    fourth = check_ins(world, waits)[-1]
    assert held(world, fourth.pk).side == "service"  # in a row, and so the team's
    says(world.priya, fourth.pk, Move.FOUND_NOBODY, noon + timedelta(days=57))
    morning(noon, 70)
    assert len(check_ins(world, waits)) == TRIES + 1


def test_reached_at_last_it_is_the_schools_again(world, waits, noon):
    tried(world, waits, noon, 28)
    tried(world, waits, noon, 32)
    morning(noon, 36)
    says(world.priya, check_ins(world, waits)[-1].pk, Move.FOUND_SAME, noon + timedelta(days=37))

    morning(noon, 45)
    assert len(check_ins(world, waits)) == TRIES
    morning(noon, 56)

    assert held(world, check_ins(world, waits)[-1].pk).person_id == world.nadia.pk


def test_nobody_tries_again_where_the_family_has_spoken(world, waits, noon):
    who = family(world, waits, noon)
    tried(world, waits, noon, 28)

    with acting(who["self"]) as child:
        version = Item.objects.get(pk=waits).version
        at = noon + timedelta(days=29)
        say(actor=child, said=FamilySaid.SAME, version=version, words="", at=at)
    outbox.deliver_waiting()
    morning(noon, 40)

    assert [one.state for one in check_ins(world, waits)] == [State.NOT_REACHED]


def test_nobody_tries_again_once_help_has_begun(world, waits, noon):
    tried(world, waits, noon, 28)
    with acting(acting_as(world.priya)) as priya:
        seen = Item.objects.get(pk=waits).version
        at = noon + timedelta(days=29)
        step(actor=priya, item_id=waits, move=Move.START_HELP, version=seen, at=at)

    morning(noon, 40)

    assert len(check_ins(world, waits)) == 1


def test_after_help_too_it_is_tried_again(world, over, noon):
    tried(world, over, noon, 28)
    morning(noon, 30)
    assert len(check_ins(world, over)) == 1
    tried(world, over, noon, 31)
    morning(noon, 35)

    third = check_ins(world, over)[-1]
    assert held(world, third.pk).side == "service"
    says(world.priya, third.pk, Move.FOUND_NOBODY, noon + timedelta(days=36))
    morning(noon, 80)
    assert len(check_ins(world, over)) == TRIES
