"""A child leaves a school for none: the council has what the school had, in one step, and nobody else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from schoolslink.access.models import FamilyCode
from schoolslink.access.policy import Action
from schoolslink.access.tests.arrange import enter_family, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import LocalAuthority, Postcode, School
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.notices.models import Notice
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.leaving_school import child_has_left
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.leaving_school import (
    LeavesLater,
    LeftLongAgo,
    WhyLeft,
    check_left_on,
)
from schoolslink.referrals.tests.arrange import acting_as, begun, sent
from schoolslink.referrals.tests.asking_own import text

pytestmark = pytest.mark.django_db


def leaves(world, item_id, at, *, who=None, why=WhyLeft.EXCLUDED, ago=0, version=None):
    """Let Nadia, who leads at Northgate, say that the child has left."""
    with acting(acting_as(who or world.nadia)) as actor:
        seen = Item.objects.get(pk=item_id).version if version is None else version
        return child_has_left(
            actor=actor, item_id=item_id, version=seen, why=why, at=at,
            left_on=clock.local_day(at) - timedelta(days=ago),
        )  # fmt: skip


def sees(who, item_id) -> bool:
    with acting(acting_as(who)) as actor:
        by_code = permissions.items(actor, Action.VIEW).filter(pk=item_id).exists()
        assert by_code == Item.objects.filter(pk=item_id).exists()  # and by the database's own wall
    return by_code


def held(item_id, as_seed) -> tuple:
    with as_seed():
        row = Holding.objects.get(item_id=item_id, ended_at__isnull=True)
    return row.person_id, row.pool_id, row.duty, row.due_on


@pytest.mark.parametrize("why", list(WhyLeft))
def test_the_council_has_it_at_once_and_the_old_school_nothing(world, council, noon, as_seed, why):
    item_id = sent(world, noon)
    before = held(item_id, as_seed)

    now = leaves(world, item_id, noon, why=why, ago=20)

    assert (now.council, now.is_named) == ("Severnshire", True)
    assert held(item_id, as_seed) == before  # the service's, with the same day
    assert (sees(world.nadia, item_id), sees(council.ada, item_id)) == (False, True)
    assert sees(world.priya, item_id)
    with acting(acting_as(council.ada)) as ada:
        assert open_at_school(ada, item_id).opened.item.school_id == council.pk
        moved = ItemEvent.objects.get(item_id=item_id, move=Move.LEAVE_SCHOOL)
        assert (moved.reason, moved.actor_id) == (why.value, world.nadia.pk)
        assert moved.happened_on == clock.local_day(noon) - timedelta(days=20)


def test_what_the_school_still_had_to_do_is_the_links_for_the_same_day(
    world, council, noon, as_seed
):
    item_id = begun(world, noon)
    person, pool, duty, due_on = held(item_id, as_seed)
    assert (person, pool) == (world.nadia.pk, world.northgate.pk)

    leaves(world, item_id, noon, why=WhyLeft.HOME_EDUCATION)

    assert held(item_id, as_seed) == (council.ada.pk, council.pk, duty, due_on)
    assert not sees(world.nadia, item_id)


def test_where_the_council_has_nobody_its_pool_holds_it_and_coordinators_hear(
    world, council, noon, as_seed
):
    from schoolslink.access.models import Membership

    with as_seed():
        Membership.objects.filter(person=council.ada).delete()
    item_id = begun(world, noon)
    now = leaves(world, item_id, noon)
    with clock.fixed(noon):
        outbox.deliver_waiting()

    assert not now.is_named
    assert held(item_id, as_seed)[:2] == (None, council.pk)
    with as_seed():
        told = Notice.objects.filter(kind="referrals.nobody_named", about_id=item_id)
        assert set(told.values_list("recipient_person_id", flat=True)) == {world.jo.pk}


def test_the_link_and_the_family_hear_of_it(world, council, noon, as_seed):
    item_id = sent(world, noon, carer_email="halina@example.invalid", tell=["carer"])
    with acting(acting_as(world.nadia)) as nadia:
        make_sheets(actor=nadia, item_id=item_id, at=noon)
    leaves(world, item_id, noon)
    with clock.fixed(noon):
        outbox.deliver_waiting()
        pages = {}
        with as_seed():
            codes = dict(
                FamilyCode.objects.filter(item_id=item_id).values_list("relationship", "pk")
            )
        for relationship, code_id in codes.items():
            phone = Client()
            enter_family(phone, code_id)
            pages[relationship] = text(phone.get("/my-request?lang=en"))

    with as_seed():
        (told,) = Notice.objects.filter(kind="referrals.with_council", about_id=item_id)
        assert told.recipient_person_id == council.ada.pk
        assert Notice.objects.filter(kind="referrals.family_answered", about_id=item_id).exists()
    assert "You left your school. Severnshire now does what the school did." in pages["self"]
    assert "Your child left the school. Severnshire now does what it did." in pages["carer"]


def test_the_council_of_where_they_live_comes_before_that_of_the_school(
    world, council, noon, as_seed
):
    from schoolslink.access.tests.arrange import organisation
    from schoolslink.directory.commands.last_resort import stand_in_for_schools

    with as_seed():
        place = organisation("council", "Elsewhere")
        LocalAuthority.objects.create(organisation=place, code="917")
        School.objects.filter(pk=world.hillside.pk).update(la_code="917", lad_code="E07000001")
        Postcode.objects.create(
            postcode="GL1 1AA", easting=383000, northing=218000, lad_code="E07000001"
        )
    with acting(acting_as(world.jo)) as jo:
        stand_in_for_schools(actor=jo, area_id=world.area.pk, la_code="917", at=noon)
    item_id = sent(world, noon, postcode="gl11aa")

    assert leaves(world, item_id, noon).council == "Elsewhere"
    assert (sees(council.ada, item_id), sees(world.nadia, item_id)) == (False, False)


def test_where_no_council_stands_in_it_stays_with_the_school(world, noon):
    item_id = sent(world, noon)

    with pytest.raises(NotPossible, match="No council stands in here"):
        leaves(world, item_id, noon)
    assert sees(world.nadia, item_id)


def test_a_page_that_was_open_before_and_another_side_are_refused(world, council, noon):
    item_id = sent(world, noon)

    with pytest.raises(ChangedMeanwhile):
        leaves(world, item_id, noon, version=0)
    with pytest.raises(NotYours):
        leaves(world, item_id, noon, who=world.priya)
    assert sees(world.nadia, item_id)


def test_the_database_gives_it_to_no_other_school_and_for_no_other_reason(
    world, council, noon, as_seed
):
    item_id = sent(world, noon)

    def tries(**facts):
        with acting(acting_as(world.nadia)), transaction.atomic():
            item = Item.objects.get(pk=item_id)
            now = Holding.objects.get(item=item, ended_at__isnull=True)
            ItemEvent(
                item=item, move="leave_school", version_seen=item.version, at=noon, side="school",
                actor_kind="person", actor_id=world.nadia.pk, holder_person_id=now.person_id,
                holder_pool_id=now.pool_id, holder_side=now.side, duty=now.duty, due_on=now.due_on,
                **{"reason": "missing_education", "happened_on": clock.local_day(noon)} | facts,
            ).save(force_insert=True)  # fmt: skip

    for facts in (
        {"to_school_id": world.hillside.pk},
        {"to_school_id": council.pk, "reason": "suspended"},
        {},
    ):
        with pytest.raises(DatabaseError):
            tries(**facts)
    assert sees(world.nadia, item_id)


def test_the_page_asks_why_and_since_when_and_twice_is_once(world, council, noon, client, as_seed):
    item_id = sent(world, noon)
    sign_in(client, world.nadia)
    with clock.fixed(noon):
        asked = text(client.get(f"/asked/{item_id}"))
        blank = text(client.get(f"/asked/{item_id}/left"))
        with as_seed():
            version = Item.objects.get(pk=item_id).version
        day = clock.local_day(noon)
        typed = {
            "why": "home_education", "left_on-day": day.day, "left_on-month": day.month,
            "left_on-year": day.year, "version": version, "form_key": str(new_id()),
        }  # fmt: skip
        empty = text(client.post(f"/asked/{item_id}/left", typed | {"why": ""}))
        first = client.post(f"/asked/{item_id}/left", typed)
        second = client.post(f"/asked/{item_id}/left", typed)
        done = text(client.get(first["Location"]))

    assert f"/asked/{item_id}/left" in asked
    assert "suspended" in blank
    assert "Choose why they have left" in empty
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert "It is with the council now" in done
    with as_seed():
        assert ItemEvent.objects.filter(item_id=item_id, move="leave_school").count() == 1


def test_a_day_to_come_and_one_of_another_year_are_refused(noon):
    today = clock.local_day(noon)

    assert check_left_on(today, today) == today
    with pytest.raises(LeavesLater):
        check_left_on(today + timedelta(days=1), today)
    with pytest.raises(LeftLongAgo):
        check_left_on(today - timedelta(days=367), today)
