"""A child with no school, no parent or no NHS number is asked for, answered and told like any other."""

import pytest

from schoolslink.access.unit import acting
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.decide import Answering, acknowledge, decide, record_told
from schoolslink.referrals.commands.own_request import save_own_step, send_own
from schoolslink.referrals.models import Carer, FindingToken, Holding, Item, Likeness, Told
from schoolslink.referrals.rules import Move, Side, State
from schoolslink.referrals.rules.own import Step
from schoolslink.referrals.tests.arrange import acting_as, begun, sent
from schoolslink.referrals.tests.asking_own import begun as begun_own
from schoolslink.referrals.tests.asking_own import holder_of
from schoolslink.referrals.tests.joining import last_tuesday

pytestmark = pytest.mark.django_db

ALONE = {
    "birth_date": "2009-05-04", "carer_name": "", "carer_language": "", "carer_pr": "",
    "carer_agrees": "cannot_ask", "tell": [], "holiday_contact": "", "holiday_phone": "",
}  # fmt: skip


@pytest.fixture
def noon():
    """Noon of last Tuesday."""
    return last_tuesday()


def holders(item_id, as_seed) -> list[tuple]:
    with as_seed():
        rows = Holding.objects.filter(item_id=item_id, ended_at__isnull=True)
        return list(rows.values_list("person_id", "side", "duty"))


def answered_and_told(world, item_id, at) -> set[str]:
    """Let the team see it, give advice, and tell each who is owed word; return who that was."""
    with clock.fixed(at), acting(acting_as(world.sam)) as sam:
        version = Item.objects.get(pk=item_id).version
        acknowledge(actor=sam, seen=[(item_id, version)], at=at)
        said = Answering(Move.ADVISE, words="Try this first.", next_step="Her tutor, at school.")
        decide(actor=sam, item_id=item_id, version=version + 1, answer=said, at=at)
        owed = list(Told.objects.filter(item_id=item_id))
        for duty in owed:
            if duty.whom != "school":
                version = Item.objects.get(pk=item_id).version
                record_told(
                    actor=sam, item_id=item_id, told_id=duty.pk, how="phone", version=version, at=at
                )
    with clock.fixed(at):
        outbox.deliver_waiting()
    return {duty.whom for duty in owed}


def test_without_a_parent_one_of_sixteen_is_helped_and_nobody_at_home_is_owed_word(
    world, noon, as_seed
):
    item_id = sent(world, noon, **ALONE)

    assert holders(item_id, as_seed) == [(world.priya.pk, Side.SERVICE, "look")]
    assert answered_and_told(world, item_id, noon) == {"self", "school"}
    with as_seed():
        assert Item.objects.get(pk=item_id).state == State.NEXT_STEP
        assert not Carer.objects.filter(item_id=item_id, relationship="carer").exists()
    assert holders(item_id, as_seed) == [(world.nadia.pk, Side.SCHOOL, "check_next_step")]


def test_without_a_parent_a_younger_child_stays_the_leads_with_a_day_and_is_not_lost(
    world, noon, as_seed
):
    item_id = sent(world, noon, **ALONE | {"birth_date": "2014-05-04"})

    [(person, side, duty)] = holders(item_id, as_seed)
    assert (person, side) == (world.nadia.pk, Side.SCHOOL)
    assert duty == "get_agreement"


def test_without_a_school_it_is_answered_and_no_school_is_owed_or_sent_anything(
    open_door, noon, as_seed
):
    _, code_id = begun_own(open_door, noon, with_school=False)
    with acting(holder_of(code_id, as_seed)) as young:
        save_own_step(
            actor=young, step=Step.WORRY, at=noon,
            said={"concern": "Help.", "first_name": "Al", "surname": "B", "birth_date": "2009-05-04"},
        )  # fmt: skip
        send_own(actor=young, at=noon)
        item_id = young.item_id

    assert [(person, side) for person, side, _ in holders(item_id, as_seed)] == [
        (open_door.lena.pk, Side.SERVICE)
    ]
    assert answered_and_told(open_door, item_id, noon) == {"self"}
    with as_seed():
        asked = Item.objects.get(pk=item_id)
        assert (asked.school_id, asked.named_school_id, asked.state) == (
            None,
            None,
            State.NEXT_STEP,
        )
        sent_to = set(Notice.objects.filter(about_id=item_id).values_list("recipient_person_id"))
    assert not sent_to & {(open_door.nadia.pk,), (open_door.amira.pk,)}
    assert holders(item_id, as_seed) == [(open_door.lena.pk, Side.SERVICE, "check_next_step")]


def test_without_an_nhs_number_it_is_sent_held_and_still_found_as_the_same_child(
    world, noon, as_seed
):
    first = sent(world, noon)
    assert len(holders(first, as_seed)) == 1
    second = sent(world, noon)

    assert len(holders(second, as_seed)) == 1
    with as_seed():
        assert "nhs_number" not in set(FindingToken.objects.values_list("kind", flat=True))
        pair = Likeness.objects.get()
    assert {pair.item_id, pair.other_id} == {first, second}


def test_two_without_an_nhs_number_are_not_one_child_for_that(world, noon, as_seed):
    sent(world, noon)
    sent(world, noon, first_name="Tom", surname="Bell", birth_date="2012-02-29", carer_name="Jo B.")

    with as_seed():
        assert not Likeness.objects.exists()


def test_with_none_of_them_a_draft_is_kept_with_its_holder(world, noon, as_seed):
    item_id = begun(world, noon, **ALONE | {"birth_date": "", "surname": ""})

    assert [(person, side) for person, side, _ in holders(item_id, as_seed)] == [
        (world.nadia.pk, Side.SCHOOL)
    ]
