"""Whom the young person shuts out after the answer nobody tells any more; and nothing waits for them."""

from itertools import product

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.family import choose
from schoolslink.referrals.models import Holding, Item, Told
from schoolslink.referrals.pages.told import told_rows
from schoolslink.referrals.queries.family import family_view
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.rules import Duty, Move
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.not_to_contact import Way
from schoolslink.referrals.rules.reach import Case, Channel, reach
from schoolslink.referrals.rules.sharing import (
    CarerFacts,
    Choice,
    Order,
    Reader,
    shuts_out_carers,
)
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import family
from schoolslink.referrals.tests.test_told_at_once import owed, stands, tick

pytestmark = pytest.mark.django_db

OLDER, CHILD = "2009-01-10", "2014-01-10"


@pytest.fixture
def noon():
    return clock.real_now()


def asked_and_answered(world, noon, born):
    """Let Ellie and her mother each have a page, and the team help; nobody has been told yet."""
    item_id = sent(world, noon, called="Ellie", birth_date=born)
    them = family(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, words="Yes.", level="getting_help")
        decide(actor=priya, item_id=item_id, version=2, answer=answer, at=noon)
    return item_id, them


@pytest.fixture
def answered(world, noon):
    return asked_and_answered(world, noon, OLDER)


def duty_to(world, item_id, whom) -> Told:
    return next(one for one in owed(world, item_id) if one.whom == whom)


def truth_of(actor, noon):
    with acting(actor) as whose:
        return family_view(whose, own_page(whose), at=noon).truth


def says_no_to_home(ellie, noon) -> None:
    with acting(ellie) as actor:
        choose(actor=actor, whom="carer", may_be_told=False, at=noon)


def test_where_home_is_not_to_know_nothing_reaches_any_carer_whoever_they_are():
    for choice, decider in product(Choice, Decider):
        whoever = [
            Case(Reader.CARER, choice, decider, CarerFacts(responsible, order), replaced,
                 risk_marked=risk, not_by=frozenset(ways))
            for responsible, order, replaced, risk, ways in product(
                (True, False), Order, (True, False), (True, False), [(), *((way,) for way in Way)]
            )
        ]  # fmt: skip
        reached = {reach(channel, case).is_nothing for channel in Channel for case in whoever}
        assert (reached == {True}) == shuts_out_carers(choice, decider), (choice, decider)


def test_nobody_is_sent_to_tell_a_carer_whom_the_young_person_shuts_out_after_the_answer(
    world, answered, noon
):
    item_id, them = answered
    says_no_to_home(them["self"], noon)

    ended = duty_to(world, item_id, "carer")
    chose = them["self"].subject_id
    assert (ended.how, ended.told_at, ended.told_by) == ("not_chosen", noon, chose)
    assert duty_to(world, item_id, "self").told_at is None
    with acting(acting_as(world.priya)) as priya:
        record = open_for_team(priya, item_id)
        shown = {one["id"]: one for one in told_rows(record, clock.today())}[ended.pk]
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
    assert (shown["done"], shown["overdue"]) == ("", False)
    assert shown["stopped"] == (
        "Nobody tells them: the young person decides, and home is not to know."
    )
    assert held.duty == Duty.TELL


def test_where_they_were_the_last_to_be_told_the_request_goes_on(world, answered, noon):
    item_id, them = answered
    tick(world, item_id, duty_to(world, item_id, "self"), noon)
    says_no_to_home(them["self"], noon)

    assert stands(world, item_id) == "waiting"
    with acting(acting_as(world.priya)):
        assert Holding.objects.get(item_id=item_id, ended_at__isnull=True).duty != Duty.TELL
    truth = truth_of(them["self"], noon)
    assert {one.reader: one.on for one in truth.knows if one.reader is Reader.CARER} == {
        Reader.CARER: None
    }


def test_who_was_told_before_they_were_shut_out_was_told(world, answered, noon):
    item_id, them = answered
    tick(world, item_id, duty_to(world, item_id, "carer"), noon)
    says_no_to_home(them["self"], noon)

    assert duty_to(world, item_id, "carer").how == "phone"


def test_a_carer_who_decides_is_still_to_be_told_where_they_said_no_of_others(world, noon):
    item_id, them = asked_and_answered(world, noon, CHILD)
    says_no_to_home(them["carer"], noon)

    assert duty_to(world, item_id, "carer").told_at is None


def test_where_it_turns_out_that_the_young_person_decides_a_no_ends_it_too(world, noon):
    item_id, them = asked_and_answered(world, noon, CHILD)
    says_no_to_home(them["carer"], noon)
    with acting(acting_as(world.nadia)) as nadia:
        version = Item.objects.get(pk=item_id).version
        add_answers(
            actor=nadia, item_id=item_id, version=version, answers={"birth_date": OLDER}, at=noon
        )

    assert duty_to(world, item_id, "carer").how == "not_chosen"


def test_whoever_writes_down_that_they_told_them_reads_that_nobody_may(
    world, answered, noon, client
):
    item_id, them = answered
    duty = duty_to(world, item_id, "carer")
    sign_in(client, world.priya)
    page = client.get(reverse("referrals:record", args=[item_id])).content.decode()
    assert "They have been told" in page
    says_no_to_home(them["self"], noon)
    said = client.post(
        reverse("referrals:told", args=[item_id, duty.pk]),
        {"how": "phone", "version": "3", "form_key": str(new_id())},
    )

    assert said.status_code == 200
    assert "Nobody is to tell them any more" in said.content.decode()
    assert duty_to(world, item_id, "carer").how == "not_chosen"


@pytest.mark.parametrize(
    ("who", "change"),
    [
        ("self", {"how": "phone", "told_at": "now"}),
        ("self", {"how": "not_chosen", "told_at": "now"}),
        ("carer", {"how": "not_chosen", "told_at": "now"}),
        ("priya", {"how": "not_chosen", "told_at": "now"}),
    ],
    ids=["in another way", "without a no", "a carer of themselves", "the team"],
)
def test_the_database_lets_nobody_say_so_without_a_no_of_whoever_decides(
    world, answered, noon, who, change
):
    item_id, them = answered
    duty = duty_to(world, item_id, "carer")
    actor = acting_as(world.priya) if who == "priya" else them[who]

    with acting(actor), pytest.raises(DatabaseError), transaction.atomic():
        Told.objects.filter(pk=duty.pk).update(**change | {"told_at": noon})

    assert duty_to(world, item_id, "carer").told_at is None


def test_the_young_person_writes_nothing_else_into_anothers_duty(world, answered, noon):
    item_id, them = answered
    duty = duty_to(world, item_id, "carer")

    with acting(them["self"]) as ellie:
        choose(actor=ellie, whom="carer", may_be_told=True, at=noon)
        for change in ({"manager_asked_at": noon}, {"asked_next": ["x"], "asked_next_at": noon}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Told.objects.filter(pk=duty.pk).update(**change)


def test_whom_nobody_told_reads_later_of_no_day_on_which_they_were(world, answered, noon):
    item_id, them = answered
    tick(world, item_id, duty_to(world, item_id, "self"), noon)
    says_no_to_home(them["self"], noon)
    with acting(them["self"]) as ellie:
        choose(actor=ellie, whom="carer", may_be_told=True, at=noon)

    told = {
        who: [one.move for one in truth_of(actor, noon).happened].count(Move.RECORD_TOLD)
        for who, actor in them.items()
    }

    assert told["carer"] == 0
    assert told["self"] > 0
