"""A carer of whom nobody said that they may be told: their page says who has it, and no more."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings

from schoolslink.access.unit import acting
from schoolslink.referrals.commands.family import saw_decision
from schoolslink.referrals.models import Carer, Referral, SharingChoice, Told
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import ENDED, OPEN, Kind, Move, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.family import Truth, family_page
from schoolslink.referrals.rules.sharing import CarerFacts, Choice, Reader, may_tell
from schoolslink.referrals.rules.sharing import Told as Amount
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family import truths
from schoolslink.referrals.tests.test_family_truth import decided, family, lines, page_of
from schoolslink.referrals.tests.test_help_ends import ended, helped
from schoolslink.referrals.tests.test_preview import (  # noqa: F401 (team is a fixture)
    ACTS,
    CARER,
    YOUNG,
    families,
    preview,
    shown,
    team,
)
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
ANSWERS = {
    "yes": (Move.ACCEPT, {"level": "getting_help", "words": "We help."}),
    "advice": (Move.ADVISE, {"words": "Ten minutes a day.", "next_step": "Her tutor, at school."}),
    "no": (Move.NOT_ACCEPT, {"reason": "age", "next_step": "Ask the nurse."}),
}
BEFORE = (State.DRAFT, State.AWAITING_AGREEMENT)
OPEN_THERE = OPEN[Kind.REFERRAL] - set(BEFORE)


@given(truths)
@settings(deadline=None)  # fifty pages of one truth, on a machine that may be busy
def test_a_page_of_whoever_hears_nothing_is_one_page_whatever_the_answer(truth: Truth):
    truth = replace(truth, hears=False)
    pages = [
        [
            family_page(replace(truth, state=state, reason=None, receiver="", was_advised=told))
            for state in states
            for told in (True, False)
        ]
        for states in (OPEN_THERE, ENDED[Kind.REFERRAL])
    ]

    for same in pages:
        assert all(page == same[0] for page in same)
        one = same[0]
        assert (one.decided, one.quoted, one.then, one.steps, one.by_when) == ((), "", (), (), ())
        assert one.history == ()


def arranged(world, noon, as_seed, decider, responsible, choice):
    """Return a request as it would be if this had been judged, recorded and chosen."""
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    with as_seed():
        Referral.objects.filter(item_id=item_id).update(decided_by=decider.value)
        Carer.objects.filter(item_id=item_id, relationship="carer").update(
            parental_responsibility="yes" if responsible else "not_known"
        )
        SharingChoice.objects.filter(item_id=item_id, whom="carer").delete()
        if choice is not Choice.NOT_ASKED:
            SharingChoice(
                item_id=item_id, child_id=who["self"].child_id, whom="carer", at=noon,
                may_be_told=choice is Choice.YES, chosen_by="carer",
            ).save(force_insert=True)  # fmt: skip
    return item_id, who


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize(
    ("decider", "responsible", "choice"), list(product(Decider, [True, False], Choice))
)
def test_the_page_follows_the_rule_of_who_may_be_told(
    world, noon, as_seed, decider, responsible, choice, answer
):
    item_id, who = arranged(world, noon, as_seed, decider, responsible, choice)
    told = may_tell(Reader.CARER, choice, decider, carer=CarerFacts(has_responsibility=responsible))
    move, words = ANSWERS[answer]
    shut_out = choice is Choice.NO and decider is not Decider.CARER
    before = None if shut_out else page_of(who["carer"], noon)
    decided(world, item_id, noon, move, **words)

    if shut_out:  # they have no page at all
        assert told is Amount.NOTHING
        with pytest.raises(Carer.DoesNotExist):
            page_of(who["carer"], noon)
        return
    after = page_of(who["carer"], noon)
    assert bool(after.decided) == (told is Amount.ALL)
    assert bool(after.steps) == bool(after.history) == (told is Amount.ALL)
    if told is Amount.NOTHING:
        assert replace(after, who=()) == replace(before, who=())
        assert "To know more, ask Priya." in lines(after.who)
    with acting(who["carer"]) as carer:
        own = own_page(carer)
        assert saw_decision(actor=carer, own=own, at=noon) == (told is Amount.ALL)
    with acting(acting_as(world.priya)):
        duty = Told.objects.get(item_id=item_id, whom="carer")
        assert (duty.how == "page") == (told is Amount.ALL)


def test_after_the_end_they_read_whom_to_ask(world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", tell="")
    who = family(world, item_id, noon)
    helped(world, item_id, noon)
    ended(world, item_id, noon)

    page = page_of(who["carer"], noon)

    assert "To know more, ask Priya." in lines(page.who)
    assert (page.decided, page.steps, page.by_when) == ((), (), ())


def test_what_the_team_is_shown_first_is_that_page(team, world, noon):  # noqa: F811
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", tell="")
    homes = families(world, item_id, noon)

    given, page = preview(team, item_id, "help", ACTS["help"])
    before = shown(page)
    assert "Their page says only who has the request, and whom to ask" in text_of(page)
    assert len(before[CARER]) == 1  # that somebody asked
    team.client.post(f"/queue/{item_id}/help", given | {"letters": "seen"})

    theirs = text_of(homes[CARER].get("/my-request", follow=True).content.decode())
    assert before[CARER][0] in theirs
    assert "said yes" not in theirs
    assert "What happens next" not in theirs
    assert "said yes" in " ".join(before[YOUNG])
