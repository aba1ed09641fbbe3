"""Away, given another contact, another team, or no link at all: what is open is never left behind."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.tests.arrange import member, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.commands.contacts import end_cover, set_cover
from schoolslink.directory.commands.links import change_who_answers, end_link, make_link
from schoolslink.directory.models import AreaMembership, Cover, Link, NamedContact
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.models import Holding
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import acting_as, asked, small_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(as_seed):
    with as_seed():
        world = small_world()
        for school in (world.hillside, world.northgate):
            AreaMembership.objects.create(
                school_id=school.pk, area_id=world.area.pk, from_on=factories.LONG_AGO
            )
        factories.a_contact(world.riverside, world.sam.name, person=world.sam, position="cover")
    return world


def go_away(world, days: int = 7, begins_in: int = 0) -> UUID:
    """Let Priya say that she is away and that Sam answers for her."""
    today, cover_id = clock.today(), uuid4()
    with acting(acting_as(world.priya)) as priya:
        set_cover(
            actor=priya,
            cover_id=cover_id,
            contact_id=contact(world.priya).pk,
            by=contact(world.sam).pk,
            at=clock.now(),
            away_from=today + timedelta(days=begins_in),
            away_until=today + timedelta(days=begins_in + days),
        )
    outbox.deliver_waiting()
    return cover_id


def contact(person) -> NamedContact:
    return NamedContact.objects.get(person=person)


def held(as_seed, item_id) -> Holding:
    with as_seed():
        return Holding.objects.select_related("person").get(item_id=item_id, ended_at__isnull=True)


def test_who_goes_away_leaves_all_to_their_cover_the_same_day(world, as_seed, client):
    items = [asked(world, clock.now(), uuid4()) for _ in range(2)]
    before = held(as_seed, items[0])

    go_away(world)

    for item in items:
        after = held(as_seed, item)
        assert after.person == world.sam
        assert (after.due_on, after.duty) == (before.due_on, before.duty)
    sign_in(client, world.amira)
    page = client.get(reverse("referrals:asked", args=[items[0]])).text
    assert "Sam Okoro" in page
    assert "Sam Okoro" in client.get(reverse("home"), follow=True).text


def test_absence_that_begins_later_takes_nothing_before_its_first_morning(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    go_away(world, begins_in=1)
    assert held(as_seed, item).person == world.priya

    with clock.fixed(clock.now() + timedelta(days=1)):
        jobs.every_morning(0)
        outbox.deliver_waiting()

    assert held(as_seed, item).person == world.sam


def test_who_comes_back_finds_new_questions_and_the_cover_ends_what_they_began(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    cover_id = go_away(world)

    with acting(acting_as(world.priya)) as priya:
        end_cover(actor=priya, cover_id=cover_id, at=clock.now())
    outbox.deliver_waiting()

    assert held(as_seed, item).person == world.sam
    assert held(as_seed, asked(world, clock.now(), uuid4())).person == world.priya


def test_what_comes_back_does_not_come_back_to_somebody_who_is_away(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    with acting(acting_as(world.priya)) as priya:
        say(actor=priya, item_id=item, move=Move.ASK_BACK, version=1, words="?", at=clock.now())
    go_away(world)

    with acting(acting_as(world.amira)) as amira:
        say(actor=amira, item_id=item, move=Move.REPLY, version=2, words="Yes.", at=clock.now())

    assert held(as_seed, item).person == world.sam


def give(world, person) -> None:
    """Let Jo give Hillside's link to another contact of the service."""
    with acting(acting_as(world.jo)) as jo:
        change_who_answers(
            actor=jo, link_id=uuid4(), school_id=world.hillside.pk,
            service_id=world.riverside.pk, nhs_contact_id=contact(person).pk, at=clock.now(),
        )  # fmt: skip
    outbox.deliver_waiting()


def test_open_items_follow_a_link_to_its_new_contact(world, as_seed):
    item = asked(world, clock.now(), uuid4())

    give(world, world.sam)

    assert held(as_seed, item).person == world.sam


def test_what_a_colleague_was_given_by_name_stays_theirs(world, as_seed):
    with as_seed():
        member(world.lena, world.riverside, Role.TRIAGER)
    item = asked(world, clock.now(), uuid4())
    with acting(acting_as(world.priya)) as priya:
        reassign(actor=priya, item_id=item, version=1, to_person=world.lena.pk, at=clock.now())

    give(world, world.sam)

    assert held(as_seed, item).person == world.lena


def test_open_items_follow_a_link_to_its_new_team(world, as_seed):
    item = asked(world, clock.now(), uuid4())
    with as_seed():
        team = factories.a_team(world.riverside.service)
        member(world.priya, team.organisation, Role.SUPPORT_TEAM_WORKER)

    with acting(acting_as(world.jo)) as jo:
        make_link(
            actor=jo, link_id=uuid4(), school_id=world.hillside.pk,
            service_id=world.riverside.pk, team_id=team.pk, at=clock.now(),
        )  # fmt: skip
    outbox.deliver_waiting()

    after = held(as_seed, item)
    assert (after.pool_id, after.team_id) == (team.pk, team.pk)


def test_a_link_that_ends_leaves_its_open_items_to_the_pool_and_asks_the_coordinator(
    world, as_seed
):
    item = asked(world, clock.now(), uuid4())
    with as_seed():
        link = Link.objects.get(school_id=world.hillside.pk)

    with acting(acting_as(world.jo)) as jo:
        end_link(actor=jo, link_id=link.pk, at=clock.now())
    outbox.deliver_waiting()

    after = held(as_seed, item)
    assert (after.person, after.pool_id, after.side) == (
        world.lena, world.riverside.pk, "service",
    )  # fmt: skip
    with as_seed():
        told = Notice.objects.filter(kind="directory.link_ended")
        assert [notice.recipient_person_id for notice in told] == [world.jo.pk]
    # The team goes on as before, though the pair is no more.
    with acting(acting_as(world.priya)) as priya:
        say(actor=priya, item_id=item, move=Move.ANSWER, version=2, words="Try.", at=clock.now())
    assert held(as_seed, item).side == "school"


def test_nobody_is_left_behind_without_a_holder(world, as_seed):
    items = [asked(world, clock.now(), uuid4()) for _ in range(3)]
    go_away(world)
    give(world, world.priya)
    with as_seed():
        link = Link.objects.get(school_id=world.hillside.pk)
        Cover.objects.all().delete()
    with acting(acting_as(world.jo)) as jo:
        end_link(actor=jo, link_id=link.pk, at=clock.now())
    outbox.deliver_waiting()

    assert {held(as_seed, item).person for item in items} == {world.lena}
