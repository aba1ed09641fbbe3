"""Two of a family who read in the same instant, and one tick that tells two decisions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event

import pytest
from django.db import connection, connections

from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.referrals.commands.decide import Answering, decide, record_told, step
from schoolslink.referrals.commands.family import choose, saw_decision
from schoolslink.referrals.errors import NotYours
from schoolslink.referrals.models import Holding, Item, Told
from schoolslink.referrals.pages.told import told_row
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Duty, Move, State
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.letters import AGREED
from schoolslink.referrals.tests.test_answer_unread import version
from schoolslink.referrals.tests.test_family_truth import decided, family
from schoolslink.referrals.tests.test_help_ends import END

in_database = pytest.mark.django_db  # one test commits, in a database of its own


def stands(world, item_id) -> str:
    with acting(acting_as(world.priya)):
        return Item.objects.get(pk=item_id).state


def owed(world, item_id) -> list[Told]:
    with acting(acting_as(world.priya)):
        found = Told.objects.filter(item_id=item_id, whom__in=["self", "carer"])
        return list(found.order_by("id"))


def test_two_who_read_in_the_same_instant_end_the_duty_to_tell(own_database, world, noon):
    item_id = sent(world, noon, called="Ellie", tell=AGREED)
    who = family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Yes.")
    both_opened, both_counted = Barrier(2, timeout=10), Barrier(2, timeout=1)

    def opens(actor: Actor) -> str:
        try:
            with acting(actor):
                own = own_page(actor)
                both_opened.wait()
                saw_decision(actor=actor, own=own, at=noon)
                # Neither leaves before the other has counted too, where nothing keeps them apart.
                with suppress(BrokenBarrierError):
                    both_counted.wait()
                with connection.cursor() as cursor:
                    cursor.execute("select current_user")
                    return str(cursor.fetchone()[0])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        users = list(threads.map(opens, who.values()))

    assert [user.endswith("app") for user in users] == [True, True]
    assert stands(world, item_id) == State.WAITING
    with acting(acting_as(world.priya)):
        assert Holding.objects.get(item_id=item_id, ended_at=None).duty != Duty.TELL


def test_a_no_to_home_in_the_instant_of_the_answer_leaves_nobody_to_tell_a_carer(
    own_database, world, noon
):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    ellie = family(world, item_id, noon)["self"]
    said, answered = Event(), Event()

    def chooses() -> None:
        try:
            with acting(ellie) as actor:
                choose(actor=actor, whom="carer", may_be_told=False, at=noon)
                said.set()
                # The answer is given meanwhile, where nothing keeps it back.
                answered.wait(timeout=1)
        finally:
            connections.close_all()

    def answers() -> None:
        try:
            said.wait(timeout=10)
            decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Yes.")
            answered.set()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(chooses), threads.submit(answers)]:
            done.result()

    still_to_tell = [one.whom for one in owed(world, item_id) if one.told_at is None]
    assert still_to_tell == ["self"]


def yes_help_end(world, item_id, noon) -> None:
    """Say yes, begin before anybody was told of it, and end it again."""
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Yes.")
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=item_id, move=Move.START_HELP, version=3, at=noon)
        end = Answering(Move.DISCHARGE, **END)
        decide(actor=priya, item_id=item_id, version=4, at=noon, answer=end)


def tick(world, item_id, duty, noon) -> None:
    seen = version(world.priya, item_id)
    with acting(acting_as(world.priya)) as priya:
        record_told(
            actor=priya, item_id=item_id, told_id=duty.pk, how="phone", version=seen, at=noon
        )


@in_database
def test_one_tick_of_the_end_tells_the_yes_before_it_to_that_person_alone(world, noon):
    item_id = sent(world, noon, called="Ellie")
    yes_help_end(world, item_id, noon)
    first, second, ended_first, ended_second = owed(world, item_id)

    tick(world, item_id, ended_first, noon)

    found = {duty.pk: duty.how for duty in owed(world, item_id)}
    assert found == {first.pk: "with_later", second.pk: "", ended_first.pk: "phone",
                     ended_second.pk: ""}  # fmt: skip
    assert stands(world, item_id) == State.HELP_ENDED
    (settled, *_rest) = owed(world, item_id)
    assert told_row(settled, None, noon.date())["done"].startswith("Together with the later answer")

    tick(world, item_id, ended_second, noon)

    assert stands(world, item_id) == State.DISCHARGED


@in_database
def test_a_tick_of_the_yes_tells_nobody_of_the_end(world, noon):
    item_id = sent(world, noon, called="Ellie")
    yes_help_end(world, item_id, noon)
    first = owed(world, item_id)[0]

    tick(world, item_id, first, noon)

    assert [duty.how for duty in owed(world, item_id)] == ["phone", "", "", ""]
    assert stands(world, item_id) == State.HELP_ENDED


@in_database
def test_who_is_told_of_the_yes_when_help_has_begun_is_written_down(world, noon):
    item_id = sent(world, noon, called="Ellie")
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Yes.")
    with acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=item_id, move=Move.START_HELP, version=3, at=noon)

    for duty in owed(world, item_id):
        tick(world, item_id, duty, noon)

    assert {duty.how for duty in owed(world, item_id)} == {"phone"}
    assert stands(world, item_id) == State.HELP_STARTED


@in_database
def test_nobody_writes_down_who_was_told_but_those_who_may_say_so(world, noon):
    item_id = sent(world, noon, called="Ellie", tell=AGREED)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Yes.")
    told = owed(world, item_id)[0]
    with acting(acting_as(world.priya)):
        child_id = Item.objects.get(pk=item_id).child_id

    with as_job(child_id=child_id, purpose="test") as job, pytest.raises(NotYours):
        record_told(actor=job, item_id=item_id, told_id=told.pk, how="phone", version=3, at=noon)

    assert owed(world, item_id)[0].told_at is None


@in_database
def test_one_of_a_family_does_not_tick_for_another(world, noon):
    item_id = sent(world, noon, called="Ellie", tell=AGREED)
    ellie = family(world, item_id, noon)["self"]
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Yes.")
    carers = next(one for one in owed(world, item_id) if one.whom == "carer")

    with acting(ellie) as actor, pytest.raises((NotYours, Told.DoesNotExist)):
        record_told(actor=actor, item_id=item_id, told_id=carers.pk, how="page", version=3, at=noon)

    assert all(one.told_at is None for one in owed(world, item_id))
