"""Children without a school: a council link asks for them, and has what a closed school leaves."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction

from schoolslink.access import doors
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership
from schoolslink.access.policy import Action
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import (
    AreaMembership,
    NamedContact,
    School,
)
from schoolslink.kernel import clock, outbox
from schoolslink.notices.models import Notice
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.request import start_request
from schoolslink.referrals.jobs.last_resort import ask_councils
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, asked, begun
from schoolslink.referrals.tests.asking_own import asked as asked_by_family
from schoolslink.referrals.tests.asking_own import text

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
CHILD = {"first_name": "Ellie", "surname": "Wright", "birth_date": "2011-05-04", "worry": "2",
         "concern": "Is taught at home, and sleeps badly."}  # fmt: skip


def sees(who, item_id) -> bool:
    with acting(acting_as(who)) as actor:
        by_code = permissions.items(actor, Action.VIEW).filter(pk=item_id).exists()
        assert by_code == Item.objects.filter(pk=item_id).exists()  # and by the database's own wall
    return by_code


def closes(school) -> None:
    School.objects.filter(pk=school.pk).update(status="closed", closed_on=date(2026, 3, 3))


def round_at(at) -> None:
    with clock.fixed(at):
        ask_councils(0)


def test_council_link_asks_for_a_child_without_a_school_and_no_school_reads_it(world, council):
    with acting(acting_as(council.ada)) as ada:
        item_id = start_request(
            actor=ada, school_id=council.pk, form_key=uuid4(), answers=CHILD, gate={}, at=AT
        )

    assert sees(council.ada, item_id)
    assert not sees(world.amira, item_id)
    assert not sees(world.priya, item_id)  # a draft is nobody's but the asker's


def test_council_link_reads_nothing_that_a_school_asked(world, council):
    item_id = asked(world, AT, uuid4())

    assert not sees(council.ada, item_id)
    with acting(acting_as(council.ada)) as ada, pytest.raises(permissions.NotYours):
        permissions.require_may_ask(ada, world.hillside.pk)


def test_what_a_closed_school_leaves_is_the_councils_and_its_link_is_told(world, council, as_seed):
    item_id = begun(world, AT)
    with as_seed():
        before = Holding.objects.get(item_id=item_id, ended_at=None)
        closes(world.northgate)

    round_at(AT)
    with clock.fixed(AT):
        outbox.deliver_waiting()

    with as_seed():
        held = Holding.objects.get(item_id=item_id, ended_at=None)
        moves = list(
            ItemEvent.objects.filter(item_id=item_id)
            .order_by("at", "version_seen")
            .values_list("move", flat=True)
        )
        told = Notice.objects.filter(about_id=item_id, recipient_person_id=council.ada.pk)
        assert told.exists()
    assert (held.person_id, held.pool_id, held.school_id) == (
        council.ada.pk,
        council.pk,
        council.pk,
    )
    assert (held.due_on, held.state, held.side) == (before.due_on, before.state, "school")
    assert moves[-1] == Move.REASSIGN
    assert sees(council.ada, item_id)
    assert not sees(world.nadia, item_id)


def test_a_link_whom_nobody_named_has_it_all_the_same(world, council, as_seed):
    item_id = begun(world, AT)
    with as_seed():
        NamedContact.objects.filter(person=council.ada).update(until_on=LONG_AGO)
        closes(world.northgate)

    round_at(AT)

    with as_seed():
        assert Holding.objects.get(item_id=item_id, ended_at=None).person_id == council.ada.pk


def test_where_the_council_has_no_link_the_coordinator_is_told(world, council, as_seed):
    item_id = begun(world, AT)
    with as_seed():
        Membership.objects.filter(person=council.ada).update(from_on=LONG_AGO, until_on=LONG_AGO)
        closes(world.northgate)

    round_at(AT)
    with clock.fixed(AT):
        outbox.deliver_waiting()

    with as_seed():
        assert Holding.objects.get(item_id=item_id, ended_at=None).person_id is None
        told = Notice.objects.filter(about_id=item_id, recipient_person_id=world.jo.pk)
        assert list(told.values_list("kind", flat=True)) == ["referrals.nobody_named"]


def test_what_the_team_holds_stays_the_teams(world, council, as_seed):
    item_id = asked(world, AT, uuid4())
    with as_seed():
        closes(world.hillside)

    round_at(AT)

    with as_seed():
        held = Holding.objects.get(item_id=item_id, ended_at=None)
    assert (held.person_id, held.side, held.school_id) == (world.priya.pk, "service", council.pk)


@pytest.mark.parametrize("why", ["followed", "open", "no council"])
def test_nothing_moves_without_need(world, council, as_seed, why):
    item_id = begun(world, AT)
    with as_seed():
        if why != "open":
            closes(world.northgate)
        if why == "followed":
            School.objects.filter(pk=world.northgate.pk).update(successor_id=world.hillside.pk)
        if why == "no council":
            AreaMembership.objects.filter(school_id=council.pk).update(until_on=date(2026, 3, 3))

    round_at(AT)

    with as_seed():
        assert Item.objects.get(pk=item_id).school_id == world.northgate.pk


def test_only_the_childs_own_job_gives_it_to_the_council(world, council, as_seed):
    item_id = begun(world, AT)
    with as_seed():
        closes(world.northgate)

    for child in (uuid4(), None):
        with (
            as_job(child_id=child, organisation_id=world.northgate.pk, purpose="x"),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
        ):
            doors.value("select access.item_to_council(%s, %s)", item_id, AT.date())


@pytest.mark.parametrize(("yes", "is_seen"), [("no", False), ("yes", True)])
def test_council_hears_of_what_a_family_asked_only_with_their_yes(
    open_door, council, noon, as_seed, monkeypatch, yes, is_seen
):
    monkeypatch.setitem(open_door.__dict__, "northgate", council)

    who = asked_by_family(open_door, noon, as_seed, school_hears=yes)

    assert sees(council.ada, who.item_id) is is_seen
    with as_seed():
        held = Holding.objects.get(item_id=who.item_id, ended_at=None)
    assert held.side == "service"


def test_a_closed_schools_family_request_is_not_given_to_the_council(
    open_door, council, noon, as_seed
):
    who = asked_by_family(open_door, noon, as_seed, school_hears="yes")
    with as_seed():
        closes(open_door.northgate)

    round_at(noon)

    assert not sees(council.ada, who.item_id)


def test_a_family_finds_the_council_by_name_and_is_asked_about_the_council(
    open_door, council, client, noon
):
    with clock.fixed(noon):
        found = text(client.get("/ask-for-help", {"q": "Severnshire"}))
        place = text(client.get("/ask-for-help", {"school": "9000916"}))

    assert "Choose this if you, or your child, do not go to a school." in found
    assert "school=9000916" in found
    assert f"/ask-for-help/{open_door.riverside.pk}?school=9000916" in place


def test_the_link_has_the_pages_of_a_lead(world, council, client, noon):
    sign_in(client, council.ada)
    with clock.fixed(noon):
        home = client.get("/")
        gate = client.get("/help/new")
        people = client.get(f"/directory/school/{council.pk}")

    assert "Severnshire" in text(home)
    assert "Ask for help for a child" in text(home)
    assert (gate.status_code, people.status_code) == (200, 200)
