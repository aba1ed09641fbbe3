"""ADR 0140: advice in the place of help names who goes on with it, and is followed as a no is."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.forms.no_help import OtherTeamForm
from schoolslink.referrals.models import Decision, Holding, Item
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.needs import Need, SomethingMissing, check_needs
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.referrals.rules.request import usable_criteria
from schoolslink.referrals.tests.arrange import acting_as, begins_elsewhere, sent, tell_family
from schoolslink.referrals.tests.test_family_truth import family as codes_of
from schoolslink.referrals.tests.test_family_truth import lines, page_of

pytestmark = pytest.mark.django_db

STEP = "Her tutor takes each step with her.\nMs Pell, at school"
ADVICE = Answering(Move.ADVISE, words="A ladder of small steps.", next_step=STEP)


def answers(world, item_id, at, answer=ADVICE):
    with acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        return decide(actor=priya, item_id=item_id, version=version, answer=answer, at=at)


def stands(world, item_id) -> tuple[str, str, str, object]:
    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        return Item.objects.get(pk=item_id).state, held.side, held.duty, held.due_on


@pytest.fixture
def noon():
    """Stand on a real day just gone: what a team has ended it opens for ninety real days more."""
    return clock.real_now() - timedelta(days=2)


@pytest.fixture
def advised(world, noon):
    """A request that was answered with advice, of which all of the family were told."""
    item_id = sent(world, noon, called="Ellie")
    answers(world, item_id, noon)
    tell_family(world.priya, item_id, noon)
    return item_id


def test_advice_without_a_next_step_is_not_given(world, noon):
    item_id = sent(world, noon)
    before = stands(world, item_id)

    with pytest.raises(NotPossible):
        answers(world, item_id, noon, Answering(Move.ADVISE, words="Try a club.", next_step="  "))

    assert stands(world, item_id) == before
    with pytest.raises(SomethingMissing) as found:
        check_needs(Move.ADVISE, {Need.WORDS: "Try a club."})
    assert found.value.missing == {Need.REASON, Need.NEXT_STEP, Need.WHO_TELLS, Need.TOLD_BY}


def test_the_database_refuses_advice_without_a_next_step(world, noon, monkeypatch):
    item_id = sent(world, noon)
    monkeypatch.setattr("schoolslink.referrals.commands.moving.check_needs", lambda *a: None)

    def past_the_command():
        with transaction.atomic():
            answers(world, item_id, noon, Answering(Move.ADVISE, words="Try a club."))
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")

    with pytest.raises(DatabaseError, match="nothing says why: advise"):
        past_the_command()


def test_advice_alone_is_the_reason_of_advice_and_of_nothing_else(world, noon, as_seed):
    item_id = sent(world, noon)
    answers(world, item_id, noon)

    with as_seed():
        decision = Decision.objects.get(item_id=item_id)
        assert decision.reason == Reason.ADVICE_ALONE
        for wrong in ({"move": "not_accept"}, {"reason": "below_level"}, {"reason": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Decision.objects.filter(pk=decision.pk).update(**wrong)
    offered = dict(OtherTeamForm(published=()).fields["reason"].choices)
    assert offered.keys() == {r for r, w in REASONS.items() if w.at_triage} - {"advice_alone"}


def test_a_service_publishes_that_it_answers_with_advice_or_does_not(world):
    assert "advice_alone" in usable_criteria({}, version=1).reasons
    assert usable_criteria({"reasons": ["age"]}, version=1).reasons == {"age"}


def test_once_the_family_has_heard_the_school_sees_to_the_next_step_for_fourteen_days(
    world, noon, advised
):
    state, side, duty, due_on = stands(world, advised)

    assert (state, side, duty) == (State.NEXT_STEP, "school", "check_next_step")
    assert 0 <= (due_on - clock.local_day(noon)).days - 14 < 5


def test_the_team_that_gave_advice_does_not_end_it_the_same_day(world, noon, advised):
    with pytest.raises(NotPossible, match="from tomorrow"):
        begins_elsewhere(world.priya, advised, noon)

    begins_elsewhere(world.priya, advised, noon + timedelta(days=1))

    with acting(acting_as(world.nadia)):
        assert Item.objects.get(pk=advised).state == State.CLOSED


@pytest.mark.parametrize("told", [False, True])
def test_a_school_asks_to_look_again_after_advice(world, noon, told):
    item_id = sent(world, noon)
    answers(world, item_id, noon)
    if told:
        tell_family(world.priya, item_id, noon)
    with acting(acting_as(world.nadia)) as nadia:
        assert Move.RETURN in open_item(nadia, item_id).moves
        step(
            actor=nadia, item_id=item_id, move=Move.RETURN, at=noon, words="It does not help.",
            version=Item.objects.get(pk=item_id).version,
        )  # fmt: skip

    state, side, duty, _due_on = stands(world, item_id)
    assert (state, side, duty) == (State.IN_TRIAGE, "service", "decide")


@pytest.mark.parametrize("whose", ["self", "carer"])
def test_the_family_reads_the_advice_the_next_step_and_that_they_can_ask_again(world, noon, whose):
    item_id = sent(world, noon, called="Ellie")
    codes = codes_of(world, item_id, noon)
    answers(world, item_id, noon)
    tell_family(world.priya, item_id, noon)

    page = page_of(codes[whose], noon)

    said = lines(page.decided)
    assert said[0] == "The team told the school what can help, and what to try first."
    assert REASONS[Reason.ADVICE_ALONE].family in said
    assert "You can ask again at any time." in said
    assert page.quoted == "A ladder of small steps."
    assert [(line.text, own) for line, own in page.then] == [("This is what comes next:", STEP)]
    assert [line.text for line in page.by_when] == ["{name} must check by {day} that this helps."]
    assert page.steps[-1].sentence.text == "The school tries what can help."
