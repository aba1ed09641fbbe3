"""A family's page from the records themselves: who has it now, what was said, who knows."""

from datetime import timedelta

import pytest
from django.db import connection

from schoolslink.access.actor import Actor
from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, person
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import make_sheets, saw_decision
from schoolslink.referrals.models import Carer
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.queries.family import family_view
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.family import FamilyPage, family_page
from schoolslink.referrals.rules.family.begun import BEGUN
from schoolslink.referrals.rules.text import Language, Sentence, say
from schoolslink.referrals.tests.arrange import (
    acting_as,
    begins_elsewhere,
    other_service,
    sent,
    tell_family,
    they_have_it,
)

pytestmark = pytest.mark.django_db

ENGLISH = Language(
    lambda text: text,
    lambda one, many, count: one if count == 1 else many,
    lambda day: f"{day:%A %-d %B}",
)


def family(world, item_id, noon) -> dict[str, Actor]:
    """Hand out the codes; return each of the family as an actor."""
    with acting(acting_as(world.nadia)) as nadia:
        made = make_sheets(actor=nadia, item_id=item_id, at=noon)
        codes = {m.pk: m.family_code_id for m in Carer.objects.filter(item_id=item_id)}
        child = Carer.objects.filter(item_id=item_id).values_list("child_id", flat=True)[0]
    return {
        sheet.relationship: Actor(
            kind="family", subject_id=codes[sheet.member_id], child_id=child, item_id=item_id,
            relationship=sheet.relationship,
        )
        for sheet in made
    }  # fmt: skip


def page_of(actor: Actor, noon) -> FamilyPage:
    with acting(actor):
        return family_page(family_view(actor, own_page(actor), at=noon).truth)


def lines(sentences) -> list[str]:
    return [say(sentence, ENGLISH) for sentence in sentences]


def decided(world, item_id, noon, move, version=2, **more):
    with acting(acting_as(world.priya)) as priya:
        decide(
            actor=priya, item_id=item_id, version=version, at=noon, answer=Answering(move, **more)
        )


def passed_on(world, noon, as_seed):
    with as_seed():
        little = other_service(world)
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    decided(
        world, item_id, noon, Move.REDIRECT, reason="not_covered", who_tells=Side.SERVICE,
        next_step="Little Steps rings you.", receiver_id=little.pk,
    )  # fmt: skip
    return item_id, who


def test_the_team_it_was_passed_to_is_named_before_and_after_it_says_yes(world, as_seed):
    noon = clock.real_now()  # what has ended a team opens for ninety real days more
    item_id, who = passed_on(world, noon, as_seed)

    before = lines(page_of(who["carer"], noon).decided)
    tell_family(world.priya, item_id, noon)
    they_have_it(world.priya, item_id, noon)
    after = page_of(who["carer"], noon)

    assert "It must ask Little Steps to help." in before[0]
    assert "It stays open here until Little Steps says yes." in before
    assert lines(after.who) == ["Little Steps has it now."]
    assert lines(after.decided) == [
        say(Sentence(BEGUN["had_carer"], {"day": clock.local_day(noon)}), ENGLISH),
        "Is this not so? Then ask again, and tell us that.",
        "You can ask again at any time.",
    ]


@pytest.mark.parametrize("whose", ["self", "carer"])
def test_the_services_own_words_are_read_by_the_family(world, noon, whose):
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Priya rings you.")

    page = page_of(who[whose], noon)

    assert page.quoted == "Priya rings you."
    assert lines(page.decided)[-1] == "This is what the team says:"


def test_advice_can_still_be_read_when_both_have_seen_it_and_it_is_over(world, noon):
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    decided(
        world, item_id, noon, Move.ADVISE, words="Ten minutes a day with her mentor.",
        next_step="Her tutor, at school.",
    )  # fmt: skip
    for actor in who.values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=noon)

    begins_elsewhere(world.nadia, item_id, noon + timedelta(days=1))

    page = page_of(who["carer"], noon + timedelta(days=1))

    assert page.quoted == "Ten minutes a day with her mentor."
    assert "The team told the school what can help, and what to try first." in lines(page.decided)
    assert [(before.text, own) for before, own in page.then] == [
        ("This is what comes next:", "Her tutor, at school."),
        ("This is what we were told:", "Ms Pell, at school"),
    ]


def test_words_are_kept_from_a_carer_who_hears_nothing_of_them(world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", tell="")
    who = family(world, item_id, noon)
    decided(world, item_id, noon, Move.ACCEPT, level="getting_help", words="Only for Ellie.")

    assert page_of(who["self"], noon).quoted == "Only for Ellie."
    assert page_of(who["carer"], noon).quoted == ""


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"interpreter": "yes"}, "The team knows that you want someone who speaks your language."),
        ({}, "Do you want someone who speaks your language? Ask us."),
        ({"carer_language": "English"}, None),
    ],
)
def test_whether_an_interpreter_was_asked_for(world, noon, said, sentence):
    item_id = sent(world, noon, called="Ellie", **said)

    page = page_of(family(world, item_id, noon)["carer"], noon)

    assert (page.interpreter and say(page.interpreter, ENGLISH)) == sentence


def test_the_young_person_reads_how_many_people_have_read_it(world, noon):
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    before = lines(page_of(who["self"], noon).who_knows)
    for reader in (world.priya, world.priya, world.sam, world.jo):
        with acting(acting_as(reader)) as actor:
            open_item(actor, item_id)
    ellie, halina = (lines(page_of(who[whose], noon).who_knows) for whose in ("self", "carer"))

    assert not any("has read it" in line or "have read it" in line for line in before)
    # A coordinator's look at the routing is no reading of it.
    assert "2 people who work on this have read it." in ellie
    assert not any("read it" in line for line in halina)


def test_readers_are_counted_only_for_who_may_know(world, noon):
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.priya)) as actor:
        child = open_item(actor, item_id).item.child_id
    counted = []
    for reader in (world.amira, world.priya):
        with acting(acting_as(reader)), connection.cursor() as cursor:
            cursor.execute("select audit.people_who_read(%s)", [child])
            counted += cursor.fetchone()

    assert counted == [0, 1]


@pytest.mark.parametrize(("risk", "knows"), [("yes", True), ("no", False)])
def test_the_safeguarding_lead_stands_among_those_who_know_on_her_own_page_alone(
    world, noon, as_seed, risk, knows
):
    with as_seed():
        member(person("Sue Field"), world.northgate, Role.SAFEGUARDING_LEAD)
    item_id = sent(world, noon, called="Ellie", risk_self_harm=risk)
    who = family(world, item_id, noon)
    line = "The person who keeps pupils safe at school knows that you asked for help."

    assert (line in lines(page_of(who["self"], noon).who_knows)) is knows
    assert line not in lines(page_of(who["carer"], noon).who_knows)


def test_nobody_is_named_where_the_school_has_no_safeguarding_lead(world, noon):
    item_id = sent(world, noon, called="Ellie", risk_self_harm="yes")

    page = page_of(family(world, item_id, noon)["self"], noon)

    assert not any("safe" in line for line in lines(page.who_knows))
