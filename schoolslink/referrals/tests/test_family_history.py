"""What has happened, dated, from the records themselves, as each of the family reads it."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.referrals.commands.check_in import tap
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.family import say as family_says
from schoolslink.referrals.commands.happening import put_day_right, write_down
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.rules.text import say
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.asking_own import asked
from schoolslink.referrals.tests.joining import joined
from schoolslink.referrals.tests.test_check_in import check_ins, morning
from schoolslink.referrals.tests.test_family import ENGLISH
from schoolslink.referrals.tests.test_family_history_rules import history
from schoolslink.referrals.tests.test_family_pages import browser, words
from schoolslink.referrals.tests.test_family_truth import family, page_of
from schoolslink.referrals.tests.test_help_ends import ended, helped
from schoolslink.referrals.tests.test_joining import SAME, decides
from schoolslink.referrals.tests.test_offers import little, refuse, take
from schoolslink.referrals.tests.test_transfer import card, hand, tell

__all__ = ["card", "little"]  # fixtures
pytestmark = pytest.mark.django_db

A_CHILD, WHO_DECIDES = "2016-05-04", "2009-01-10"


@pytest.fixture
def noon():
    """Stand on the real day: who works where follows the real calendar."""
    return clock.real_now()


def as_team(world, item_id, command, noon, **given):
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        return command(actor=priya, item_id=item_id, version=version, at=noon, **given)


WHOLE_WAY = [
    "Help was asked for.",
    "Riverside CAMHS got the request.",
    "Riverside CAMHS saw the request.",
    "Riverside CAMHS said yes.",
    "You were told what was decided.",
    "You met Riverside CAMHS for the first time.",
    "Help from Riverside CAMHS started.",
    "Riverside CAMHS wrote down that a meeting did not take place.",
    "You met Riverside CAMHS again.",
]
CLOSE = [WHOLE_WAY[7], "Riverside CAMHS met your child again."]


@pytest.fixture
def met(world, noon):
    """Return a request under help that was met twice and once not, and each of the family."""

    def walk(codes=family, **more):
        item_id = sent(world, noon, called="Ellie", **more)
        who = codes(world, item_id, noon)
        later = (noon + timedelta(seconds=n) for n in itertools.count(1))
        as_team(world, item_id, step, next(later), move=Move.ACKNOWLEDGE)
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        as_team(world, item_id, decide, next(later), answer=answer)
        with acting(acting_as(world.priya)):
            Told.objects.filter(item_id=item_id).update(told_at=next(later), how="phone")
        as_team(world, item_id, step, next(later), move=Move.RECORD_FIRST_CONTACT)
        as_team(world, item_id, step, next(later), move=Move.START_HELP)
        as_team(world, item_id, record_missed, next(later), words="At 10. Nobody came.")
        as_team(world, item_id, step, next(later), move=Move.RECORD_SECOND_CONTACT)
        return item_id, who

    return walk


def test_the_whole_way_stands_dated_and_says_who(met, noon):
    _item_id, who = met()

    page = page_of(who["self"], noon)

    assert history(page) == WHOLE_WAY
    assert {one.on for one in page.history} == {clock.local_day(noon)}
    assert [step.sentence.text for step in page.steps] == [
        "Help goes on.", "Before help ends, the team tells you what comes then.",
    ]  # fmt: skip


def test_a_carer_who_decides_reads_it_of_their_child(met, noon):
    _item_id, who = met(birth_date=A_CHILD)

    lines = history(page_of(who["carer"], noon))

    assert "Riverside CAMHS met your child for the first time." in lines
    assert set(CLOSE) <= set(lines)
    assert not [line for line in lines if line.startswith("You met")]


def test_of_a_young_person_who_decides_a_carer_reads_no_day_of_a_meeting(met, noon):
    _item_id, who = met(birth_date=WHO_DECIDES)

    lines = history(page_of(who["carer"], noon))

    assert "Riverside CAMHS said yes." in lines
    assert "Help from Riverside CAMHS started." in lines
    assert not set(CLOSE) & set(lines)
    assert set(WHOLE_WAY[7:]) <= set(history(page_of(who["self"], noon)))


def test_a_carer_who_is_not_told_reads_nothing_of_it(met, noon):
    _item_id, who = met(birth_date=WHO_DECIDES, tell="")

    page = page_of(who["carer"], noon)

    assert (page.history, page.steps) == ((), ())


def test_who_was_told_and_when_is_each_ones_own(met, noon):
    _item_id, who = met()
    with acting(who["carer"]) as carer:
        own = own_page(carer)
        mine = {one.pk for one in own.told if one.family_member_id == own.member.pk}
        assert len(mine) < len(own.told)
    assert history(page_of(who["carer"], noon)).count("You were told what was decided.") == 1


def test_what_one_of_the_family_said_stands_on_no_page_but_theirs(met, world, noon):
    _item_id, who = met()
    before = history(page_of(who["carer"], noon))
    with acting(who["self"]) as ellie:
        version = own_page(ellie).item.version
        family_says(actor=ellie, said=FamilySaid.WORSE, version=version, words="Worse.", at=noon)

    assert history(page_of(who["carer"], noon)) == before


def test_a_day_that_was_put_right_is_the_one_that_stands(world, noon):
    asked_at = noon - timedelta(days=9)
    item_id = sent(world, asked_at, called="Ellie")
    who = family(world, item_id, noon)
    answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
    as_team(world, item_id, decide, asked_at, answer=answer)
    today = clock.local_day(noon)
    as_team(
        world, item_id, write_down, noon, move=Move.RECORD_FIRST_CONTACT,
        happened_on=today - timedelta(days=2), because="",
    )  # fmt: skip
    met_on = page_of(who["self"], noon).history[-1]
    with acting(acting_as(world.priya)):
        first = Item.objects.get(pk=item_id).events.get(move=Move.RECORD_FIRST_CONTACT)
    right = today - timedelta(days=4)
    as_team(
        world, item_id, put_day_right, noon, of_version=first.version_seen, happened_on=right,
        words="It was the Monday.",
    )  # fmt: skip

    page = page_of(who["self"], noon)

    assert met_on.on == today - timedelta(days=2)
    assert history(page)[-1] == "You met Riverside CAMHS for the first time."
    assert page.history[-1].on == right


DOOR = "select kind, move, receiver from access.family_history()"


def from_door(actor) -> list[tuple]:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(DOOR)
        return cursor.fetchall()


def test_a_hand_over_is_dated_by_what_each_of_both_said(world, noon, little, card):
    request_id, card_id = card
    who = family(world, request_id, noon)
    offer_id = hand(world, little, card_id, noon)
    asked_over = history(page_of(who["self"], noon))
    tell(world, card_id, noon, 2)
    refuse(little, offer_id, noon)
    outbox.deliver_waiting()

    assert asked_over[-1] == "Riverside CAMHS asked Little Steps to take over."
    assert history(page_of(who["self"], noon))[-2:] == [
        "Riverside CAMHS asked Little Steps to take over.", "Little Steps could not take over.",
    ]  # fmt: skip


def test_taken_over_the_new_team_stands_on_the_line_and_the_old_one_before(
    world, noon, little, card
):  # fmt: skip
    request_id, card_id = card
    who = family(world, request_id, noon)
    offer_id = hand(world, little, card_id, noon)
    tell(world, card_id, noon, 2)
    take(little, offer_id, noon)
    outbox.deliver_waiting()

    lines = history(page_of(who["self"], noon))

    assert "Help from Riverside CAMHS started." in lines
    assert lines[-1] == "Little Steps took over."
    assert "Little Steps said that they will take over." not in lines  # that day says it


@pytest.fixture
def month(world, noon):
    """Return a request a month after its yes, whose check-in the school answered, and the family."""

    def walk(move=Move.FOUND_SAME, **more):
        item_id = sent(world, noon, called="Ellie", **more)
        who = family(world, item_id, noon)
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        as_team(world, item_id, decide, noon, answer=answer)
        morning(noon, 30)
        (one,) = check_ins(world, item_id)
        with acting(acting_as(world.nadia)) as nadia:
            tap(
                actor=nadia, item_id=one.pk, move=move, version=1, words="Sleeps.",
                at=noon + timedelta(days=30),
            )  # fmt: skip
        return item_id, who

    return walk


@pytest.mark.parametrize("move", [Move.FOUND_BETTER, Move.FOUND_SAME, Move.FOUND_WORSE])
def test_the_schools_monthly_question_is_dated_and_not_what_it_found(month, noon, move):
    _item_id, who = month(move)

    last = page_of(who["self"], noon + timedelta(days=30)).history[-1]

    assert last.on == clock.local_day(noon + timedelta(days=30))
    assert say(last.sentence, ENGLISH) == "The school asked how things are."


def test_that_nobody_was_reached_is_said(month, noon):
    _item_id, who = month(Move.FOUND_NOBODY, birth_date=A_CHILD)

    assert history(page_of(who["carer"], noon + timedelta(days=30)))[-1] == (
        "The school asked how things are. It could not reach anyone."
    )


@pytest.mark.parametrize(
    ("more", "hears", "close"),
    [
        ({"birth_date": A_CHILD}, True, True),
        ({"birth_date": WHO_DECIDES}, True, False),
        ({"birth_date": WHO_DECIDES, "tell": ""}, False, False),
    ],
)
def test_the_door_gives_a_carer_no_more_than_the_answer(month, noon, more, hears, close):
    _item_id, who = month(**more)

    assert from_door(who["self"]) == [("check_in", "found_same", None)]
    assert bool(from_door(who["carer"])) is hears
    lines = history(page_of(who["carer"], noon + timedelta(days=30)))
    assert ("The school asked how things are." in lines) is close


def test_a_door_of_nobodys_gives_nothing(month, world):
    month()

    assert from_door(acting_as(world.priya)) == []
    assert from_door(acting_as(world.nadia)) == []


def test_whoever_asked_too_reads_no_day_of_the_other_request(open_door, noon, as_seed):
    school_asked = sent(open_door, noon)
    own = asked(open_door, noon, as_seed, **SAME)
    joined(open_door, own.item_id, school_asked, noon)
    later = noon + timedelta(days=1)
    decides(open_door, school_asked, later)

    with clock.fixed(later):
        page = page_of(own, later)

    assert history(page) == [
        "Help was asked for.", "Riverside CAMHS got the request.", "Riverside CAMHS said yes.",
    ]  # fmt: skip
    theirs = family(open_door, school_asked, later)["self"]
    with clock.fixed(later):
        assert history(page_of(theirs, later))[-1] == "Riverside CAMHS said yes."


def test_after_the_end_what_has_happened_still_stands_and_nothing_is_ahead(world, noon):
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    helped(world, item_id, noon)
    ended(world, item_id, noon)
    with acting(acting_as(world.priya)):
        Told.objects.filter(item_id=item_id, told_at=None).update(told_at=noon, how="phone")

    page = page_of(who["self"], noon)

    assert "Riverside CAMHS said that its help comes to an end." in history(page)
    assert page.steps == ()


def test_a_long_way_is_folded_and_what_came_last_stands_open(met, world, noon):
    def sheets_of(world, item_id, at):
        with acting(acting_as(world.nadia)) as nadia:
            return {s.relationship: s for s in make_sheets(actor=nadia, item_id=item_id, at=at)}

    _item_id, sheets = met(sheets_of)

    page = words(browser(sheets["self"]).get("/my-request"))

    folded, _, rest = page.partition("</details>")
    assert "What has happened" in folded
    assert "What happened before that" in folded
    assert "Riverside CAMHS got the request." in folded
    assert "You met Riverside CAMHS again." in rest
    assert rest.index("You met Riverside CAMHS again.") < rest.index("What happens next")
