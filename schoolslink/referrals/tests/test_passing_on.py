"""Passing on: refused where that service does not take it, and nothing is said to be sent that is not."""

from datetime import date

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import EmergencyShare, ServiceCriteria, SharingParty
from schoolslink.directory.tests import factories
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Decision, Holding, ItemEvent, Told
from schoolslink.referrals.rules import Duty, Move, Side
from schoolslink.referrals.rules.passing_on import NotTaken, why_not_taken
from schoolslink.referrals.rules.request import usable_criteria
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, other_service, sent
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db

FITS = {"is_there": True, "same_area": True, "age": 4, "agreed": True, "risk_marked": False}
SMALL = {"ages": {"from": 0, "until": 5}}


@pytest.mark.parametrize(
    ("changed", "stopped"),
    [
        ({}, None),
        ({"age": None}, None),
        ({"age": 5}, NotTaken.AGE),
        ({"same_area": False}, NotTaken.AREA),
        ({"is_there": False, "age": 5}, NotTaken.NOT_THERE),
        ({"agreed": False}, NotTaken.NO_AGREEMENT),
        ({"agreed": False, "risk_marked": True}, None),
    ],
)
def test_the_rule(changed, stopped):
    criteria = usable_criteria(SMALL, version=1)

    assert why_not_taken(criteria, **FITS | changed) is stopped


def test_what_was_never_published_turns_nobody_away():
    assert why_not_taken(usable_criteria({}, version=0), **FITS | {"age": 18}) is None


@pytest.fixture
def little(world, as_seed):
    """Little Steps, which Northgate may share with, and which takes everybody."""
    with as_seed():
        return other_service(world)


def passed_on(world, item_id, noon, receiver_id):
    answer = Answering(
        Move.REDIRECT, reason="not_covered", next_step="They ring you.", receiver_id=receiver_id,
        who_tells=Side.SERVICE,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=answer)


def only_small(little):
    ServiceCriteria.objects.create(
        service=little, version=1, from_on=LONG_AGO, content=SMALL, published_at="2020-09-01T12:00Z"
    )


def unsigned(little):
    SharingParty.objects.filter(organisation=little.organisation).delete()


def elsewhere(little):
    little.area = factories.an_area("Hill area")
    little.save()


@pytest.mark.parametrize(
    ("unfit", "said"),
    [
        (only_small, "does not see this age"),
        (unsigned, "No sharing agreement in force covers"),
        (elsewhere, "does not look after the area"),
    ],
)
def test_refused_with_a_sentence_and_nothing_saved(world, noon, as_seed, little, unfit, said):
    item_id = sent(world, noon)
    with as_seed():
        unfit(little)

    with pytest.raises(NotPossible) as refusal:
        passed_on(world, item_id, noon, little.pk)

    assert said in refusal.value.message
    assert "Little Steps" in refusal.value.message
    with acting(acting_as(world.priya)):
        assert not Decision.objects.filter(item_id=item_id).exists()
        assert not Told.objects.filter(item_id=item_id).exists()
        assert ItemEvent.objects.filter(item_id=item_id).count() == 2


def test_the_service_that_has_it_is_no_other(world, noon):
    item_id = sent(world, noon)

    with pytest.raises(NotPossible):
        passed_on(world, item_id, noon, world.riverside.pk)


def test_where_a_risk_is_marked_no_paper_stands_in_the_way_and_it_is_recorded(
    world, noon, as_seed, little
):
    item_id = sent(world, noon, risk_self_harm="yes")
    with as_seed():
        unsigned(little)

    passed_on(world, item_id, noon, little.pk)

    with as_seed():
        assert EmergencyShare.objects.filter(service_id=little.pk).count() == 1


def test_the_words_are_kept_before_and_after_the_letters(two, world, noon, as_seed, little):
    item_id = sent(world, noon)
    with as_seed():
        unsigned(little)
    given = {"receiver": str(little.pk), "reason": "age", "who_tells": "service",
             "to_them": "Too small for us.",
             "next_step": "They ring within a week.", "told_by": "6 March"}  # fmt: skip
    sign_in(two.client, world.priya)

    for letters in ("", "seen"):
        seen = {"version": 2, "letters": letters, "form_key": str(new_id())}
        page = two.client.post(f"/queue/{item_id}/pass-on", given | seen).content.decode()
        assert "No sharing agreement in force covers" in text_of(page)
        assert "They ring within a week." in page


def test_the_team_keeps_it_by_name_and_day_and_says_that_nothing_is_sent(two, world, noon, little):
    item_id = sent(world, noon)
    sign_in(two.client, world.priya)
    form = text_of(two.client.get(f"/queue/{item_id}/pass-on").content.decode())
    assert "Everybody else you ring yourself." in form

    passed_on(world, item_id, noon, little.pk)

    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
        assert (held.person_id, held.duty, held.due_on) == (
            world.priya.pk, Duty.TELL, date(2026, 3, 10),
        )  # fmt: skip
    page = text_of(two.reads(item_id))
    assert "We speak with them and pass it on ourselves" in page
    assert "Priya Nair" in page
