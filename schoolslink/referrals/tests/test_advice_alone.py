"""Advice in the place of help is a no too: a manager looks at the second of two, whichever they are."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, sign_in
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import second_look
from schoolslink.referrals.commands.decide import Answering, step
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.second_look import looks_due, stands_with
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.second_look import Stands
from schoolslink.referrals.tests.arrange import sent
from schoolslink.referrals.tests.test_second_look import NO, as_, looks, says_no, version
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db
ADVICE = Answering(Move.ADVISE, words="Try a club.", next_step="Her tutor, at school.")


@pytest.fixture
def refused(world, noon):
    """Return a request that was refused once, and came back."""
    item_id = sent(world, noon)
    says_no(world, item_id, noon)
    with as_(world, "nadia") as nadia:
        step(actor=nadia, item_id=item_id, move=Move.RETURN, version=3, words="Worse.", at=noon)
    return item_id


def worse_after_advice(world, item_id, at) -> None:
    """Answer with advice; then it gets worse, and the team has it again."""
    says_no(world, item_id, at, answer=ADVICE)
    with as_(world, "nadia") as nadia:
        step(actor=nadia, item_id=item_id, move=Move.SAY_WORSE, version=version(item_id),
             words="It did not help.", at=at)  # fmt: skip


def judged_for(world, item_id, reason, at):
    with as_(world, "priya") as priya:
        look = second_look.ask_manager(
            actor=priya, item_id=item_id, version=version(item_id), reason=reason, at=at
        )
    looks(world, look, at)


def test_after_a_no_advice_alone_is_a_second_no(world, refused, noon, monkeypatch):
    with pytest.raises(NotPossible, match="said no to this child before, or gave advice alone"):
        says_no(world, refused, noon, answer=ADVICE)
    monkeypatch.setattr("schoolslink.referrals.commands.decide.require_judged", lambda *a: None)
    with pytest.raises(DatabaseError, match="a manager looks at it first"):
        says_no(world, refused, noon, answer=ADVICE)
    with as_(world, "priya"):
        assert Item.objects.get(pk=refused).state == State.IN_TRIAGE


@pytest.mark.parametrize("answer", [NO, ADVICE])
def test_after_advice_alone_a_no_and_advice_are_a_second_one(world, noon, answer, monkeypatch):
    item_id = sent(world, noon)
    worse_after_advice(world, item_id, noon)

    with pytest.raises(NotPossible, match="gave advice alone"):
        says_no(world, item_id, noon, answer=answer)
    monkeypatch.setattr("schoolslink.referrals.commands.decide.require_judged", lambda *a: None)
    with pytest.raises(DatabaseError, match="a manager looks at it first"):
        says_no(world, item_id, noon, answer=answer)
    says_no(world, item_id, noon, answer=Answering(Move.ACCEPT, level="getting_help", words="Yes."))


def test_on_a_later_request_of_the_same_child_advice_that_was_given_before_counts(
    world, noon, as_seed
):
    first = sent(world, noon)
    says_no(world, first, noon, answer=ADVICE)
    with as_seed():
        child_id = Item.objects.get(pk=first).child_id
    again = sent(world, noon)
    with as_seed():
        Item.objects.filter(pk=again).update(child_id=child_id)
    with as_(world, "priya"), pytest.raises(NotPossible, match="gave advice alone"):
        second_look.require_judged(
            Item.objects.get(pk=again), Move.ADVISE, Reason.ADVICE_ALONE, clock.local_day(noon)
        )
    with as_(world, "priya"):
        assert stands_with(again)[0] is Stands.ASK


def test_a_manager_agrees_to_advice_alone_or_to_a_no_and_only_that_is_said(
    world, refused, noon, monkeypatch
):
    judged_for(world, refused, Reason.BELOW_LEVEL, noon)
    with pytest.raises(NotPossible, match="another answer"):
        says_no(world, refused, noon, answer=ADVICE)
    with monkeypatch.context() as past:
        past.setattr("schoolslink.referrals.commands.decide.require_judged", lambda *a: None)
        with pytest.raises(DatabaseError, match="a manager looks at it first"):
            says_no(world, refused, noon, answer=ADVICE)

    judged_for(world, refused, Reason.ADVICE_ALONE, noon)  # asked anew, with the other answer
    with pytest.raises(NotPossible, match="another answer"):
        says_no(world, refused, noon)
    with monkeypatch.context() as past:
        past.setattr("schoolslink.referrals.commands.decide.require_judged", lambda *a: None)
        with pytest.raises(DatabaseError, match="a manager looks at it first"):
            says_no(world, refused, noon)
    worse_after_advice(world, refused, noon)
    with as_(world, "priya"):  # agreed once, and said once
        assert stands_with(refused)[0] is Stands.ASK


def test_whoever_agreed_to_advice_alone_does_not_give_it(world, refused, noon, as_seed):
    with as_seed():
        member(world.lena, world.riverside, Role.TRIAGER)
    judged_for(world, refused, Reason.ADVICE_ALONE, noon)

    with pytest.raises(DatabaseError, match="a manager looks at it first"):
        says_no(world, refused, noon, who="lena", answer=ADVICE)


def test_the_pages_offer_what_was_agreed_to_and_the_manager_reads_of_advice(world, noon, client):
    item_id = sent(world, noon)
    worse_after_advice(world, item_id, noon)
    sign_in(client, world.priya)
    with clock.fixed(noon):
        page = client.get(reverse("referrals:record", args=[item_id])).text
        assert f"/queue/{item_id}/advise" not in page
        assert f"/queue/{item_id}/other-team" not in page
        asked = client.get(reverse("referrals:act", args=[item_id, "ask-manager"]))
        assert "Advice alone, and no help from this team" in text_of(asked.text)
        client.post(
            reverse("referrals:act", args=[item_id, "ask-manager"]),
            {"form_key": str(new_id()), "version": str(version_seen(world, item_id)),
             "reason": Reason.ADVICE_ALONE},
        )  # fmt: skip
        sign_in(client, world.lena)
        with as_(world, "lena") as lena:
            (look,) = looks_due(lena)
        said = text_of(client.get(reverse("referrals:look", args=[look.item_id])).text)
    assert "May the team give this child advice alone, and no help again?" in said
    assert said.count("Advice alone, and no help from this team") == 2  # before, and now
    assert "I agree to advice alone" in said

    looks(world, look.item_id, noon)
    sign_in(client, world.priya)
    with clock.fixed(noon):
        page = client.get(reverse("referrals:record", args=[item_id])).text
    assert f"/queue/{item_id}/advise" in page
    assert f"/queue/{item_id}/other-team" not in page


def version_seen(world, item_id) -> int:
    with as_(world, "priya"):
        return version(item_id)
