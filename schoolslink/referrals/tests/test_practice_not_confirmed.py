"""A practice never says whether it asked: its link goes once more, somebody rings, nothing waits for it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from schoolslink.access.jobs import as_job
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import GpPractice
from schoolslink.directory.tests import factories
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import new_id
from schoolslink.notices import delivery
from schoolslink.notices.models import Notice
from schoolslink.referrals import jobs
from schoolslink.referrals.commands.asking_practice import follow_practice, they_said
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.models import Holding, Item, PracticeAsking
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.asking_practice import Stands, Step, Unanswered, next_step
from schoolslink.referrals.tests.arrange import acting_as
from schoolslink.referrals.tests.asking_own import text
from schoolslink.referrals.tests.test_asking_practice import asked

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 3)


@pytest.fixture
def request_id(world, noon):
    """Return a request that a practice made on a Tuesday, and that somebody looked at on the Wednesday."""
    item_id, _ = asked(world, noon)
    at = noon + timedelta(days=1)
    with clock.fixed(at), acting(acting_as(world.priya)) as priya:
        step(actor=priya, item_id=item_id, version=1, at=at, move=Move.ACKNOWLEDGE)
    return item_id


def round_on(noon, days):
    """Make the round of one day, and send what it wrote."""
    with clock.fixed(noon + timedelta(days=days)):
        outbox.deliver_waiting()
        jobs.escalate_overdue(0)
        delivery.deliver_waiting()


@pytest.fixture
def told(as_seed):
    """Return who was told what about a practice that did not answer, in order."""

    def now(*kinds):
        with as_seed():
            found = Notice.objects.filter(kind__in=[f"referrals.{kind}" for kind in kinds])
            return [
                one.recipient_person.name if one.recipient_person_id else "the practice"
                for one in found.order_by("id")
            ]

    return now


def asking_of(as_seed, item_id):
    with as_seed():
        return PracticeAsking.objects.get(item_id=item_id)


def says(world, item_id, at, *, yes, seen=Stands.NOT_ANSWERED, who=None):
    with acting(acting_as(who or world.priya)) as actor:
        they_said(actor=actor, item_id=item_id, seen=seen, asked=yes, whom="Ruth, reception", at=at)


@pytest.mark.parametrize(
    ("unanswered", "on", "step"),
    [
        (Unanswered(TUESDAY), date(2026, 3, 4), None),
        (Unanswered(TUESDAY), date(2026, 3, 5), Step.SEND_AGAIN),
        (Unanswered(date(2026, 3, 6)), date(2026, 3, 9), None),  # asked on a Friday
        (Unanswered(date(2026, 3, 6)), date(2026, 3, 10), Step.SEND_AGAIN),
        (Unanswered(TUESDAY, date(2026, 3, 5)), date(2026, 3, 6), None),
        (Unanswered(TUESDAY, date(2026, 3, 5)), date(2026, 3, 9), Step.ASK_TO_RING),
        # The round did not run for a week: the second mail still has its own two days.
        (Unanswered(TUESDAY, date(2026, 3, 12)), date(2026, 3, 13), None),
        (Unanswered(TUESDAY, date(2026, 3, 5), date(2026, 3, 10)), date(2026, 3, 10), None),
        (Unanswered(TUESDAY, date(2026, 3, 5), date(2026, 3, 10)), date(2026, 3, 11), Step.ASK_MANAGER),
        (
            Unanswered(TUESDAY, date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 11)),
            date(2026, 6, 1), None,
        ),
    ],
)  # fmt: skip
def test_what_follows_one_after_the_other_each_once(unanswered, on, step):
    assert next_step(unanswered, on, add_working_days) is step


def test_the_link_goes_once_more_then_whoever_has_it_rings_then_the_manager_hears(
    world, noon, request_id, told, as_seed
):
    for days in (1, 2, 2, 3):
        round_on(noon, days)
    assert told("did_you_ask", "did_you_ask_again") == ["the practice", "the practice"]
    assert told("ring_practice") == []
    with acting(acting_as(world.priya)):
        before = Holding.objects.get(item_id=request_id, ended_at__isnull=True)

    for days in (6, 6, 7):
        round_on(noon, days)
    assert told("ring_practice") == ["Priya Nair"]
    assert asking_of(as_seed, request_id).ring_by == date(2026, 3, 10)
    assert told("practice_not_rung") == []
    with acting(acting_as(world.priya)):
        after = Holding.objects.get(item_id=request_id, ended_at__isnull=True)
    assert (after.pk, after.due_on) == (before.pk, before.due_on)  # its clock waits for nothing

    for days in (8, 8, 9, 13):
        round_on(noon, days)
    assert told("practice_not_rung") == ["Dr Lena Fox"]
    assert told("did_you_ask_again") == ["the practice"]


def test_the_second_mail_has_the_same_link_and_names_nobody(world, noon, request_id):
    for days in (0, 1, 2):
        round_on(noon, days)

    first, second = (one for one in mail.outbox if one.to == ["river.street@nhs.net"])
    link = next(word for word in first.body.split() if "/did-you-ask/" in word)
    assert link in second.body
    assert second.subject == "A message for your practice, a second time"
    assert not {"Ellie", "Wright", "Low"} & set(second.body.split())


@pytest.mark.parametrize("yes", [True, False])
def test_what_was_answered_is_followed_no_more(world, noon, request_id, told, yes):
    says(world, request_id, noon, yes=yes)

    for days in (2, 6, 8):
        round_on(noon, days)

    assert told("did_you_ask_again", "ring_practice", "practice_not_rung") == []


def test_what_has_ended_is_followed_no_more(world, noon, request_id, told, as_seed):
    with as_seed():
        Holding.objects.filter(item_id=request_id).update(ended_at=noon)
        Item.objects.filter(pk=request_id).update(closed_at=noon, closed_on=TUESDAY)

    with as_job(
        child_id=asking_of(as_seed, request_id).child_id, purpose="referrals.overdue"
    ) as job:
        at = noon + timedelta(days=9)
        assert (
            follow_practice(actor=job, asking_id=asking_of(as_seed, request_id).pk, at=at) is None
        )


def test_while_it_lies_at_the_school_whoever_is_named_at_the_service_rings(
    world, noon, request_id, told, as_seed
):
    with as_seed():
        held = Holding.objects.filter(item_id=request_id, ended_at__isnull=True)
        held.update(side="school", person_id=world.nadia.pk)

    for days in (2, 6):
        round_on(noon, days)

    assert told("ring_practice") == ["Priya Nair"]


def test_queue_record_and_manager_say_that_nobody_confirmed_it_and_since_when(
    world, noon, request_id, client
):
    sign_in(client, world.priya)
    with clock.fixed(noon + timedelta(days=1)):
        early = text(client.get("/queue"))
        record = text(client.get(f"/queue/{request_id}"))
    for days in (2, 6, 8):
        round_on(noon, days)
    with clock.fixed(noon + timedelta(days=8)):
        late = text(client.get("/queue"))
        ring = text(client.get(f"/queue/{request_id}"))
        sign_in(client, world.lena)
        manager = text(client.get(reverse("referrals:service")))

    since = "The practice has not confirmed this yet, since Tuesday 3 March."
    assert since in early
    assert since in record
    assert "Ring River Street Surgery by" not in early
    assert "Ring River Street Surgery by Tuesday 10 March" in late
    assert f"/queue/{request_id}/practice" in late
    assert "The link went there again on Thursday 5 March." in ring
    assert "Ring the practice by Tuesday 10 March." in ring
    assert "GP practices that should have been rung" in manager
    assert "due on Tuesday 10 March" in manager
    assert "Ellie" not in manager


def test_the_number_of_the_list_is_rung_and_never_the_typed_one(
    world, noon, request_id, client, as_seed
):
    sign_in(client, world.priya)
    path = f"/queue/{request_id}/practice"
    unlisted = text(client.get(path))
    with as_seed():
        listed = factories.a_practice("River Street Surgery")
        GpPractice.objects.filter(pk=listed.pk).update(ods_code="C81001", phone="01632 960 100")
    page = text(client.get(path))

    assert "has no practice under this code" in unlisted
    assert "tel:" not in unlisted.split("<main")[1].split("</main")[0]
    assert 'href="tel:01632960100"' in page
    assert "tel:01632960777" not in page
    assert "anybody can have typed them: 01632 960 777, river.street@nhs.net" in page


def test_a_call_says_whom_they_spoke_to_and_who_wrote_it_down(world, noon, request_id, client):
    for days in (2, 6):
        round_on(noon, days)
    at = noon + timedelta(days=6)
    says(world, request_id, at, yes=True, who=world.sam)
    sign_in(client, world.priya)
    with clock.fixed(at):
        record, queue = text(client.get(f"/queue/{request_id}")), text(client.get("/queue"))

    said = "Said on the telephone by Ruth, reception, on Monday 9 March. Sam Okoro wrote it down."
    assert said in record
    assert "Ring River Street Surgery" not in queue
    assert "not confirmed this yet" not in queue


def test_of_a_no_by_telephone_whoever_has_it_is_told_and_what_to_do_stands_there(
    world, noon, request_id, client, told
):
    says(world, request_id, noon, yes=False, who=world.sam)
    round_on(noon, 1)
    sign_in(client, world.priya)
    with clock.fixed(noon + timedelta(days=1)):
        record, queue = text(client.get(f"/queue/{request_id}")), text(client.get("/queue"))

    assert told("did_not_ask") == ["Priya Nair"]
    assert "The practice says that it did not ask." in queue
    assert "You decide by the same day, with what you know." in record
    assert "Take the number from your own record, not from this request." in record
    assert reverse("referrals:own-find") in record
    with acting(acting_as(world.priya)):
        held = Holding.objects.get(item_id=request_id, ended_at__isnull=True)
        assert held.person_id == world.priya.pk


def test_of_two_who_ring_the_second_reads_what_was_said_and_loses_nothing(
    world, noon, request_id, client
):
    sign_in(client, world.sam)
    path, typed = f"/queue/{request_id}/practice", {"asked": "yes", "whom": "Dr Reyes"}
    says(world, request_id, noon, yes=False)
    with pytest.raises(ChangedMeanwhile):
        says(world, request_id, noon, yes=True)
    stale = client.post(path, typed | {"seen": "not_answered", "form_key": str(new_id())})
    key = str(new_id())
    fresh = [
        client.post(path, typed | {"seen": "did_not_ask", "form_key": key}) for _twice in range(2)
    ]

    assert "has said something since you opened this" in text(stale)
    assert 'value="Dr Reyes"' in text(stale)
    assert [one.status_code for one in fresh] == [302, 302]
    with acting(acting_as(world.priya)):
        assert PracticeAsking.objects.get(item_id=request_id).asked is True


def test_no_job_says_that_a_practice_asked_and_nobody_of_the_team_moves_the_day(
    world, noon, request_id, as_seed
):
    asking = asking_of(as_seed, request_id)
    with (
        as_job(child_id=asking.child_id, purpose="referrals.overdue"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "update referrals_practiceasking set asked = true, answered_at = now(), how = 'link'"
        )
        assert cursor.rowcount == 1
    with acting(acting_as(world.priya)), connection.cursor() as cursor:
        cursor.execute(
            "update referrals_practiceasking set sent_again_at = now(), ring_by = %s", [TUESDAY]
        )
        assert cursor.rowcount == 1

    after = asking_of(as_seed, request_id)
    assert (after.asked, after.answered_at, after.how) == (None, None, "")
    assert (after.sent_again_at, after.ring_by) == (None, None)
