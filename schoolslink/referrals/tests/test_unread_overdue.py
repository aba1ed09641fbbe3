"""What ended with an answer that nobody at the school opened by its day: the next person is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member, person, sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import NamedContact
from schoolslink.kernel import clock
from schoolslink.notices import kinds
from schoolslink.notices.commands import about
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs, messages
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.family import saw_decision, say
from schoolslink.referrals.commands.unread import ask_next_to_read
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.queries import open_for_school, silent_count, silent_in_area
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, begins_elsewhere, sent
from schoolslink.referrals.tests.letters import AGREED
from schoolslink.referrals.tests.test_family_truth import family

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(world, as_seed):
    """Northgate, where Nadia leads and asks, with a cover and a head beside her."""
    with as_seed():
        people = {"cover": person("Mr Cover"), "head": person("Ms Head")}
        for position, who in people.items():
            role = Role.SCHOOL_COVER if position == "cover" else Role.SCHOOL_HEAD
            member(who, world.northgate, role)
            NamedContact.objects.create(
                side="school", position=position, organisation=world.northgate, person=who,
                name=who.name, from_on=LONG_AGO,
            )  # fmt: skip
    return people


def ended(world, at, **answer):
    """Let a request end with advice that the family has read and that has begun: nobody holds it."""
    item_id = sent(world, at, called="Ellie")
    with acting(acting_as(world.priya)) as priya:
        said = Answering(Move.ADVISE, words="Ten minutes a day.", next_step="Her tutor, at school.")
        decide(actor=priya, item_id=item_id, version=2, at=at, answer=said)
    for actor in family(world, item_id, at).values():
        with acting(actor):
            saw_decision(actor=actor, own=own_page(actor), at=at)
    begins_elsewhere(world.nadia, item_id, at + timedelta(days=1))
    return item_id


def on_day(moment, days: int) -> None:
    with clock.fixed(moment + timedelta(days=days)):
        jobs.escalate_overdue(0)


@pytest.fixture
def told(as_seed):
    """Return who was told, of what, and where it leads."""

    def now() -> list[tuple[str, str, str]]:
        wanted = (messages.ANSWER_UNREAD.name, messages.PAST_ITS_DAY.name)
        with as_seed():
            rows = Notice.objects.filter(kind__in=wanted).order_by("id")
            return list(rows.values_list("recipient_person__name", "kind", "link_path"))

    return now


def duty_of(world, item_id) -> Told:
    with acting(acting_as(world.nadia)):
        return Told.objects.get(item_id=item_id, whom="school")


def opens(who, item_id, at) -> str:
    browser = Client()
    sign_in(browser, who)
    with clock.fixed(at):
        return browser.get(reverse("referrals:asked", args=[item_id])).text


def test_the_cover_then_the_head_then_the_coordinator_is_asked_once_each(world, school, noon, told):
    item_id = ended(world, noon)  # Tuesday; to be read by Tuesday 10 March
    page = reverse("referrals:asked", args=[item_id])
    cover = ("Mr Cover", "referrals.answer_unread", page)
    head = ("Ms Head", "referrals.answer_unread", page)
    jo = ("Jo Marsh", "referrals.past_its_day", f"/area/{world.area.pk}/silent")

    seen = []
    for days in (7, 8, 8, 9, 9, 10, 10, 13, 20):
        on_day(noon, days)
        seen.append(told())

    assert seen == [
        [], [cover], [cover], [cover, head], [cover, head],
        *[[cover, head, jo]] * 4,
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["cover", "head", "asker"])
def test_who_is_asked_can_read_it_and_then_nobody_else_is_asked(world, school, noon, told, which):
    item_id = ended(world, noon)
    for days in (8, 9):
        on_day(noon, days)
    reader = {**school, "asker": world.nadia}[which]

    page = opens(reader, item_id, noon + timedelta(days=9))

    assert "Ten minutes a day" in page
    assert duty_of(world, item_id).read_at is not None
    before = told()
    on_day(noon, 20)
    assert told() == before
    with acting(acting_as(world.jo)) as jo:
        assert silent_count(jo, world.area.pk, today=clock.local_day(noon) + timedelta(20)) == 0


def test_a_head_who_was_not_asked_leaves_it_for_whoever_asked(world, school, noon):
    item_id = ended(world, noon)
    on_day(noon, 8)  # the cover

    opens(school["head"], item_id, noon + timedelta(days=8))

    assert duty_of(world, item_id).read_at is None


def test_whoever_is_asked_has_it_among_what_is_for_them_to_do(world, school, noon):
    item_id = ended(world, noon)
    for days in (8, 9):
        on_day(noon, days)
    at = noon + timedelta(days=9)
    for who in (school["head"], world.nadia):
        browser = Client()
        sign_in(browser, who)
        with clock.fixed(at):
            page = browser.get("/").text
        mine = page.split("For you to do")[1]
        assert f'href="/asked/{item_id}#answer"' in mine
    with acting(acting_as(world.nadia)) as nadia:
        (row,) = open_for_school(nadia)
    assert (row.person_name, row.asked_next_at) == ("Ms Head", at)


def test_the_coordinator_sees_it_from_the_day_after_and_nothing_of_the_child(
    world, school, noon, client
):
    item_id = ended(world, noon)
    due = duty_of(world, item_id).due_on
    with acting(acting_as(world.jo)) as jo:
        assert silent_in_area(jo, world.area.pk, today=due) == []
        (row,) = silent_in_area(jo, world.area.pk, today=due + timedelta(days=1))
        assert silent_count(jo, world.area.pk, today=due + timedelta(days=1)) == 1
    assert (row.duty, row.side, row.person_name) == ("read_answer", "school", "Nadia Stone")

    on_day(noon, 8)
    sign_in(client, world.jo)
    with clock.fixed(noon + timedelta(days=9)):
        page = client.get(f"/area/{world.area.pk}/silent").text
    assert "Mr Cover" in page
    assert "read the answer" in page.lower()
    for words in ("Ellie", "mentor", "lessons", "Wiśniewska", ">EW<"):
        assert words not in page


def test_the_message_is_withdrawn_once_it_is_read(world, school, noon, as_seed):
    item_id = ended(world, noon)
    for days in (8, 9, 10):
        on_day(noon, days)
    with as_seed():
        notices = list(Notice.objects.filter(about_id=item_id, state="queued").order_by("id"))
        wanted = {messages.ANSWER_UNREAD.name, messages.PAST_ITS_DAY.name}
        child = Item.objects.get(pk=item_id).child_id
    waiting = [one for one in notices if one.kind in wanted]
    assert len(waiting) == 3

    def true() -> set[bool]:
        with (
            clock.fixed(noon + timedelta(days=10)),
            as_job(child_id=child, purpose="t"),
        ):
            return {kinds.find(one.kind).still_true(about(one)) for one in waiting}

    assert true() == {True}
    opens(world.nadia, item_id, noon + timedelta(days=10))
    assert true() == {False}


def test_with_nobody_at_the_school_the_coordinator_is_told_at_once(
    world, school, noon, told, as_seed
):
    ended(world, noon)
    with as_seed():
        Membership.objects.filter(organisation=world.northgate).delete()

    on_day(noon, 8)

    assert told() == [("Jo Marsh", "referrals.past_its_day", f"/area/{world.area.pk}/silent")]


def test_what_is_open_or_was_taken_back_before_an_answer_asks_nobody_to_read(
    world, school, noon, told
):
    item_id = sent(world, noon)
    with acting(acting_as(world.nadia)) as nadia:
        step(actor=nadia, item_id=item_id, move=Move.WITHDRAW, version=2, words="No.", at=noon)

    on_day(noon, 60)

    assert told() == []


def test_taken_back_after_the_answer_it_is_still_to_be_read(world, school, noon, told):
    item_id = sent(world, noon, called="Ellie", tell=AGREED)
    help_comes = Answering(Move.ACCEPT, level="getting_help")
    with acting(acting_as(world.priya)) as priya:
        decide(actor=priya, item_id=item_id, version=2, at=noon, answer=help_comes)
    with acting(family(world, item_id, noon)["carer"]) as carer:
        say(actor=carer, said=FamilySaid.STOPS, version=3, words="No.", at=noon)

    on_day(noon, 8)

    assert [name for name, _, _ in told()] == ["Mr Cover"]


def test_august_and_weekends_count_as_for_every_other_promise(world, school, noon, told):
    friday = noon.replace(month=7, day=31)
    ended(world, friday)  # to be read by Friday 7 August

    def by(days: int) -> list[str]:
        on_day(friday, days)
        return [name for name, _, _ in told()]

    assert [by(7), by(10), by(11), by(12)] == [
        [], ["Mr Cover"], ["Mr Cover", "Ms Head"], ["Mr Cover", "Ms Head", "Jo Marsh"],
    ]  # fmt: skip


def test_nobody_but_a_job_about_this_child_asks_the_next(world, school, noon):
    item_id = ended(world, noon)
    duty = duty_of(world, item_id)
    with (
        acting(acting_as(world.stranger)) as stranger,
        pytest.raises(Told.DoesNotExist),
    ):
        ask_next_to_read(actor=stranger, told_id=duty.pk, at=noon + timedelta(days=8))
