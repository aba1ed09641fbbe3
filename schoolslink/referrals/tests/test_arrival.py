"""A child handed over to a school that works here: whoever leads there says whether they have arrived."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.models import Membership
from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, organisation, person
from schoolslink.access.unit import acting
from schoolslink.directory.models import AreaMembership, LocalAuthority, NamedContact, School
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.arriving import confirm_arrival, hand_to_school, not_arrived
from schoolslink.referrals.commands.closing import close_to
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.follow_school import move_items
from schoolslink.referrals.commands.transferring import arrange, record_received, step_transfer
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import ArrivalPreview, ChildIdentity, Holding, Item, TransferStep
from schoolslink.referrals.queries import open_for_team
from schoolslink.referrals.queries.arriving import arrival_of
from schoolslink.referrals.queries.at_school import open_for_school
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.referrals.rules.guarding import Why
from schoolslink.referrals.rules.transferring import Ground, WhyNotHere, WhyTransfer
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, sent
from schoolslink.referrals.tests.test_offers import held
from schoolslink.referrals.tests.test_transfer import as_priya, card, noon, tell, two

__all__ = ["card", "noon", "two"]  # fixtures
pytestmark = pytest.mark.django_db

GIVEN = {"person": "Ms Hart, the office", "words": "All that we know, on the phone."}


def leads(school, who, role=Role.SCHOOL_LEAD, position="lead"):
    """Let somebody lead at a school, by name."""
    member(who, school, role)
    NamedContact.objects.create(
        side="school", position=position, organisation=school, person=who, name=who.name,
        from_on=LONG_AGO,
    )  # fmt: skip


@pytest.fixture
def college(world, as_seed):
    """Harbour College in Jo's area, led by Hanna, with Kit as cover."""
    with as_seed():
        place = organisation("school", "Harbour College")
        School.objects.create(
            organisation=place, urn=100009, phase="16 plus", status="open", la_code="901"
        )
        AreaMembership.objects.create(school_id=place.pk, area_id=world.area.pk, from_on=LONG_AGO)
        hanna, kit = person("Hanna Hart"), person("Kit Cole")
        leads(place, hanna)
        leads(place, kit, Role.SCHOOL_COVER, "cover")
    return SimpleNamespace(pk=place.pk, hanna=hanna, kit=kit, organisation=place)


@pytest.fixture
def asked(world, noon, college, card):
    """Return a request under help, its card, and what Harbour College is asked."""
    request_id, card_id = card
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)
    outbox.deliver_waiting()
    return request_id, card_id, asking_of(college.hanna)


def asking_of(who):
    with acting(acting_as(who)):
        return Item.objects.filter(kind=Kind.ARRIVAL).order_by("-id").first().pk


def says_yes(who, item_id, noon, version=1):
    with acting(acting_as(who)) as them:
        return confirm_arrival(actor=them, item_id=item_id, version=version, at=noon)


def says_no(who, item_id, noon, version=1):
    with acting(acting_as(who)) as them:
        return not_arrived(
            actor=them, item_id=item_id, version=version, at=noon, reason=WhyNotHere.NOT_OURS,
            words="They go to Westfield.",
        )  # fmt: skip


def test_who_leads_there_has_it_in_their_list_and_reads_nothing_of_the_record(
    world, noon, asked, college
):
    request_id, card_id, asking_id = asked

    with acting(acting_as(college.hanna)) as hanna:
        (row,) = open_for_school(hanna)
        one = arrival_of(hanna, asking_id)
        others = Item.objects.exclude(pk=asking_id)
        assert not others.exists()
        assert not ChildIdentity.objects.exists()
        assert not TransferStep.objects.exists()

    assert (row.item_id, row.duty, row.person_id) == (
        asking_id, Duty.SAY_ARRIVED, college.hanna.pk,
    )  # fmt: skip
    assert row.due_on == add_working_days(clock.local_day(noon), 5)
    assert (one.for_school, one.preview.from_person, one.preview.transfer) == (
        "Harbour College", "Priya Nair", "step_up",
    )  # fmt: skip
    assert one.preview.spoke_to == GIVEN["person"]
    assert one.opened.identity == {}
    assert held(world.priya, card_id).state == State.HANDED_OUTSIDE
    assert held(world.priya, request_id).state == State.HELP_STARTED


def test_nobody_else_reads_what_a_school_is_asked(world, noon, asked, college):
    _, _, asking_id = asked

    for who in (world.nadia, world.amira, world.stranger, world.priya, world.sam, world.lena):
        with acting(acting_as(who)):
            assert not Item.objects.filter(pk=asking_id).exists(), who.name
            assert not ArrivalPreview.objects.exists(), who.name
    with acting(acting_as(world.jo)):
        assert Item.objects.filter(pk=asking_id).exists()  # that it is asked, as of all in the area
        assert not ArrivalPreview.objects.exists()


@pytest.mark.parametrize("told_first", [True, False])
def test_their_yes_is_the_receivers_tick_and_opens_nothing(world, noon, asked, college, told_first):
    request_id, card_id, asking_id = asked
    if told_first:
        tell(world, card_id, noon, 2)

    says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()

    with acting(acting_as(world.priya)) as priya:
        tick = open_for_team(priya, card_id).transfer.ticks[1]
    assert (tick.ground, tick.person) == (Ground.SCHOOL, "Hanna Hart")
    with acting(acting_as(college.hanna)):
        assert not Item.objects.exclude(pk=asking_id).exists()
        assert not ChildIdentity.objects.exists()
    if told_first:
        assert held(world.priya, card_id) is None
        with acting(acting_as(world.priya)) as priya:
            (gone,) = let_go(priya, since=noon)
        assert (gone.item_id, gone.service_name) == (request_id, "Harbour College")
    else:
        assert held(world.priya, card_id).duty == Duty.TELL_TRANSFER
    assert held(world.priya, request_id).state == State.HELP_STARTED


def test_their_no_is_the_senders_with_their_words(world, noon, asked, college):
    _, card_id, asking_id = asked

    says_no(college.hanna, asking_id, noon)
    outbox.deliver_waiting()

    ours = held(world.priya, card_id)
    assert (ours.state, ours.duty, ours.person_id) == (
        State.TO_HAND_OVER, Duty.HAND_OVER, world.priya.pk,
    )  # fmt: skip
    with acting(acting_as(world.priya)) as priya:
        (back,) = open_for_team(priya, card_id).given_back
    assert (back.by_service, back.reason, back.words) == (
        "Harbour College", "not_ours", "They go to Westfield.",
    )  # fmt: skip


def test_unanswered_the_cover_is_asked_and_then_it_is_the_senders(world, noon, asked, college):
    _, card_id, asking_id = asked
    asked_next = None

    for days in range(1, 25):
        with clock.fixed(noon + timedelta(days=days)):
            escalate_overdue(0)
            outbox.deliver_waiting()
            row = held(college.hanna, asking_id)
        if row is not None and row.person_id == college.kit.pk:
            asked_next = asked_next or days
        if row is None:
            break

    assert asked_next is not None
    assert asked_next < days < 20
    back = held(world.priya, card_id)
    assert (back.state, back.duty) == (State.TO_HAND_OVER, Duty.HAND_OVER)


def test_two_who_answer_at_once_and_a_stale_page(world, noon, asked, college):
    _, card_id, asking_id = asked
    says_yes(college.hanna, asking_id, noon)

    with pytest.raises((ChangedMeanwhile, NotPossible)):
        says_no(college.kit, asking_id, noon)
    with pytest.raises((ChangedMeanwhile, NotPossible)):
        says_yes(college.kit, asking_id, noon, version=2)
    outbox.deliver_waiting()

    assert held(world.priya, card_id).state == State.RECEIVED


def test_a_yes_after_it_was_taken_back_ticks_nothing(world, noon, asked, college):
    _, card_id, asking_id = asked
    no = {"move": Move.RECORD_NOT_TAKEN, "words": "They rang: not theirs."}
    as_priya(world, step_transfer, card_id, 2, noon, **no)

    with pytest.raises(ChangedMeanwhile):
        says_yes(college.hanna, asking_id, noon)
    outbox.deliver_waiting()

    assert held(world.priya, card_id).state == State.TO_HAND_OVER
    with acting(acting_as(college.hanna)):
        assert Item.objects.get(pk=asking_id).state == State.CLOSED


def test_said_by_telephone_the_asking_ends(world, noon, asked, college):
    _, card_id, asking_id = asked
    as_priya(world, record_received, card_id, 2, noon, who="Ms Hart", how="by phone")
    outbox.deliver_waiting()

    assert held(college.hanna, asking_id) is None
    with acting(acting_as(world.priya)) as priya:
        assert open_for_team(priya, card_id).transfer.ticks[1].ground == Ground.WRITTEN_DOWN


def test_when_the_request_is_taken_back_nobody_is_asked_any_more(world, noon, college):
    request_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        card_id = arrange(
            actor=priya, item_id=request_id, version=2, why=WhyTransfer.SCHOOL_YEAR, by=None,
            words="", at=noon,
        )  # fmt: skip
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)
    asking_id = asking_of(college.hanna)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=request_id, move=Move.WITHDRAW, version=3, words="No.", at=noon)

    outbox.deliver_waiting()

    assert held(college.hanna, asking_id) is None
    assert held(world.priya, card_id) is None
    with pytest.raises((ChangedMeanwhile, NotPossible)):
        says_yes(college.hanna, asking_id, noon)


def test_a_school_that_closes_meanwhile_is_asked_no_more_or_its_successor_is(
    world, noon, asked, college, as_seed
):
    _, card_id, _asking_id = asked
    with as_seed():
        School.objects.filter(pk=college.pk).update(status="closed", successor_id=None)

    with clock.fixed(noon + timedelta(days=1)):
        escalate_overdue(0)
        outbox.deliver_waiting()

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_what_a_school_is_asked_follows_it_to_its_successor(world, noon, asked, college, as_seed):
    _, card_id, asking_id = asked
    with as_seed():
        AreaMembership.objects.create(
            school_id=world.hillside.pk, area_id=world.area.pk, from_on=LONG_AGO
        )
    with acting(acting_as(world.jo)) as jo:
        move_items(college.pk, world.hillside.pk, actor=jo, at=noon)
    with acting(acting_as(world.amira)):
        assert Holding.objects.get(item_id=asking_id, ended_at__isnull=True).pool_id == (
            world.hillside.pk
        )

    says_yes(world.amira, asking_id, noon)
    outbox.deliver_waiting()

    assert held(world.priya, card_id).state == State.RECEIVED


def test_it_goes_neither_to_their_own_school_nor_to_a_closed_one(
    world, noon, card, college, as_seed
):
    _, card_id = card
    with pytest.raises(NotPossible, match="Choose another"):
        as_priya(world, hand_to_school, card_id, 1, noon, school_id=world.northgate.pk, **GIVEN)
    with as_seed():
        School.objects.filter(pk=college.pk).update(status="closed")
    with pytest.raises(NotPossible, match="Choose another"):
        as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_where_nobody_works_the_council_is_asked_or_nobody(world, noon, card, college, as_seed):
    _, card_id = card
    with as_seed():
        Membership.objects.filter(organisation_id=college.pk).delete()
    with pytest.raises(NotPossible, match="can be asked here"):
        as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)
    with as_seed():
        council = organisation("council", "Harbour Council")
        LocalAuthority.objects.create(organisation=council, code="901")
        School.objects.create(organisation=council, urn=9_000_901, phase="", status="open")
        AreaMembership.objects.create(school_id=council.pk, area_id=world.area.pk, from_on=LONG_AGO)
        link = person("Cara Link")
        leads(council, link, Role.COUNCIL_LINK)

    as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)

    with acting(acting_as(link)) as cara:
        one = arrival_of(cara, asking_of(link))
    assert one.for_school == "Harbour College"
    assert one.opened.holds.name == "Cara Link"


def test_the_asked_school_moves_nothing_else_and_hands_out_no_code(world, noon, asked, college):
    _request_id, card_id, asking_id = asked
    with acting(acting_as(college.hanna)) as hanna:
        for move in (Move.RECEIVE, Move.CALL_OFF):
            with pytest.raises(Item.DoesNotExist):
                step_transfer(
                    actor=hanna, item_id=card_id, version=2, move=move, words="So.", at=noon
                )
        child = Item.objects.get(pk=asking_id).child_id
        with connection.cursor() as cursor:
            cursor.execute("select access.may_see_log(%s)", [child])
            assert cursor.fetchone() == (False,)
        with pytest.raises(NotYours):
            make_sheets(actor=hanna, item_id=asking_id, at=noon)
        with pytest.raises(Item.DoesNotExist):
            close_to(actor=hanna, item_id=asking_id, person_id=world.jo.pk, why=Why.KNOWS, at=noon)


def test_the_sender_does_not_answer_for_the_school(world, noon, asked):
    _, _, asking_id = asked
    with pytest.raises((Item.DoesNotExist, NotYours)):
        says_yes(world.priya, asking_id, noon)


def test_no_move_sends_anything_to_another_school_but_this_question(world, noon, card, college):
    request_id, _ = card
    with (
        acting(acting_as(world.priya)),
        pytest.raises(DatabaseError, match="not theirs to move"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "insert into referrals_itemevent (id, item_id, move, version_seen, from_state, to_state, at,"
            " actor_kind, side, reason, holder_side, duty, to_school_id, child_id)"
            " select %s, id, 'record_plan', version, '', '', %s, 'person', 'service', '', '', '', %s,"
            " child_id from referrals_item where id = %s",
            [new_id(), noon, college.pk, request_id],
        )
