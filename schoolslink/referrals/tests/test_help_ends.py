"""The end of help is told like every decision: to school, young person, carers, and where agreed the GP."""

from datetime import date

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.notices.models import Notice
from schoolslink.referrals import events, jobs
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import saw_decision
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Decision, Holding, Item, ItemEvent, Told
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Duty, Move, Side, State
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.letters import AGREED, asked_with, said, the_duty
from schoolslink.referrals.tests.test_family_truth import family, lines, page_of
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db

TEXTS = {
    "words": "Ellie comes to most lessons and sleeps well.",
    "watch": "Two nights without sleep: ring 01632 960 001.",
    "next_step": "Ms Green talks with her on Fridays.",
}
END = TEXTS | {"reason": "goals_met"}


def helped(world, item_id, noon) -> None:
    """Let Priya's team help, tell everybody, and begin."""
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(Move.ACCEPT, level="getting_help", words="Yes.")
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)
        Told.objects.filter(item_id=item_id).update(told_at=noon, how="phone")
        step(actor=priya, item_id=item_id, move=Move.START_HELP, version=3, at=noon)


def ended(world, item_id, noon, **more) -> None:
    with acting(acting_as(world.priya)) as priya:
        answer = Answering(**{"move": Move.DISCHARGE, "who_tells": Side.SERVICE} | END | more)
        decide(actor=priya, item_id=item_id, version=4, at=noon, answer=answer)


def holding(world, item_id) -> Holding | None:
    with acting(acting_as(world.nadia)):
        return Holding.objects.filter(item_id=item_id, ended_at__isnull=True).first()


def test_everybody_who_was_part_of_it_is_owed_word_by_a_day(world, noon, surgery):
    item_id = asked_with(world, noon, surgery, called="Ellie")
    helped(world, item_id, noon)

    ended(world, item_id, noon, told_by=date(2026, 3, 6))

    with acting(acting_as(world.priya)):
        owed = Told.objects.filter(item_id=item_id, told_at__isnull=True)
        assert {(one.whom, one.due_on) for one in owed} == {
            (whom, date(2026, 3, 6)) for whom in ("school", "self", "carer", "gp")
        }
        assert Decision.objects.filter(item_id=item_id).count() == 2
    held = holding(world, item_id)
    assert (held.duty, held.due_on, held.state) == (Duty.TELL, date(2026, 3, 6), State.HELP_ENDED)
    assert held.person_id == world.priya.pk


@pytest.mark.parametrize("empty", ["words", "watch", "next_step", "reason"])
def test_nothing_ends_without_how_it_stands_what_to_watch_a_plan_and_a_reason(world, noon, empty):
    item_id = sent(world, noon)
    helped(world, item_id, noon)

    with pytest.raises(NotPossible):
        ended(world, item_id, noon, **{empty: " "})

    assert holding(world, item_id).duty == Duty.REVIEW


def test_it_ends_when_the_last_of_the_family_has_read_it(world, noon):
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    helped(world, item_id, noon)
    ended(world, item_id, noon)

    states = []
    for actor in who.values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=noon)
            states.append(Item.objects.get(pk=item_id).state)

    assert states == [State.HELP_ENDED, State.DISCHARGED]
    assert holding(world, item_id) is None


@pytest.mark.parametrize("whose", ["self", "carer"])
@pytest.mark.parametrize("over", [False, True])
def test_the_family_reads_what_to_watch_what_to_do_and_whom_to_ask(world, noon, whose, over):
    item_id = sent(world, noon, called="Ellie")
    who = family(world, item_id, noon)
    helped(world, item_id, noon)
    ended(world, item_id, noon)
    if over:
        for actor in who.values():
            with acting(actor):
                saw_decision(actor=actor, own=own_page(actor), at=noon)

    page = page_of(who[whose], noon)

    assert lines(page.decided)[:2] == [
        "This help has come to an end.", "What you wanted to change has changed.",
    ]  # fmt: skip
    assert "You can ask again at any time." in lines(page.decided)
    assert any(line.startswith("If things get worse") for line in lines(page.decided))
    assert page.quoted == END["words"]
    assert [said for _before, said in page.then] == [END["watch"], END["next_step"]]
    if not over:
        assert "Priya" in lines(page.who)[0]


def test_words_are_kept_from_a_carer_who_hears_nothing(world, noon):
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10", tell="")
    who = family(world, item_id, noon)
    helped(world, item_id, noon)
    ended(world, item_id, noon)

    assert page_of(who["self"], noon).quoted == END["words"]
    carer = page_of(who["carer"], noon)
    assert (carer.quoted, carer.then) == ("", ())


def test_the_letter_to_the_practice_says_that_help_has_ended(world, noon, surgery):
    item_id = asked_with(world, noon, surgery)
    helped(world, item_id, noon)
    ended(world, item_id, noon)

    with acting(acting_as(world.priya)):
        duty = the_duty(item_id)
    letter = said(world, item_id, duty, noon)
    text = " ".join(line["text"] for part in letter["sections"] for line in part["lines"])

    assert "Our help has ended." in text
    assert all(part in text for part in TEXTS.values())


def finish(two, item_id, who_tells: str):
    two.answers(item_id, "help", level="getting_help", words="Yes.", who_tells="service",
                told_by="6 March")  # fmt: skip
    two.answers(item_id, "help-began")
    return two.answers(
        item_id, "finish", reason="goals_met", words=END["words"], watch=END["watch"], plan=END["next_step"],
        who_tells=who_tells, told_by="6 March",
    )  # fmt: skip


def test_the_school_reads_it_and_where_it_tells_ticks_each(two, world, noon):
    item_id = sent(world, noon)
    finish(two, item_id, "school")

    page = text_of(two.reads(item_id))
    assert all(part in page for part in TEXTS.values())
    assert "As agreed with you, you tell the family by Friday 6 March." in page
    with acting(acting_as(world.nadia)):
        owed = Told.objects.filter(item_id=item_id, told_at__isnull=True)
        family_owed = list(owed.filter(whom__in=["self", "carer"]).values_list("pk", flat=True))
    for duty in family_owed:
        two.presses(item_id, f"told/{duty}", how="in_person")

    assert holding(world, item_id) is None


def test_a_school_that_is_not_to_be_told_reads_none_of_it(two, world, noon):
    item_id = sent(world, noon, school_hears="no")
    finish(two, item_id, "service")

    page = text_of(two.reads(item_id))

    assert not any(part in page for part in TEXTS.values())


def test_the_team_reads_it_on_its_record(two, world, noon):
    item_id = sent(world, noon)
    finish(two, item_id, "service")

    sign_in(two.client, world.sam)
    page = text_of(two.client.get(f"/queue/{item_id}").content.decode())

    assert all(part in page for part in TEXTS.values())
    assert "tell the family" in page


def test_worse_before_they_were_told_brings_it_back(world, noon):
    item_id = sent(world, noon)
    helped(world, item_id, noon)
    ended(world, item_id, noon)

    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=item_id, move=Move.SAY_WORSE, version=5, at=noon, words="Worse.")

    assert holding(world, item_id).duty == Duty.LOOK_AGAIN


def test_school_and_family_get_mail_that_says_nothing(world, noon, as_seed):
    item_id = sent(world, noon, called="Ellie", carer_email="halina@example.test", tell=AGREED)
    helped(world, item_id, noon)
    ended(world, item_id, noon)
    with as_seed():
        Notice.objects.all().delete()
        last = ItemEvent.objects.filter(item_id=item_id).order_by("-version_seen").first()
        decision = Decision.objects.get(event=last)

    with as_job(child_id=last.child_id, purpose="tell"), clock.fixed(noon):
        moved = events.ItemMoved(item_id, last.child_id, last.pk, "referral", last.move)
        jobs.tell_asker(moved, at=noon)
        jobs.tell_family(events.ReferralDecided(item_id, last.child_id, decision.pk), at=noon)

    with as_seed():
        found = {(n.kind, n.recipient_person_id) for n in Notice.objects.all()}
    assert found == {("referrals.help_ended", world.nadia.pk), ("referrals.family_news", None)}


def test_it_can_be_shown_before_it_goes(two, world, noon):
    item_id = sent(world, noon, called="Ellie")
    two.answers(item_id, "help", level="getting_help", words="Yes.", who_tells="service",
                told_by="6 March")  # fmt: skip
    two.answers(item_id, "help-began")

    came = two.answers(
        item_id, "finish", reason="goals_met", words=END["words"], watch=END["watch"], plan=END["next_step"],
        who_tells="service", told_by="6 March", letters="", show="yes",
    )  # fmt: skip

    letters = came.content.decode().split('class="sl-letter"')[1:]
    assert len(letters) == 3  # school, young person, carer
    for letter in letters:
        assert all(part in text_of(letter) for part in TEXTS.values())
