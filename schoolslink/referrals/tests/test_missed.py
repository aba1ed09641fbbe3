"""A missed appointment closes nothing: the team finds out why, the school says what it knows."""

from uuid import UUID

import pytest
from django.db import DatabaseError

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.beside import step_beside
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import say
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, SharingChoice
from schoolslink.referrals.queries import open_for_team, open_item
from schoolslink.referrals.queries.at_school import open_for_school
from schoolslink.referrals.queries.lists import queue_of
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.letters import AGREED
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_help_ends import END, helped
from schoolslink.referrals.tests.turns import Two, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    """Stand on the real day: what a team has ended it opens for ninety real days more."""
    return clock.real_now()


@pytest.fixture
def two(world, client):
    """Let both sides use one browser in turn."""
    return Two(world, client)


WORDS = "Tuesday at 10 at the clinic, by letter. Nobody came."


@pytest.fixture
def missed(world, noon) -> tuple[UUID, UUID]:
    """Return a request under help and what is looked into beside it."""
    item_id = sent(world, noon, called="Ellie")
    helped(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        beside = record_missed(actor=priya, item_id=item_id, version=4, words=WORDS, at=noon)
    assert beside is not None
    return item_id, beside


def holds(world, item_id, who="priya") -> Holding | None:
    with acting(acting_as(getattr(world, who))):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def by(noon):
    return add_working_days(clock.local_day(noon), 2)


def end_help(world, item_id, noon) -> None:
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(move=Move.DISCHARGE, **END)
        decide(actor=priya, item_id=item_id, version=5, at=noon, answer=answer)


def test_it_has_a_holder_and_a_day_of_its_own_and_the_request_keeps_its_own(world, missed, noon):
    request_id, beside = missed

    held, before = holds(world, beside), holds(world, request_id)

    assert (held.person_id, held.duty, held.due_on) == (
        world.priya.pk, Duty.REACH_FAMILY, by(noon),
    )  # fmt: skip
    assert held.beside_on == by(noon)
    assert (before.duty, before.state) == (Duty.REVIEW, State.HELP_STARTED)


def test_help_cannot_end_while_nobody_knows_why(world, missed, noon):
    request_id, beside = missed

    with pytest.raises(NotPossible, match="missed"):
        end_help(world, request_id, noon)

    with acting(acting_as(world.priya)) as priya:
        step_beside(
            actor=priya, item_id=beside, move=Move.RECORD_REACHED, version=1, at=noon,
            words="They had moved. New day: Friday.",
        )  # fmt: skip
    assert holds(world, beside) is None
    assert holds(world, request_id).state == State.HELP_STARTED


def test_the_database_refuses_an_end_of_help_too(world, missed, noon, monkeypatch):
    request_id, _ = missed
    monkeypatch.setattr(
        "schoolslink.referrals.commands.decide.require_nothing_missed", lambda item: None
    )

    with pytest.raises(DatabaseError, match="missed appointment"):
        end_help(world, request_id, noon)


def test_the_school_is_asked_and_says_what_it_knows(world, missed, client, noon, two):
    _, beside = missed
    outbox.deliver_waiting()

    with acting(acting_as(world.nadia)) as nadia:
        row = next(one for one in open_for_school(nadia) if one.item_id == beside)
    assert (row.kind, row.initials, row.beside_on) == (Kind.MISSED, "EW", by(noon))
    page = text_of(two.reads(beside))
    assert "Missed appointment" in page
    two.presses(beside, "say-known", words="Her mother works nights; ring after 4.")

    held = holds(world, beside)
    assert (held.duty, held.due_on, held.beside_on) == (Duty.REACH_FAMILY, by(noon), None)
    with acting(acting_as(world.priya)) as priya:
        said = [one.words for one in open_item(priya, beside).history]
    assert "Her mother works nights; ring after 4." in said


def test_a_school_is_told_by_message_once(world, missed, as_seed):
    outbox.deliver_waiting()

    with as_seed():
        asked = Notice.objects.filter(kind="referrals.say_what_is_known")
        assert list(asked.values_list("recipient_person_id", flat=True)) == [world.nadia.pk]


def test_a_school_that_is_not_told_does_not_have_it(world, missed, noon, as_seed):
    request_id, beside = missed

    with as_seed():
        SharingChoice.objects.create(
            item_id=request_id, whom="school", may_be_told=False, chosen_by="carer", at=noon
        )

    with acting(acting_as(world.nadia)) as nadia:
        assert not Item.objects.filter(pk=beside).exists()
        assert beside not in {one.item_id for one in open_for_school(nadia)}
    with acting(acting_as(world.priya)) as priya:
        assert beside in {one.item_id for one in queue_of(priya)}


def test_a_second_one_while_the_first_is_looked_into_opens_nothing_more(world, missed, noon):
    request_id, _ = missed

    with acting(acting_as(world.priya)) as priya:
        again = record_missed(actor=priya, item_id=request_id, version=5, words=WORDS, at=noon)
        stands = open_for_team(priya, request_id).opened.beside

    assert again is None
    assert [one.kind for one in stands] == [Kind.MISSED]


def test_a_school_cannot_say_that_somebody_did_not_come(world, missed, noon):
    request_id, _ = missed

    with acting(acting_as(world.nadia)) as nadia, pytest.raises(NotYours):
        record_missed(actor=nadia, item_id=request_id, version=5, words=WORDS, at=noon)


def test_when_the_request_ends_nobody_looks_for_them_any_more(world, noon):
    decides_alone = f"{noon.year - 17}-01-20"
    item_id = sent(world, noon, called="Ellie", tell=AGREED, birth_date=decides_alone)
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
        beside = record_missed(actor=priya, item_id=item_id, version=3, words=WORDS, at=noon)
    with acting(family(world, item_id, noon)["self"]) as young:
        say(actor=young, said=FamilySaid.STOPS, version=4, words="No.", at=noon)

    outbox.deliver_waiting()

    assert holds(world, beside) is None
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=beside).state == State.CLOSED


def test_the_team_writes_it_down_on_its_page_and_sees_both(world, noon, two, client):
    item_id = sent(world, noon, called="Ellie")
    helped(world, item_id, noon)

    two.answers(item_id, "missed", words=WORDS)

    with acting(acting_as(world.priya)) as priya:
        (one,) = open_item(priya, item_id).beside
    sign_in(client, world.priya)
    page = text_of(client.get(f"/queue/{one.item_id}").content.decode())
    assert "Missed appointment" in page
    assert "The request that it belongs to" in page
    two.answers(one.item_id, "reached", words="Ill; next on Friday at 10.", form_key=str(new_id()))
    assert holds(world, one.item_id) is None
