"""Whoever waits reads what people really waited, and what helps until then; or that nobody can say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.pages.waiting import wait_words
from schoolslink.referrals.rules import Move, Side, State
from schoolslink.referrals.rules.clocks import RecentWaits, window_before
from schoolslink.referrals.rules.family import family_page
from schoolslink.referrals.rules.waiting import ExpectedWait, expected
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family import ELLIE
from schoolslink.referrals.tests.test_family_truth import family, lines, page_of
from schoolslink.referrals.tests.timelines import Step, tell
from schoolslink.referrals.tests.turns import Two, text_of

PLAN = "Ring Ms Green on 01632 960 002 before ten; walk to school with Sam."


@pytest.mark.parametrize(
    ("days", "weeks"), [(0, 1), (1, 1), (7, 1), (8, 2), (28, 4), (29, 5), (None, None)]
)
def test_a_week_that_has_begun_counts_whole(days, weeks):
    first, last = window_before(date(2026, 3, 2))

    found = expected(RecentWaits(first, last, days, days), (2, 4))

    assert found == ExpectedWait((2, 4), weeks, weeks)
    assert found.is_known == (days is not None)


def test_what_people_waited_stands_in_place_of_what_is_published():
    told = wait_words(ExpectedWait((2, 4), 5, 11))

    assert told == (
        "Half of the last families met the team within 5 weeks of asking.",
        "Nine in ten met it within 11 weeks.",
    )


def test_where_too_few_waited_both_are_said():
    told = wait_words(ExpectedWait((2, 4)))

    assert told == (
        "The usual wait until help begins: 2 to 4 weeks.",
        "Too few families met the team of late to say how long it really takes.",
    )


def test_a_family_is_never_promised_what_nobody_knows():
    page = family_page(replace(ELLIE, state=State.WAITING, wait_weeks=None))

    assert "We cannot say yet how long you will wait." in lines(page.decided)


@pytest.mark.django_db
def test_family_school_and_team_read_the_same_wait_and_the_plan(world, client, as_seed):
    noon = clock.real_now()
    with as_seed():
        for n in range(10):
            asked = noon - timedelta(days=60 + n)
            tell(
                world,
                [
                    Step(Move.SUBMIT, asked, Side.SCHOOL),
                    Step(Move.ACCEPT, asked),
                    Step(Move.RECORD_FIRST_CONTACT, asked + timedelta(days=30)),
                ],
            )
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.", next_step=PLAN)
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)

    page = page_of(who["self"], noon)
    assert "Half of those before you met the team in 5 weeks." in lines(page.decided)
    assert [words for _, words in page.then] == [PLAN]
    at_school = text_of(Two(world, client).reads(item_id))
    assert "Half of the last families met the team within 5 weeks of asking." in at_school
    assert f"What helps meanwhile, and whom to ring: {PLAN}" in at_school
    sign_in(client, world.priya)
    record = text_of(client.get(f"/queue/{item_id}").content.decode())
    assert "Nine in ten met it within 5 weeks." in record
