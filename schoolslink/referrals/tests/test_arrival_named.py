"""While a school is asked whether a child has arrived, a named adult has it, and never a coordinator."""

from datetime import timedelta

import pytest

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership
from schoolslink.access.roles import Role
from schoolslink.access.tests.arrange import member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import Area, AreaMembership, Cover, NamedContact
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.notices.models import Notice
from schoolslink.referrals.commands import arriving
from schoolslink.referrals.commands.arriving import Asked, confirm_arrival, hand_to_school
from schoolslink.referrals.commands.chasing import nudge, rang
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.commands.standing_in import ask_cover
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.jobs.overdue import escalate_overdue
from schoolslink.referrals.models import ConflictBlock, Holding, Item
from schoolslink.referrals.queries.silent import silent_in_area
from schoolslink.referrals.routing import Holder
from schoolslink.referrals.rules import Duty, Side, State
from schoolslink.referrals.rules.chasing import Came
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as
from schoolslink.referrals.tests.test_arrival import GIVEN, asked, asking_of, college
from schoolslink.referrals.tests.test_leaving import leave
from schoolslink.referrals.tests.test_offers import held
from schoolslink.referrals.tests.test_transfer import as_priya, card, noon, two
from schoolslink.referrals.tests.turns import text_of
from schoolslink.web.dates import day

__all__ = ["asked", "card", "college", "noon", "two"]  # fixtures
pytestmark = pytest.mark.django_db

A_QUARTER = 92


def closed_to(who, request_id, at):
    """Close the records of the child of a request to somebody. Call as the seed role."""
    item = Item.objects.get(pk=request_id)
    ConflictBlock.objects.create(
        item=item, child_id=item.child_id, person_id=who.pk, why="knows", at=at, set_by=who.pk
    )


def hand(world, card_id, noon, college):
    as_priya(world, hand_to_school, card_id, 1, noon, school_id=college.pk, **GIVEN)
    outbox.deliver_waiting()


def away_now(college, who, at):
    """Let the round that asks covers look at what one person holds."""
    with as_job(organisation_id=college.pk, purpose="referrals.ask_cover") as job:
        ask_cover(actor=job, person_id=who.pk, at=at)
    outbox.deliver_waiting()


def test_when_nobody_acts_somebody_by_name_has_it_on_every_day_and_never_a_coordinator(
    world, noon, asked, college, as_seed
):
    request_id, card_id, asking_id = asked
    seen, on_list = [], {}

    for days in range(A_QUARTER):
        with clock.fixed(noon + timedelta(days=days)):
            today = clock.today()
            if today.weekday() < 5:
                escalate_overdue(0)
            outbox.deliver_waiting()
            with as_seed():
                rows = Holding.objects.filter(ended_at__isnull=True).select_related("item")
                now = {row.item_id: row for row in rows}
            with acting(acting_as(world.jo)) as jo:
                for row in silent_in_area(jo, world.area.pk, today=today):
                    on_list.setdefault(row.item_id, []).append(today)
        for row in now.values():
            assert row.person_id is not None, (today, row.kind)
            assert row.person_id != world.jo.pk, (today, row.kind)
            assert row.due_on is not None, (today, row.kind)
        assert {request_id, card_id} <= set(now), today
        asking = now.get(asking_id)
        if asking is not None:
            assert asking.person_id in (college.hanna.pk, college.kit.pk)
            assert asking.due_on == now[card_id].due_on
        step = (asking and asking.person_id, now[card_id].duty, now[card_id].due_on)
        if not seen or seen[-1] != step:
            seen.append(step)

    first_due, second_due = seen[0][2], seen[-1][2]
    assert seen == [
        (college.hanna.pk, Duty.GET_CONFIRMATION, first_due),
        (college.kit.pk, Duty.GET_CONFIRMATION, first_due),
        (None, Duty.HAND_OVER, second_due),
    ]
    assert first_due < min(on_list[asking_id])
    assert max(on_list[asking_id]) < add_working_days(first_due, 2)
    assert min(on_list[card_id]) > first_due
    assert max(on_list[card_id]) == clock.local_day(noon + timedelta(days=A_QUARTER - 1))
    with as_seed():
        told = Notice.objects.filter(about_id=card_id, recipient_person=world.jo)
        assert told.filter(kind="referrals.past_its_day", created_at__isnull=False).exists()


def test_whoever_the_record_is_closed_to_is_not_asked(world, noon, card, college, as_seed):
    request_id, card_id = card
    with as_seed():
        closed_to(college.hanna, request_id, noon)

    hand(world, card_id, noon, college)

    row = held(college.kit, asking_of(college.kit))
    assert (row.person_id, row.duty) == (college.kit.pk, Duty.SAY_ARRIVED)
    with as_seed():
        assert Notice.objects.filter(about_id=row.item_id, recipient_person=college.kit).exists()


def test_where_it_is_closed_to_all_of_them_nobody_is_asked(world, noon, card, college, as_seed):
    request_id, card_id = card
    with as_seed():
        closed_to(college.hanna, request_id, noon)
        closed_to(college.kit, request_id, noon)

    with pytest.raises(NotPossible, match="Ring them"):
        hand(world, card_id, noon, college)

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_whoever_is_away_is_asked_only_where_nobody_else_is_named(
    world, noon, card, college, as_seed
):
    _, card_id = card
    today = clock.local_day(noon)
    with as_seed():
        hanna, kit = (NamedContact.objects.get(person=one) for one in (college.hanna, college.kit))
        Cover.objects.create(
            contact=hanna, by=kit, from_on=today, until_on=today + timedelta(days=20), is_away=True
        )

    hand(world, card_id, noon, college)

    assert held(college.kit, asking_of(college.kit)).person_id == college.kit.pk


def test_alone_and_away_they_are_asked_all_the_same(world, noon, card, college, as_seed):
    _, card_id = card
    today = clock.local_day(noon)
    with as_seed():
        kit = NamedContact.objects.get(person=college.kit)
        hanna = NamedContact.objects.get(person=college.hanna)
        Cover.objects.create(
            contact=hanna, by=kit, from_on=today, until_on=today + timedelta(days=20), is_away=True
        )
        Membership.objects.filter(person=college.kit).delete()

    hand(world, card_id, noon, college)

    assert held(college.hanna, asking_of(college.hanna)).person_id == college.hanna.pk
    away_now(college, college.hanna, noon)
    assert held(college.hanna, asking_of(college.hanna)).person_id == college.hanna.pk


def test_who_goes_away_gives_it_to_whoever_else_is_named(world, noon, asked, college, as_seed):
    _, card_id, asking_id = asked
    today = clock.local_day(noon)
    with as_seed():
        hanna, kit = (NamedContact.objects.get(person=one) for one in (college.hanna, college.kit))
        Cover.objects.create(
            contact=hanna, by=kit, from_on=today, until_on=today + timedelta(days=20), is_away=True
        )

    away_now(college, college.hanna, noon)

    assert held(college.kit, asking_id).person_id == college.kit.pk
    assert held(world.priya, card_id).state == State.HANDED_OUTSIDE


def test_a_school_in_no_area_is_rung(world, noon, card, college, as_seed):
    _, card_id = card
    with as_seed():
        AreaMembership.objects.filter(school_id=college.pk).delete()

    with pytest.raises(NotPossible, match="Ring them"):
        hand(world, card_id, noon, college)

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_when_the_last_who_is_named_there_leaves_it_is_the_senders_at_once(
    world, noon, asked, college, as_seed
):
    _, card_id, asking_id = asked
    with as_seed():
        head = person("Harry Head")  # may read there, and is not named for anybody
        member(head, college.organisation, Role.SCHOOL_HEAD)

    with clock.fixed(noon + timedelta(days=1)):
        leave(world, college.kit, by=head)
        assert held(college.hanna, asking_id).person_id == college.hanna.pk
        leave(world, college.hanna, by=head)

    back = held(world.priya, card_id)
    assert (back.state, back.duty, back.person_id) == (
        State.TO_HAND_OVER, Duty.HAND_OVER, world.priya.pk,
    )  # fmt: skip
    assert back.due_on > clock.today()
    with as_seed():
        assert Item.objects.get(pk=asking_id).state == State.LAPSED
        assert not Notice.objects.filter(recipient_person=world.jo).exists()
        assert Notice.objects.filter(about_id=card_id, recipient_person=world.priya).exists()


def test_the_database_lets_nobody_be_asked_by_no_name(world, noon, card, college, monkeypatch):
    _, card_id = card
    nobody = Asked(Holder(Side.SCHOOL, None, college.pk), "Harbour College")
    monkeypatch.setattr(arriving, "whom_to_ask", lambda request, school_id, *, at: nobody)

    with pytest.raises(NotYours):
        hand(world, card_id, noon, college)

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_the_database_lets_no_school_be_asked_that_is_in_no_area(
    world, noon, card, college, monkeypatch, as_seed
):
    _, card_id = card
    with as_seed():
        AreaMembership.objects.filter(school_id=college.pk).delete()
    hanna = Asked(Holder(Side.SCHOOL, college.hanna.pk, college.pk), "Harbour College")
    monkeypatch.setattr(arriving, "whom_to_ask", lambda request, school_id, *, at: hanna)

    with pytest.raises(NotYours):
        hand(world, card_id, noon, college)

    assert held(world.priya, card_id).state == State.TO_HAND_OVER


def test_the_coordinators_of_the_schools_own_area_see_it(world, noon, card, college, as_seed):
    _, card_id = card
    with as_seed():
        there = organisation("area", "Harbour area")
        Area.objects.create(organisation=there, from_on=LONG_AGO)
        AreaMembership.objects.filter(school_id=college.pk).update(area_id=there.pk)
        mo = person("Mo Reeve")
        member(mo, there, Role.AREA_COORDINATOR)
    hand(world, card_id, noon, college)
    late = add_working_days(add_working_days(clock.local_day(noon), 5), 1)

    with acting(acting_as(mo)) as coordinator:
        (row,) = silent_in_area(coordinator, there.pk, today=late)
    with acting(acting_as(world.jo)) as jo:
        (hand_over,) = silent_in_area(jo, world.area.pk, today=late)

    assert (row.kind, row.school_name, row.person_name) == (
        "arrival", "Harbour College", "Hanna Hart",
    )  # fmt: skip
    assert (hand_over.kind, hand_over.item_id) == ("transfer", card_id)


def test_a_coordinator_asks_after_it_and_neither_answers_nor_gives_it(
    world, noon, asked, college, client
):
    _, _, asking_id = asked
    due_on = add_working_days(clock.local_day(noon), 5)
    late = noon + (due_on - clock.local_day(noon)) + timedelta(days=1)
    with clock.fixed(late):
        escalate_overdue(0)
        with acting(acting_as(world.jo)) as jo:
            reminded = nudge(actor=jo, item_id=asking_id, at=late)
            called = rang(actor=jo, item_id=asking_id, came=Came.NOBODY, at=late)
            asking = Item.objects.get(pk=asking_id)
            version, number = asking.version, asking.reference
            for act in (
                lambda: confirm_arrival(actor=jo, item_id=asking_id, version=version, at=late),
                lambda: reassign(
                    actor=jo, item_id=asking_id, version=version, to_person=None, at=late
                ),
            ):
                with pytest.raises(NotYours):
                    act()
        outbox.deliver_waiting()
        sign_in(client, world.jo)
        listed = text_of(client.get(f"/area/{world.area.pk}/silent").content.decode())
        refused = client.get(f"/arrivals/{asking_id}").status_code
        sign_in(client, college.kit)
        page = text_of(client.get(f"/arrivals/{asking_id}").content.decode())

    assert reminded.to_person == college.kit.pk
    assert called.came == Came.NOBODY
    assert "Has a child arrived at their next school?" in listed
    assert "Somebody who comes to you" not in listed
    back = day(add_working_days(due_on, 2))
    assert f"the team that hands over has it again on {back}" in listed
    assert "Ellie" not in listed
    assert refused == 404
    assert "Jo Marsh, who looks after this area, asked after it on" in page
    assert number in listed
    assert number in page  # what a coordinator says on the telephone is found there
