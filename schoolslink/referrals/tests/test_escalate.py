"""A promise that is broken goes up the ladder, a step a working day; nothing closes, no day moves."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from schoolslink.access.family import open_page
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import enter_family, member, organisation, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import Cover, NamedContact
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.escalate import ladder
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.commands.reading import read_at_school
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.tests.arrange import LONG_AGO, World, acting_as, asked, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world, as_seed) -> World:
    """Priya with Sam as her cover."""
    with as_seed():
        priya = NamedContact.objects.get(person=world.priya)
        sam = NamedContact.objects.create(
            side="nhs", position="cover", organisation=world.riverside, person=world.sam,
            name=world.sam.name, from_on=LONG_AGO,
        )  # fmt: skip
        Cover.objects.create(contact=priya, by=sam, from_on=LONG_AGO)
        return world


def on_day(moment, days: int) -> None:
    with clock.fixed(moment + timedelta(days=days)):
        jobs.escalate_overdue(0)


def held(world, item_id):
    with acting(acting_as(world.amira)) as amira:
        return open_item(amira, item_id).holds


def test_question_unanswered_goes_to_the_cover_then_the_manager_and_stays_due(world, noon):
    item_id = asked(world, noon, new_id())  # Tuesday; due on Thursday

    names = []
    for days in (2, 3, 6, 7, 8):  # Thursday, Friday, Monday, Tuesday, Wednesday
        on_day(noon, days)
        now = held(world, item_id)
        names.append(now.name)
        assert now.due_on.isoformat() == "2026-03-05"

    assert names == ["Priya Nair", "Sam Okoro", "Dr Lena Fox", "Dr Lena Fox", "Dr Lena Fox"]


def test_who_let_it_pass_is_not_asked_again_when_a_manager_gave_it_back(world, noon):
    item_id = asked(world, noon, new_id())  # Tuesday; due on Thursday
    on_day(noon, 3)  # Sam, the cover
    on_day(noon, 6)  # Lena, the manager
    with acting(acting_as(world.lena)) as lena:
        version = Item.objects.get(pk=item_id).version
        reassign(
            actor=lena, item_id=item_id, version=version, to_person=world.priya.pk,
            at=noon + timedelta(days=6),
        )  # fmt: skip
    given_to = held(world, item_id).name

    on_day(noon, 7)

    assert (given_to, held(world, item_id).name) == ("Priya Nair", "Dr Lena Fox")


def test_running_it_twice_on_a_day_asks_one_person(world, noon):
    item_id = asked(world, noon, new_id())

    on_day(noon, 3)
    on_day(noon, 3)

    with acting(acting_as(world.amira)):
        moves = ItemEvent.objects.filter(item_id=item_id, move="escalate").count()
    assert moves == 1


def test_answer_that_was_read_and_not_asked_about_again_closes_by_itself(world, noon):
    item_id = asked(world, noon, new_id())
    with acting(acting_as(world.priya)) as priya:
        say(actor=priya, item_id=item_id, move=Move.ANSWER, version=1, words="Yes.", at=noon)
    with acting(acting_as(world.amira)) as amira:
        read_at_school(actor=amira, item=Item.objects.get(pk=item_id), at=noon)

    on_day(noon, 30)

    with acting(acting_as(world.amira)) as amira:
        assert open_item(amira, item_id).item.state == "closed"
        assert Holding.objects.filter(item_id=item_id, ended_at__isnull=True).count() == 0


def test_whoever_was_asked_instead_keeps_it_when_it_comes_back(world, noon):
    item_id = asked(world, noon, new_id())
    on_day(noon, 3)
    with acting(acting_as(world.sam)) as sam:
        say(actor=sam, item_id=item_id, move=Move.ASK_BACK, version=2, words="Since?", at=noon)
    with acting(acting_as(world.amira)) as amira:
        say(actor=amira, item_id=item_id, move=Move.REPLY, version=3, words="May.", at=noon)

    assert held(world, item_id).name == "Sam Okoro"


def test_the_timeline_names_who_was_asked_next_and_in_what_role(world, noon, client):
    item_id = asked(world, noon, new_id())
    for days in (3, 6):
        on_day(noon, days)

    expected = [
        "Went to Sam Okoro (Triage colleague), because the day had passed",
        "Went to Dr Lena Fox (Service manager), because the day had passed",
    ]
    for who, page in ((world.amira, f"/asked/{item_id}"), (world.priya, f"/queue/{item_id}")):
        sign_in(client, who)
        with clock.fixed(noon):
            text = client.get(page).text
        assert re.findall(r"Went to [^<]*", text) == expected


def test_a_family_reads_a_first_name_and_no_ladder(world, noon):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        (sheet, *_) = make_sheets(actor=nadia, item_id=item_id, at=noon)
    on_day(noon, 3)
    ellie = Client()
    enter_family(ellie, open_page(sheet.code, machine="192.0.2.9"))

    with clock.fixed(noon):
        page = ellie.get("/my-request", follow=True).text

    assert "Sam" in page
    assert "Okoro" not in page
    assert "Went to" not in page


def test_a_lead_who_has_left_is_no_rung_at_the_school(world, noon, as_seed):
    with as_seed():
        gone = person("Tom Reed")
        for who, position in ((gone, "lead"), (world.amira, "cover")):
            NamedContact.objects.create(
                side="school", position=position, organisation=world.hillside, person=who,
                name=who.name, from_on=LONG_AGO,
            )  # fmt: skip
    item_id = asked(world, noon, new_id())

    with acting(acting_as(world.amira)):
        item = Item.objects.get(pk=item_id)
        assert ladder(item, Side.SCHOOL, at=noon) == [world.amira.pk]


def told_of_it(as_seed) -> list[tuple[str, str]]:
    with as_seed():
        rows = Notice.objects.filter(kind="referrals.past_its_day").order_by("pk")
        return list(rows.values_list("recipient_person__name", "link_path"))


def test_when_all_were_asked_the_coordinator_is_told_once(world, noon, as_seed):
    item_id = asked(world, noon, new_id())

    for days in (3, 6):  # Sam, then Dr Lena Fox
        on_day(noon, days)
        assert told_of_it(as_seed) == []
    for days in (7, 8, 9):
        on_day(noon, days)
        assert told_of_it(as_seed) == [("Jo Marsh", f"/area/{world.area.pk}/silent")]

    assert held(world, item_id).name == "Dr Lena Fox"


def test_where_nobody_coordinates_the_national_team_is_asked_for_somebody(world, noon, as_seed):
    with as_seed():
        Membership.objects.filter(role=Role.AREA_COORDINATOR).delete()
        ade = person("Ade Bello")
        member(ade, organisation("programme", "The programme"), Role.NATIONAL_TEAM)
    asked(world, noon, new_id())

    for days in (3, 6, 7, 8, 9):
        on_day(noon, days)

    assert told_of_it(as_seed) == []
    with as_seed():
        (told,) = Notice.objects.filter(kind="directory.nobody_coordinates")
    assert (told.recipient_person_id, told.child_id) == (ade.pk, None)
    assert clock.local_day(told.created_at) == clock.local_day(noon + timedelta(days=7))


def test_what_still_stands_a_week_later_is_told_again_and_so_every_week(world, noon, as_seed):
    asked(world, noon, new_id())
    weeks = []
    for days in range(3, 35):
        on_day(noon, days)
        with as_seed():
            weeks.append(Notice.objects.filter(kind="referrals.past_its_day_again").count())

    assert len(told_of_it(as_seed)) == 1
    with as_seed():
        again = Notice.objects.filter(kind="referrals.past_its_day_again").order_by("pk")
        told = [(one.recipient_person.name, clock.local_day(one.created_at)) for one in again]
    first = [noon + timedelta(days=days) for days in (14, 21, 28)]
    assert told == [("Jo Marsh", clock.local_day(day)) for day in first]
    assert weeks[-1] == 3


def test_what_a_school_has_is_told_again_in_weeks_of_lessons(world, noon, as_seed):
    july = noon.replace(month=7, day=14)
    with clock.fixed(july):
        item_id = asked(world, july, new_id())
    with clock.fixed(july), acting(acting_as(world.priya)) as priya:
        version = Item.objects.get(pk=item_id).version
        say(actor=priya, item_id=item_id, move=Move.ASK_BACK, version=version,
            words="Since when?", at=july)  # fmt: skip
    for days in range(1, 70):
        on_day(july, days)

    with as_seed():
        rows = Notice.objects.filter(kind__startswith="referrals.past_its_day").order_by("pk")
        told = [
            (one.kind.removeprefix("referrals."), clock.local_day(one.created_at)) for one in rows
        ]
    first, *again = told
    assert (first[0], first[1].month) == ("past_its_day", 7)
    assert {kind for kind, _day in again} == {"past_its_day_again"}
    assert [day.month for _kind, day in again] == [9] * len(again) != []


def coordinators_message(as_seed) -> str:
    with as_seed():
        return Notice.objects.get(kind="referrals.past_its_day").state


@pytest.mark.parametrize(("acts", "becomes"), [(False, "sent"), (True, "withdrawn")])
def test_the_coordinator_hears_of_it_at_eleven_unless_somebody_has_acted(
    world, noon, as_seed, acts, becomes
):
    item_id = asked(world, noon, new_id())
    for days in (3, 6):  # Sam, then Dr Lena Fox
        on_day(noon, days)
    seven = (noon + timedelta(days=7)).replace(hour=7)

    with clock.fixed(seven):
        jobs.escalate_overdue(0)
        delivery.deliver_waiting()
    early = coordinators_message(as_seed)
    if acts:
        with clock.fixed(seven.replace(hour=10)), acting(acting_as(world.priya)) as priya:
            version = Item.objects.get(pk=item_id).version
            say(actor=priya, item_id=item_id, move=Move.ANSWER, version=version,
                words="Try mornings.", at=clock.now())  # fmt: skip
    with as_seed():  # four real hours later
        Notice.objects.update(due_at=clock.real_now())
    with clock.fixed(seven.replace(hour=11)):
        delivery.deliver_waiting()

    assert (early, coordinators_message(as_seed)) == ("queued", becomes)


def test_a_manager_who_has_left_is_no_rung_and_the_coordinator_is_told(world, noon, as_seed):
    with as_seed():
        Membership.objects.filter(person=world.lena).delete()
    item_id = asked(world, noon, new_id())

    for days in (3, 6):
        on_day(noon, days)

    assert held(world, item_id).name == "Sam Okoro"
    assert told_of_it(as_seed) == [("Jo Marsh", f"/area/{world.area.pk}/silent")]


def test_with_nobody_at_the_service_the_team_holds_it_and_the_coordinator_is_told(
    world, noon, as_seed
):
    with as_seed():
        Membership.objects.filter(organisation=world.riverside).delete()
    item_id = asked(world, noon, new_id())

    on_day(noon, 3)

    with acting(acting_as(world.amira)):
        assert Holding.objects.get(item_id=item_id, ended_at__isnull=True).person is None
    assert told_of_it(as_seed) == [("Jo Marsh", f"/area/{world.area.pk}/silent")]
