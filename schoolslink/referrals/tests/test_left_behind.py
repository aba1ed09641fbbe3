"""A school closes, a service ends, a school goes elsewhere: nobody is left behind without a card."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from schoolslink.access.unit import acting
from schoolslink.directory.models import AreaMembership, HealthcareService, School
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands.transferring import step_transfer
from schoolslink.referrals.jobs import look_at_ages
from schoolslink.referrals.models import Holding, Item, ItemEvent, SharingChoice, TransferStep
from schoolslink.referrals.reconciler.every import BY_NAME
from schoolslink.referrals.rules import Duty, Kind, Move
from schoolslink.referrals.rules.left_behind import (
    Places,
    hand_over_by,
    is_settled,
    whys_left_behind,
)
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.referrals.tests.arrange import acting_as, begun, sent
from schoolslink.referrals.tests.turns import Two, text_of

ON = date(2026, 3, 3)
MORNING = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("places", "why"),
    [
        (Places(), None),
        (Places(school_ends=True), WhyTransfer.SCHOOL_CLOSES),
        (Places(school_ends=True, school_over_on=ON - 9 * DAY), WhyTransfer.SCHOOL_CLOSES),
        (Places(school_ends=True, school_over_on=ON + 61 * DAY), None),
        (Places(service_over_on=ON + 60 * DAY), WhyTransfer.SERVICE_ENDS),
        (Places(service_over_on=ON + 61 * DAY), None),
        (Places(moved=True), WhyTransfer.AREA_MOVE),
    ],
)
def test_why_somebody_is_left_behind(places, why):
    found = whys_left_behind(places, ON)
    assert [one.why for one in found] == ([why] if why else [])


def test_a_card_settles_the_end_before_which_it_was_opened_and_no_other():
    (end,) = whys_left_behind(Places(service_over_on=ON + 30 * DAY), ON)
    (put_off,) = whys_left_behind(Places(service_over_on=ON + 90 * DAY), ON + 80 * DAY)
    assert is_settled(end, "service_ends", ON)
    assert not is_settled(end, "area_move", ON)
    assert not is_settled(put_off, "service_ends", ON)


def test_by_the_day_on_which_nobody_is_there_and_never_in_the_past():
    soon = add_working_days(ON, 10)
    assert hand_over_by(None, ON, soon) == soon
    assert hand_over_by(ON + 4 * DAY, ON, soon) == ON + 4 * DAY
    assert hand_over_by(ON - 4 * DAY, ON, soon) == ON
    assert hand_over_by(ON + 50 * DAY, ON, soon) == soon


def night(days=0):
    with clock.fixed(MORNING + days * DAY):
        look_at_ages(0)


def cards(world):
    with acting(acting_as(world.priya)):
        found = Item.objects.filter(kind=Kind.TRANSFER).order_by("id")
        return [(one.about_id, TransferStep.objects.get(item=one).why) for one in found]


@pytest.fixture
def request_id(world, noon):
    return sent(world, noon, called="Ellie", birth_date="2012-05-04")


def school_closes(world, **more):
    School.objects.filter(pk=world.northgate.pk).update(
        status="closing", closed_on=date(2026, 3, 20), **more
    )


def service_ends(world):
    HealthcareService.objects.filter(pk=world.riverside.pk).update(until_on=date(2026, 4, 20))


def goes_elsewhere(world):
    other = factories.an_area("Northshire")
    AreaMembership.objects.create(
        school_id=world.northgate.pk, area=other, from_on=date(2026, 1, 1)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("happens", "why", "by"),
    [
        (school_closes, "school_closes", date(2026, 3, 18)),
        (service_ends, "service_ends", date(2026, 3, 18)),
        (goes_elsewhere, "area_move", date(2026, 3, 18)),
    ],
)
def test_the_card_opens_once_and_the_service_has_it(world, request_id, as_seed, happens, why, by):
    with as_seed():
        happens(world)

    for days in (0, 1, 2):
        night(days)

    assert cards(world) == [(request_id, why)]
    with acting(acting_as(world.priya)):
        held = Holding.objects.get(kind=Kind.TRANSFER, ended_at__isnull=True)
    assert (held.person_id, held.duty, held.due_on) == (world.priya.pk, Duty.HAND_OVER, by)


def call_off(world):
    """Let Priya call the card off today: what a team has ended it opens for ninety real days more."""
    with acting(acting_as(world.priya)) as priya:
        card = Item.objects.get(kind=Kind.TRANSFER, closed_at__isnull=True)
        step_transfer(
            actor=priya, item_id=card.pk, version=card.version, move=Move.CALL_OFF,
            words="They stay.",
            at=clock.real_now(),
        )  # fmt: skip


def reported(world, on):
    """Return whom the reconciler's own question finds left behind on a day."""
    with connection.cursor() as cursor:
        cursor.execute(BY_NAME["left_behind"].sql, {"today": on, "now": MORNING})
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_a_card_called_off_for_one_reason_hides_no_other(world, request_id, noon, as_seed):
    with as_seed():
        goes_elsewhere(world)
    night()
    call_off(world)
    night(1)
    assert len(cards(world)) == 1
    with as_seed():
        service_ends(world)
        assert reported(world, date(2026, 4, 1)) == [request_id]

    night(2)
    night(3)

    assert cards(world) == [(request_id, "area_move"), (request_id, "service_ends")]
    with as_seed():
        assert reported(world, date(2026, 4, 1)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("since", ["it ended later", "it came to another"])
def test_a_card_of_an_end_before_hides_no_later_end(world, request_id, noon, as_seed, since):
    with as_seed():
        service_ends(world)
    night()
    call_off(world)
    night(1)
    assert len(cards(world)) == 1

    later = 2
    with as_seed():
        if since == "it ended later":
            HealthcareService.objects.filter(pk=world.riverside.pk).update(
                until_on=date(2026, 9, 20)
            )
            later = 150
        else:
            request = Item.objects.get(pk=request_id)
            ItemEvent.objects.create(
                item=request, move=Move.TAKE_OVER, version_seen=request.version,
                at=MORNING + DAY, actor_kind="job", side="system",
                holder_person=world.priya, holder_pool_id=world.riverside.pk,
                holder_side="service", duty="decide", due_on=ON,
            )  # fmt: skip
        assert reported(world, MORNING.date() + (later + 30) * DAY) == [request_id]
    night(later)
    night(later + 1)

    assert cards(world) == [(request_id, "service_ends")] * 2
    with as_seed():
        assert reported(world, MORNING.date() + (later + 30) * DAY) == []


@pytest.mark.django_db
def test_where_a_school_takes_its_place_it_follows_by_itself(world, request_id, as_seed):
    with as_seed():
        school_closes(world, successor_id=world.hillside.pk)

    night()

    assert cards(world) == []


@pytest.mark.django_db
def test_what_no_team_has_stays_with_the_school(world, noon, as_seed):
    begun(world, noon)
    with as_seed():
        school_closes(world)

    night()

    assert cards(world) == []


@pytest.mark.django_db
def test_the_school_says_that_they_move_and_the_service_has_the_card(
    world, request_id, noon, client
):
    with clock.fixed(noon):
        two = Two(world, client)
        two.presses(request_id, "moves-school", times=2, words="To Blue School at Easter.")
        page = text_of(two.reads(request_id))

    assert cards(world) == [(request_id, "school_move")]
    with acting(acting_as(world.nadia)):
        held = Holding.objects.get(kind=Kind.TRANSFER, ended_at__isnull=True)
    assert (held.person_id, held.duty) == (world.priya.pk, Duty.HAND_OVER)
    assert "Hand-over : To be handed over" in page


@pytest.mark.django_db
def test_a_school_that_is_not_told_rings(world, request_id, noon, client, as_seed):
    with as_seed():
        SharingChoice.objects.create(
            item_id=request_id, whom="school", may_be_told=False, chosen_by="carer", at=noon
        )

    with clock.fixed(noon):
        page = Two(world, client).reads(request_id)

    assert "moves-school" not in page
