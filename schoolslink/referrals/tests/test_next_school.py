"""A request goes along with a child to the next school: where the family agreed, and that school has them."""

from datetime import timedelta

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.unit import acting
from schoolslink.directory.models import AreaMembership, NamedContact, SharingParty
from schoolslink.directory.tests import factories
from schoolslink.kernel import outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands.arriving import hand_to_school
from schoolslink.referrals.commands.beside import begin_beside
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.next_school import go_along
from schoolslink.referrals.commands.transferring import (
    arrange,
    record_received,
    step_transfer,
    tell_of_transfer,
)
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import ChildIdentity, Holding, Item, ItemEvent
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.routing import Holder
from schoolslink.referrals.rules import Kind, Move, Side, State
from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.transferring import NextSchool, Told, WhyTransfer, agrees
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_arrival import (
    GIVEN,
    asking_of,
    college,
    says_no,
    says_yes,
)
from schoolslink.referrals.tests.test_help_ends import helped
from schoolslink.referrals.tests.test_offers import held
from schoolslink.referrals.tests.test_transfer import as_priya, card, noon, two

__all__ = ["card", "college", "noon", "two"]  # fixtures
pytestmark = pytest.mark.django_db

YES, NO = NextSchool.YOUNG_PERSON, NextSchool.NO


@pytest.fixture
def covered(world, college, as_seed):
    """Harbour College too may share with Riverside."""
    with as_seed():
        factories.a_sharing_agreement(
            world.area.area, college.organisation.school, world.riverside.service, name="Harbour"
        )
    return college


@pytest.fixture
def asked(world, noon, covered, card):
    """Return a request under help, its card, and what Harbour College is asked."""
    request_id, card_id = card
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=covered.pk, **GIVEN)
    outbox.deliver_waiting()
    return request_id, card_id, asking_of(covered.hanna)


def tells(world, card_id, noon, version, said=YES, whom=Told.BOTH):
    given = {"whom": whom, "words": "At home, on Monday.", "next_school": said}
    return as_priya(world, tell_of_transfer, card_id, version, noon, **given)


def school_of(item_id, as_seed):
    with as_seed():
        return Item.objects.get(pk=item_id).school_id


def all_stand(world, noon, asked, college, said=YES):
    """Let the family be told, with what they say, and the college say that they have come."""
    _, card_id, asking_id = asked
    tells(world, card_id, noon, 2, said)
    says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()


@pytest.mark.parametrize("said_first", [True, False])
def test_with_their_yes_it_is_the_next_schools_from_then_on_and_no_more_the_olds(
    world, noon, asked, college, as_seed, said_first
):
    request_id, card_id, asking_id = asked
    before = held(world.priya, request_id)
    with acting(acting_as(world.nadia)) as nadia:
        assert request_id in {row.item_id for row in open_for_school(nadia)}

    if said_first:
        tells(world, card_id, noon, 2)
        assert school_of(request_id, as_seed) == world.northgate.pk  # nothing before they have come
        says_yes(college.hanna, asking_id, noon)
    else:
        says_yes(college.hanna, asking_id, noon)
        outbox.deliver_waiting()
        assert school_of(request_id, as_seed) == world.northgate.pk  # nor before anybody agreed
        tells(world, card_id, noon, 3)
    outbox.deliver_waiting()

    assert school_of(request_id, as_seed) == college.pk
    after = held(world.priya, request_id)
    assert (after.person_id, after.side, after.duty, after.due_on, after.state) == (
        before.person_id, before.side, before.duty, before.due_on, before.state,
    )  # fmt: skip
    with acting(acting_as(college.hanna)) as hanna:
        record = open_at_school(hanna, request_id)
        assert record.opened.identity["first_name"] == "Ellie"
        assert Move.CHANGE_SCHOOL in {one.move for one in record.opened.history}
        assert request_id in {row.item_id for row in open_for_school(hanna)}
    with acting(acting_as(world.nadia)) as nadia:
        assert not Item.objects.exists()
        assert not ChildIdentity.objects.exists()
        assert open_for_school(nadia) == []
    for who in (world.amira, world.stranger):
        with acting(acting_as(who)):
            assert not Item.objects.exists(), who.name
    with as_seed():
        told = set(
            Notice.objects.filter(about_id=request_id).values_list(
                "kind", "recipient_person_id", "link_path"
            )
        )
        events = set(ItemEvent.objects.filter(item_id=request_id).values_list("school_id"))
    assert ("referrals.went_along", world.nadia.pk, "/") in told
    assert ("referrals.came_along", college.hanna.pk, f"/asked/{request_id}") in told
    assert events == {(college.pk,)}


@pytest.mark.parametrize("said", [NO, NextSchool.NOT_ASKED, None])
@pytest.mark.parametrize("said_first", [True, False])
def test_without_a_yes_nothing_opens(world, noon, asked, college, as_seed, said, said_first):
    request_id, card_id, asking_id = asked
    if said_first:
        tells(world, card_id, noon, 2, said)
    says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()
    if not said_first:
        tells(world, card_id, noon, 3, said)
        outbox.deliver_waiting()

    assert held(world.priya, card_id) is None
    assert school_of(request_id, as_seed) == world.northgate.pk
    with acting(acting_as(college.hanna)):
        assert set(Item.objects.values_list("pk", flat=True)) == {asking_id}
        assert not ChildIdentity.objects.exists()
    with as_seed():
        assert not Notice.objects.filter(kind__contains="_along").exists()


def test_what_they_say_last_counts(world, noon, asked, college, as_seed):
    request_id, card_id, asking_id = asked
    tells(world, card_id, noon, 2, YES)
    tells(world, card_id, noon, 3, NO)
    tells(
        world, card_id, noon, 4, NextSchool.NOT_ASKED
    )  # told somebody else too, who was not asked
    says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()

    assert school_of(request_id, as_seed) == world.northgate.pk


def test_a_yes_alone_opens_nothing_where_the_school_says_that_they_are_not_there(
    world, noon, asked, college, as_seed
):
    request_id, card_id, asking_id = asked
    tells(world, card_id, noon, 2)
    says_no(college.hanna, asking_id, noon)
    outbox.deliver_waiting()

    assert held(world.priya, card_id).state == State.TO_HAND_OVER
    assert school_of(request_id, as_seed) == world.northgate.pk


def test_nor_where_their_coming_was_only_written_down(world, noon, asked, college, as_seed):
    request_id, card_id, _ = asked
    tells(world, card_id, noon, 2)
    as_priya(world, record_received, card_id, 3, noon, who="Ms Hart", how="by phone")
    outbox.deliver_waiting()

    assert held(world.priya, card_id) is None
    assert school_of(request_id, as_seed) == world.northgate.pk


def test_a_yes_for_one_school_is_none_for_the_next_that_is_asked(
    world, noon, asked, college, as_seed
):
    request_id, card_id, _ = asked
    tells(world, card_id, noon, 2)
    as_priya(world, step_transfer, card_id, 3, noon, move=Move.RECORD_NOT_TAKEN, words="No.")
    outbox.deliver_waiting()
    with as_seed():
        NamedContact.objects.create(
            side="school", position="lead", organisation=world.hillside, person=world.amira,
            name=world.amira.name, from_on="2020-09-01",
        )  # fmt: skip
        AreaMembership.objects.create(
            school_id=world.hillside.pk, area_id=world.area.pk, from_on="2020-09-01"
        )
    as_priya(world, hand_to_school, card_id, 4, noon, school_id=world.hillside.pk, **GIVEN)
    outbox.deliver_waiting()
    tells(world, card_id, noon, 5, NextSchool.NOT_ASKED)
    says_yes(world.amira, asking_of(world.amira), noon)
    outbox.deliver_waiting()

    assert held(world.priya, card_id) is None
    assert school_of(request_id, as_seed) == world.northgate.pk


def test_only_whoever_decides_can_say_yes(world, noon, asked):
    _, card_id, _ = asked  # she is sixteen, and decides herself

    with pytest.raises(NotPossible, match="young person decides"):
        tells(world, card_id, noon, 2, NextSchool.CARER)
    tells(world, card_id, noon, 2, NextSchool.BOTH)


@pytest.mark.parametrize("decider", Decider)
@pytest.mark.parametrize("said", NextSchool)
def test_whose_yes_it_is(said, decider):
    carers = decider is Decider.CARER
    theirs = {NextSchool.CARER if carers else NextSchool.YOUNG_PERSON, NextSchool.BOTH}

    assert agrees(said, decider) is (said in theirs)


def test_of_a_younger_child_a_carer_says_it(world, noon, covered, as_seed):
    request_id = sent(world, noon, birth_date="2016-05-04")
    helped(world, request_id, noon)
    card_id = arranged(world, noon, request_id, 4)
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=covered.pk, **GIVEN)
    outbox.deliver_waiting()

    with pytest.raises(NotPossible, match="parent or carer decides"):
        tells(world, card_id, noon, 2, YES)
    tells(world, card_id, noon, 2, NextSchool.CARER)
    says_yes(covered.hanna, asking_of(covered.hanna), noon)
    outbox.deliver_waiting()

    assert school_of(request_id, as_seed) == covered.pk


def arranged(world, noon, request_id, version, why=WhyTransfer.SCHOOL_MOVE):
    return as_priya(world, arrange, request_id, version, noon, why=why, by=None, words="")


def test_of_alternative_provision_nobody_is_asked_since_their_own_school_stays_theirs(
    world, noon, covered
):
    request_id = sent(world, noon)
    card_id = arranged(world, noon, request_id, 2, WhyTransfer.ALTERNATIVE)
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=covered.pk, **GIVEN)

    with pytest.raises(NotPossible, match="No school is asked"):
        tells(world, card_id, noon, 2)


def test_without_a_sharing_agreement_a_yes_is_not_taken(world, noon, card, college, as_seed):
    request_id, card_id = card
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)

    with pytest.raises(NotPossible, match="No sharing agreement in force covers Harbour College"):
        tells(world, card_id, noon, 2)
    tells(world, card_id, noon, 2, NO)
    assert school_of(request_id, as_seed) == world.northgate.pk


def test_where_the_agreement_ended_meanwhile_it_stays_and_is_not_lost(
    world, noon, asked, college, as_seed
):
    request_id, card_id, asking_id = asked
    tells(world, card_id, noon, 2)
    with as_seed():
        SharingParty.objects.filter(organisation_id=college.pk).delete()
    says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()

    assert school_of(request_id, as_seed) == world.northgate.pk
    assert held(world.priya, request_id).person_id == world.priya.pk


def test_what_the_old_school_had_to_do_the_next_schools_lead_has_by_the_same_day(
    world, noon, covered, as_seed
):
    request_id = sent(world, noon)
    card_id = arranged(world, noon, request_id, 2)
    with acting(acting_as(world.priya)) as priya:
        step(
            actor=priya, item_id=request_id, move=Move.ASK_MORE, version=3,
            words="Who is at home in the mornings?", at=noon,
        )  # fmt: skip
    before = held(world.nadia, request_id)
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=covered.pk, **GIVEN)
    outbox.deliver_waiting()
    asked = (request_id, card_id, asking_of(covered.hanna))

    all_stand(world, noon, asked, covered)

    after = held(covered.hanna, request_id)
    assert (before.person_id, before.side) == (world.nadia.pk, Side.SCHOOL)
    assert (after.person_id, after.pool_id, after.duty, after.due_on) == (
        covered.hanna.pk, covered.pk, before.duty, before.due_on,
    )  # fmt: skip
    with acting(acting_as(covered.hanna)) as hanna:
        step(
            actor=hanna, item_id=request_id, move=Move.GIVE_MORE, version=after_version(request_id),
            words="Her aunt.", at=noon,
        )  # fmt: skip


def test_what_is_asked_of_the_school_afterwards_is_asked_of_the_next_one(
    world, noon, covered, as_seed
):
    request_id = sent(world, noon)
    card_id = arranged(world, noon, request_id, 2)
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=covered.pk, **GIVEN)
    outbox.deliver_waiting()
    all_stand(world, noon, (request_id, card_id, asking_of(covered.hanna)), covered)
    with acting(acting_as(world.priya)) as priya:
        step(
            actor=priya, item_id=request_id, move=Move.ASK_MORE, version=after_version(request_id),
            words="Who is at home in the mornings?", at=noon,
        )  # fmt: skip

    now = held(covered.hanna, request_id)
    assert (now.person_id, now.pool_id) == (covered.hanna.pk, covered.pk)


def after_version(item_id) -> int:
    return Item.objects.get(pk=item_id).version


def test_what_stands_beside_goes_along_too(world, noon, asked, college, as_seed):
    request_id = asked[0]
    with as_seed():
        child_id = Item.objects.get(pk=request_id).child_id
    with as_job(child_id=child_id, purpose="test") as job:
        beside = open_beside(job, request_id, noon)
    with as_seed():
        assert Holding.objects.get(item_id=beside, ended_at=None).person_id == world.nadia.pk

    all_stand(world, noon, asked, college)

    with as_seed():
        row = Holding.objects.get(item_id=beside, ended_at=None)
    assert (row.person_id, row.pool_id, row.school_id) == (
        college.hanna.pk, college.pk, college.pk,
    )  # fmt: skip


def open_beside(job, request_id, noon):
    request = Item.objects.get(pk=request_id)
    holder = Holder(Side.SCHOOL, request.opened_by_id, request.school_id)
    return begin_beside(
        Kind.CHECK_IN, Move.CHECK_IN, request, actor=job, side=Side.SYSTEM, holder=holder, at=noon
    ).pk


def test_the_same_news_twice_brings_it_once_and_never_back(world, noon, asked, college, as_seed):
    request_id, card_id, _ = asked
    all_stand(world, noon, asked, college)
    with as_seed():
        child_id = Item.objects.get(pk=request_id).child_id
    with as_job(child_id=child_id, purpose="test") as job:
        assert go_along(actor=job, card_id=card_id, at=noon + timedelta(minutes=5)) is None

    with as_seed():
        moves = ItemEvent.objects.filter(item_id=request_id, move=Move.CHANGE_SCHOOL)
        assert moves.count() == 1
