"""An answer leaves the school's list when whoever asked, or leads there, has read it: never before."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting, attempt
from schoolslink.checks.ground import undone
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.decide import Answering, decide, record_told, step
from schoolslink.referrals.commands.family import saw_decision
from schoolslink.referrals.commands.next_step import confirm_receipt, say_it_began
from schoolslink.referrals.commands.reading import read_at_school
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.reading import reads_for_school, stays_on_list
from schoolslink.referrals.tests.arrange import (
    acting_as,
    asked,
    begins_elsewhere,
    other_service,
    sent,
)
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(world, as_seed):
    """Northgate with a head and a cover beside Nadia, who leads and asks."""
    with as_seed():
        head, cover = person("Ms Head"), person("Mr Cover")
        member(head, world.northgate, Role.SCHOOL_HEAD)
        member(cover, world.northgate, Role.SCHOOL_COVER)
    return {"asker": world.nadia, "head": head, "cover": cover}


def version(who, item_id) -> int:
    with acting(acting_as(who)):
        return Item.objects.get(pk=item_id).version


def listed(who, item_id) -> bool:
    with acting(acting_as(who)) as actor:
        return item_id in {row.item_id for row in open_for_school(actor)}


def looks(who, item_id, at) -> None:
    with acting(acting_as(who)) as actor:
        read_at_school(actor=actor, item=Item.objects.get(pk=item_id), at=at)


def advised(world, at, move=Move.ADVISE, **given):
    item_id = sent(world, at, called="Ellie")
    said = {"words": "Ten minutes a day with her mentor."} | given
    if move is Move.ADVISE:
        said["next_step"] = "Her tutor, at school."
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=at, answer=Answering(move, **said))
    return item_id


def test_advice_that_is_over_waits_for_the_school_to_read_it(world, school, noon):
    item_id = advised(world, noon)
    for actor in family(world, item_id, noon).values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=noon)
    begins_elsewhere(world.nadia, item_id, noon + timedelta(days=1))
    with acting(acting_as(world.nadia)) as nadia:
        (row,) = open_for_school(nadia)
        assert (row.state, row.duty, row.person_id) == ("closed", "read_answer", world.nadia.pk)

    looks(school["head"], item_id, noon)
    assert listed(world.nadia, item_id)

    looks(school["cover"], item_id, noon)
    assert not listed(world.nadia, item_id)


def test_a_mail_that_left_is_not_yet_read(world, school, noon, as_seed):
    item_id = advised(world, noon)
    with as_seed():
        Told.objects.filter(item_id=item_id).update(told_at=noon, how="mail")
    with acting(acting_as(world.nadia)) as nadia:
        (row,) = open_for_school(nadia)
    assert row.read_by is not None

    looks(world.nadia, item_id, noon)

    with acting(acting_as(world.nadia)) as nadia:
        (row,) = open_for_school(nadia)
        told = Told.objects.get(item_id=item_id, whom="school")
    assert row.read_by is None
    assert (told.how, told.read_at) == ("mail", noon)


def test_an_answer_to_a_question_does_not_close_by_itself_unread(world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as priya:
        say(actor=priya, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)

    for days in (30, 40, 50):
        with clock.fixed(noon + timedelta(days=days)):
            jobs.escalate_overdue(0)
        assert listed(world.amira, item_id)

    looks(world.amira, item_id, noon)
    with clock.fixed(noon + timedelta(days=51)):
        jobs.escalate_overdue(0)
    assert not listed(world.amira, item_id)


def test_where_whoever_asked_has_gone_and_nobody_leads_any_reader_counts(
    world, school, noon, as_seed
):
    item_id = advised(world, noon)
    looks(school["head"], item_id, noon)
    with acting(acting_as(world.nadia)):
        assert Told.objects.get(item_id=item_id, whom="school").read_at is None

    with as_seed():
        Membership.objects.exclude(role=Role.SCHOOL_HEAD).filter(
            organisation=world.northgate
        ).delete()
    looks(school["head"], item_id, noon)

    with acting(acting_as(school["head"])):
        assert Told.objects.get(item_id=item_id, whom="school").read_at == noon


def test_the_home_page_leads_to_the_answer_that_is_to_be_read(world, school, noon):
    item_id = advised(world, noon)
    for actor in family(world, item_id, noon).values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=noon)
    begins_elsewhere(world.nadia, item_id, noon + timedelta(days=1))
    nadia = Client()
    sign_in(nadia, world.nadia)

    with clock.fixed(noon):
        page = nadia.get("/").text
        assert f'href="/asked/{item_id}#answer"' in page
        assert "Read the answer by" in page.split("For you to do")[1]
        nadia.get(f"/asked/{item_id}")
        assert "Nothing to do this week." in nadia.get("/").text


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nobody_reads_for_a_school_but_who_asked_leads_or_was_asked_while_there_is_one(
    asked, leads, was_asked, other
):
    reads = reads_for_school(
        asked=asked, leads=leads, is_asked_next=was_asked, is_anybody_else=other
    )

    assert reads == (asked or leads or was_asked or not other)


# Everything that may happen to an answered request, by whom: readers, tellers, and those who end it.
ACTS = ("self", "carer", "head", "service tells", "arrives", "next", "meets", "ends", "worse")


def does(act, world, school, codes, item_id, at) -> None:
    """Do one of these where it is possible now, and nothing where it is not."""
    moves = {"meets": Move.RECORD_FIRST_CONTACT, "worse": Move.SAY_WORSE}
    have_them = {"arrives": confirm_receipt, "next": say_it_began}
    if act == "head":
        looks(school["head"], item_id, at)
    elif act in codes:
        with acting(codes[act]) as actor:
            saw_decision(actor=actor, own=own_page(actor), at=at)
    else:
        seen = version(world.priya, item_id)
        with (
            suppress(ChangedMeanwhile, NotPossible, NotYours),
            acting(acting_as(world.priya)) as actor,
            attempt(),
        ):
            if act == "service tells":
                for duty in Told.objects.filter(
                    item_id=item_id, told_at__isnull=True, whom__in=["self", "carer"]
                ):
                    record_told(
                        actor=actor, item_id=item_id, told_id=duty.pk, how="phone",
                        version=seen, at=at,
                    )  # fmt: skip
            elif act == "ends":
                end = Answering(
                    Move.DISCHARGE, reason="goals_met", words="Well.", watch="Sleep.",
                    next_step="Ring us.",
                )  # fmt: skip
                decide(actor=actor, item_id=item_id, version=seen, answer=end, at=at)
            elif act in have_them:
                have_them[act](
                    actor=actor, item_id=item_id, version=seen, at=at, who="Ana, Little Steps",
                    how=HowKnown.FAMILY_SAID, since=clock.local_day(at),
                )  # fmt: skip
            else:
                step(
                    actor=actor, item_id=item_id, move=moves[act], version=seen, words="Now.",
                    at=at,
                )  # fmt: skip


@given(
    how=st.sampled_from(["advise", "help", "other team", "passed on"]),
    acts=st.lists(st.sampled_from(ACTS), max_size=8),
)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happens_an_unread_answer_is_on_the_list(world, school, as_seed, how, acts):
    at = clock.real_now()  # what has ended a team opens for ninety real days more
    given = {
        "advise": {"move": Move.ADVISE},
        "help": {"move": Move.ACCEPT, "level": "getting_help"},
        "other team": {"move": Move.NOT_ACCEPT, "reason": "age", "next_step": "A talk, by us."},
    }
    with undone():
        if how == "passed on":
            with as_seed():
                to = other_service(world).pk
            given[how] = {
                "move": Move.REDIRECT, "reason": "not_covered", "next_step": "They ring.",
                "to_them": "Play therapy.", "receiver_id": to,
            }  # fmt: skip
        item_id = advised(world, at, **given[how])
        codes = family(world, item_id, at)
        for act in acts:
            does(act, world, school, codes, item_id, at)
            assert listed(world.nadia, item_id), acts

        looks(world.nadia, item_id, at)

        with acting(acting_as(world.nadia)):
            is_open = Item.objects.get(pk=item_id).closed_at is None
        assert listed(world.nadia, item_id) == stays_on_list(is_open=is_open, is_unread=False)
