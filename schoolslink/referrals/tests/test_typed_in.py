"""What came on paper or by phone: the clock starts when it was asked, and the record says who typed it."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.errors import NotPossible, NotYours
from schoolslink.referrals.models import Answer, Item
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.tests.arrange import acting_as

pytestmark = pytest.mark.django_db
SAID = {
    "first_name": "Ellie", "surname": "Wright", "birth_date": "2011-05-04",
    "concern": "She rang, and cried.", "school_hears": "no",
}  # fmt: skip
FORM = {
    "danger_now": "no", "cannot_wait": "no", "harmed": "no", "asked_by": "self",
    "made_on-day": "2", "made_on-month": "3", "made_on-year": "2026", "made_time": "14:30",
    "first_name": "Ellie", "surname": "Wright", "concern": "She rang, and cried.",
    "young_person_agrees": "agrees", "carer_agrees": "not_asked", "school_hears": "no",
    "home_hears": "no", "gp_hears": "not_asked",
}  # fmt: skip


def typed(world, who, at, **more):
    with acting(acting_as(who)) as actor:
        return type_in(
            actor=actor, service_id=world.riverside.pk, school_id=world.northgate.pk,
            form_key=new_id(), at=at,
            **({"asked_by": "self", "said": SAID, "gate": {}, "made_at": at} | more),
        )  # fmt: skip


def test_the_page_keeps_a_call_of_yesterday_with_both_times_and_who_typed_it(world, priya, noon):
    form = {**FORM, "school": str(world.northgate.pk), "form_key": str(new_id())}
    answer = priya.post("/queue/typed-in", form)
    page = priya.get(answer["Location"]).content.decode()

    assert "The young person themselves. Typed in by Priya Nair on Tuesday 3 March" in page
    assert "Monday 2 March" in page
    with acting(acting_as(world.priya)) as actor:
        opened = open_item(actor, Item.objects.get(asked_by="self").pk)
        made = datetime(2026, 3, 2, 14, 30, tzinfo=clock.LONDON)
        assert (opened.item.asked_at, opened.holds.due_on) == (made, date(2026, 3, 4))


def test_whoever_works_in_two_teams_says_which_was_asked(world, priya, noon, as_seed):
    with as_seed():
        area = HealthcareService.objects.get(pk=world.riverside.pk).area
        other = make.a_service(area, "Hill CAMHS")
        make.a_member(world.priya, other, Role.TRIAGER)
    form = {**FORM, "form_key": str(new_id())}

    asks = priya.post("/queue/typed-in", form).content.decode()
    answer = priya.post("/queue/typed-in", form | {"team": str(other.pk)})

    assert "Which of your teams did they ask?" in asks
    with acting(acting_as(world.priya)):
        assert Item.objects.get(pk=answer["Location"].rsplit("/", 1)[1]).service_id == other.pk


def test_what_lay_for_a_week_is_late_from_the_first_moment(world, noon):
    item_id = typed(world, world.sam, noon, made_at=noon - timedelta(days=7))

    with acting(acting_as(world.priya)) as actor:
        assert open_item(actor, item_id).holds.due_on < clock.local_day(noon)


def test_a_count_splits_it_by_the_age_on_the_day_of_asking_and_no_needs(world, noon):
    item_id = typed(world, world.sam, noon)

    with acting(acting_as(world.priya)) as actor:
        opened = open_item(actor, item_id)
        assert (opened.referral.age_band, opened.referral.sen) == ("11_to_15", "")


def test_no_school_finds_it_without_a_yes_and_with_one_it_does(world, noon):
    kept = typed(world, world.priya, noon)
    told = typed(world, world.priya, noon, said=SAID | {"school_hears": "yes"})

    with acting(acting_as(world.nadia)):
        assert list(Item.objects.values_list("pk", flat=True)) == [told]
    assert kept != told


def test_whoever_rang_is_given_a_code(world, noon):
    item_id = typed(world, world.priya, noon)

    with acting(acting_as(world.priya)) as actor:
        sheets = make_sheets(actor=actor, item_id=item_id, at=noon)
    assert [(sheet.relationship, bool(sheet.code)) for sheet in sheets] == [("self", True)]


@pytest.mark.parametrize("off", [timedelta(minutes=1), timedelta(days=-400)])
def test_a_moment_after_now_or_of_another_year_is_refused(world, noon, off):
    with pytest.raises(NotPossible):
        typed(world, world.priya, noon, made_at=noon + off)


def test_nobody_of_another_place_types_it_in(world, noon):
    for who in (world.nadia, world.jo, world.stranger, world.lena):
        with pytest.raises(NotYours):
            typed(world, who, noon)


def test_a_colleague_adds_no_answers_to_what_another_typed(world, noon):
    item_id = typed(world, world.priya, noon)

    with (
        acting(acting_as(world.sam)),
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        rows.insert([Answer(item_id=item_id, block="risk")])
