"""Whoever goes on with it sees what a leaver held, and who has each of it now."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from schoolslink.access.commands import end_membership
from schoolslink.access.models import Membership, Person, Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting, current
from schoolslink.directory.models import Cover, NamedContact
from schoolslink.kernel import clock
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.queries.packs import leaver, leavers, pack_of
from schoolslink.referrals.tests.arrange import acting_as, asked, sent
from schoolslink.web import dates

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world, as_seed):
    """Priya, with Sam as her cover."""
    with as_seed():
        priya = NamedContact.objects.get(person=world.priya)
        sam = NamedContact.objects.create(
            side="nhs", position="cover", organisation=world.riverside, person=world.sam,
            name=world.sam.name, from_on=priya.from_on,
        )  # fmt: skip
        Cover.objects.create(contact=priya, by=sam, from_on=priya.from_on)
    return world


def packed(reader, gone, **kwargs):
    with acting(acting_as(reader)) as actor:
        return pack_of(actor, leaver(actor, gone.pk, today=clock.today()), **kwargs)


def leave(world, who, by, until_on=None):
    membership = Membership.objects.get(person=who)
    with acting(acting_as(by)) as actor:
        end_membership(actor=actor, membership_id=membership.pk, until_on=until_on, at=clock.now())


def test_pack_says_who_has_each_thing_now_by_when_and_what_the_leaver_did_last(world):
    item = asked(world, clock.now(), uuid4())
    request = sent(world, clock.now(), called="Ellie")

    leave(world, world.priya, by=world.lena)
    rows = packed(world.sam, world.priya)

    assert [row.item_id for row in rows] == [item, request]
    assert {row.holder_name for row in rows} == {world.sam.name}
    assert all(row.due_on and row.handed_on_at for row in rows)
    assert [row.last_move for row in rows] == ["", ""]
    assert rows[1].initials.startswith("E")


def test_what_the_leaver_had_given_away_before_is_not_in_it(world):
    item = asked(world, clock.now(), uuid4())
    with acting(acting_as(world.priya)) as actor:
        reassign(actor=actor, item_id=item, version=1, to_person=world.sam.pk, at=clock.now())

    leave(world, world.priya, by=world.lena)

    assert packed(world.sam, world.priya) == []


def test_who_leaves_soon_is_named_with_what_they_still_hold(world):
    item = asked(world, clock.now(), uuid4())
    leave(world, world.priya, by=world.lena, until_on=clock.today() + timedelta(days=7))

    [row] = packed(world.sam, world.priya)

    assert (row.item_id, row.handed_on_at, row.holder_name) == (item, None, world.priya.name)


def test_page_names_the_last_day_of_who_is_still_here(world, client):
    leave(world, world.priya, by=world.lena, until_on=clock.today() + timedelta(days=7))
    sign_in(client, world.sam)

    page = client.get(f"/left/{world.priya.pk}").text

    last = dates.day(clock.today() + timedelta(days=6))
    assert f"What {world.priya.name} holds" in page
    assert f"Their last day is {last}." in page
    assert f"{world.priya.name} leaves after {last}" in client.get("/queue").text


def test_nobody_elsewhere_sees_the_pack_nor_that_somebody_left(world):
    asked(world, clock.now(), uuid4())
    leave(world, world.priya, by=world.lena)

    for stranger in (world.nadia, world.lena):
        with acting(acting_as(stranger)) as actor:
            assert leavers(actor, today=clock.today()) == []
            with pytest.raises(Person.DoesNotExist):
                leaver(actor, world.priya.pk, today=clock.today())


def test_somebody_who_stays_has_no_pack(world):
    with acting(acting_as(world.sam)) as actor, pytest.raises(Person.DoesNotExist):
        leaver(actor, world.priya.pk, today=clock.today())


def test_page_leads_from_the_queue_to_the_pack(world, client):
    item = asked(world, clock.now(), uuid4())
    leave(world, world.priya, by=world.lena)
    sign_in(client, world.sam)

    queue = client.get("/queue").text
    page = client.get(f"/left/{world.priya.pk}")

    assert f"/left/{world.priya.pk}" in queue
    assert f"{world.priya.name} has left" in queue
    assert f"What {world.priya.name} held" in page.text
    assert f"/queue/{item}" in page.text
    assert client.get(f"/left/{uuid4()}").status_code == 404


def test_whose_records_a_pack_showed_is_noted(world):
    item = asked(world, clock.now(), uuid4())
    leave(world, world.priya, by=world.lena)

    with acting(acting_as(world.sam)) as actor:
        pack_of(actor, leaver(actor, world.priya.pk, today=clock.today()))
        [read] = [read for read in current().reads if read["record"] == "pack"]

    assert read["ids"] == [str(item)]


def test_school_sees_what_its_lead_held_and_of_what_a_team_has_only_that(
    world, client, as_seed
):  # fmt: skip
    with as_seed():
        head = person("Kim Osei")
        member(head, world.northgate, Role.SCHOOL_HEAD)
    draft = sent(world, clock.now(), carer_agrees="not_asked", young_person_agrees="not_asked")
    leave(world, world.nadia, by=head)
    sign_in(client, head)

    page = client.get(f"/left/{world.nadia.pk}").text

    assert f"/asked/{draft}" in page
    assert f"/left/{world.nadia.pk}" in client.get("/open").text
