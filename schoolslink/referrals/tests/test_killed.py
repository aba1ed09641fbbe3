"""A worker killed in the middle of a job: what it was about is done by the next one, and done once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from schoolslink.access import jobs as units
from schoolslink.access.models import Membership, Role
from schoolslink.access.tests.arrange import member
from schoolslink.access.unit import acting
from schoolslink.directory import jobs as directory_jobs
from schoolslink.directory.commands import nominations
from schoolslink.directory.models import NamedContact, Nomination
from schoolslink.kernel import clock, outbox
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxDelivery, OutboxMessage
from schoolslink.kernel.tests.killing import dying, killed_in
from schoolslink.notices import commands as notices
from schoolslink.notices import delivery, transport, weekly
from schoolslink.notices.messages import WEEKLY
from schoolslink.notices.models import Notice
from schoolslink.notices.rules import State
from schoolslink.referrals import jobs
from schoolslink.referrals.commands import leaving
from schoolslink.referrals.commands.decide import Answering, decide
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.jobs import handing_on, overdue
from schoolslink.referrals.models import Holding, Item, ItemEvent, Told
from schoolslink.referrals.rules import Move
from schoolslink.referrals.tests.arrange import LONG_AGO, acting_as, asked, sent
from schoolslink.referrals.tests.test_unread_overdue import ended

MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)


@pytest.fixture
def mails(settings, tmp_path) -> Callable[[], list[str]]:
    """Return a reader of the ids of all mails that left, from whichever process."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    # Two mails of one second may lie in one file.
    return lambda: [
        found
        for one in tmp_path.iterdir()
        for found in re.findall(r"^Message-ID: (\S+)", one.read_text("utf-8"), re.M)
    ]


def after(monkeypatch: pytest.MonkeyPatch, wait: timedelta) -> None:
    """Let so much time of the machine pass."""
    later = clock.real_now() + wait
    monkeypatch.setattr(clock, "real_now", lambda: later)


def test_news_is_told_once_when_its_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed
):
    with clock.fixed(noon):
        item_id = asked(world, noon, new_id())
        dying(monkeypatch, notices, "send")

        killed_in(outbox.deliver_waiting)

        with as_seed():
            assert not Notice.objects.filter(about_id=item_id).exists()
            assert OutboxDelivery.objects.filter(delivered_at__isnull=True).exists()
        outbox.deliver_waiting()
        outbox.deliver_waiting()
        with as_seed():
            assert Notice.objects.filter(about_id=item_id).count() == 1
            assert not OutboxDelivery.objects.filter(delivered_at__isnull=True).exists()


@pytest.mark.parametrize("before", [True, False])
def test_a_mail_leaves_under_one_id_when_its_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed, mails, before
):
    with clock.fixed(noon):
        item_id = sent(world, noon)
        with acting(acting_as(world.priya)) as priya:
            decide(
                actor=priya, item_id=item_id, version=2, at=noon,
                answer=Answering(Move.ACCEPT, level="getting_help"),
            )  # fmt: skip
        outbox.deliver_waiting()
        with as_seed():
            news = Notice.objects.get(about_id=item_id, kind="referrals.decided")
        dying(monkeypatch, transport, "send", before=before)

        killed_in(lambda: delivery.deliver(news.pk, news.child_id))

        assert len(mails()) == (0 if before else 1)
        assert delivery.deliver(news.pk, news.child_id) is None  # the dead worker's claim holds
        with as_seed():
            assert Told.objects.get(item_id=item_id, whom="school").how == ""
        after(monkeypatch, delivery.CLAIM + timedelta(minutes=1))
        with units.as_system("t"):
            assert delivery.wake_lost() >= 1
        for _ in range(2):
            delivery.deliver(news.pk, news.child_id)
        with as_seed():
            assert Notice.objects.get(pk=news.pk).state == State.SENT
            assert Told.objects.get(item_id=item_id, whom="school").how == "mail"
    # A server that was given it twice knows it by its id.
    assert len(mails()) == (1 if before else 2)
    assert len(set(mails())) == 1


@pytest.mark.parametrize("where", [(weekly, "_once"), (transport, "send")])
def test_a_weekly_mail_is_made_once_when_its_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed, mails, where
):
    with clock.fixed(noon):
        asked(world, noon, new_id())
        outbox.deliver_waiting()
        delivery.deliver_waiting()
    sent_at_once = set(mails())
    with clock.fixed(MONDAY):
        dying(monkeypatch, *where)

        killed_in(lambda: (weekly.queue_all(at=MONDAY), delivery.deliver_waiting()))

        weekly.queue_all(at=MONDAY)
        after(monkeypatch, delivery.CLAIM + timedelta(minutes=1))
        delivery.deliver_waiting()
        weekly.queue_all(at=MONDAY + timedelta(hours=1))
        delivery.deliver_waiting()
    with as_seed():
        made = list(Notice.objects.filter(kind=WEEKLY.name))
    people = [one.recipient_person_id for one in made]
    assert world.priya.pk in people
    assert len(set(people)) == len(people)
    assert {one.state for one in made} == {State.SENT}
    assert len(set(mails()) - sent_at_once) == len(people)


def test_each_item_is_asked_about_once_when_the_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed
):
    items = [asked(world, noon, new_id()) for _ in range(3)]
    friday = noon + timedelta(days=3)
    dying(monkeypatch, overdue, "escalate", call=2)

    with clock.fixed(friday):
        killed_in(lambda: jobs.escalate_overdue(0))
        with as_seed():
            assert ItemEvent.objects.filter(item_id__in=items, move="escalate").count() == 1
        jobs.escalate_if_nobody_did(0)
        jobs.escalate_if_nobody_did(0)

    with as_seed():
        moves = ItemEvent.objects.filter(item_id__in=items, move="escalate")
        assert sorted(moves.values_list("item_id", flat=True)) == sorted(items)


def test_each_unread_answer_is_asked_about_once_when_the_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed
):
    items = [ended(world, noon) for _ in range(3)]
    with as_seed():
        member(world.sam, world.northgate, Role.SCHOOL_COVER)
        NamedContact.objects.create(
            side="school", position="cover", organisation=world.northgate, person=world.sam,
            name=world.sam.name, from_on=LONG_AGO,
        )  # fmt: skip
    dying(monkeypatch, overdue, "ask_next_to_read", call=2)

    with clock.fixed(noon + timedelta(days=8)):
        killed_in(lambda: jobs.escalate_overdue(0))
        with as_seed():
            told = Notice.objects.filter(about_id__in=items, kind="referrals.answer_unread")
            assert told.count() == 1
        jobs.escalate_if_nobody_did(0)
        jobs.escalate_if_nobody_did(0)

    with as_seed():
        assert sorted(told.values_list("about_id", flat=True)) == sorted(items)


def test_what_was_handed_on_since_the_morning_is_not_asked_about_again(
    own_database, world, noon, as_seed
):
    item_id = asked(world, noon, new_id())
    with clock.fixed(noon + timedelta(days=3)):
        jobs.escalate_overdue(0)
        with acting(acting_as(world.lena)) as lena:
            version = Item.objects.get(pk=item_id).version
            reassign(
                actor=lena, item_id=item_id, version=version, at=clock.now(), to_person=world.sam.pk
            )
        jobs.escalate_if_nobody_did(0)

    with as_seed():
        assert Holding.objects.get(item_id=item_id, ended_at=None).person_id == world.sam.pk


@pytest.mark.parametrize("where", [(nominations, "_mail"), (directory_jobs, "ask_to_confirm")])
def test_a_school_is_reminded_once_the_same_day_when_the_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed, where
):
    with as_seed():
        asking = Nomination.objects.create(
            organisation_id=world.hillside.pk, side="school", email="office@hillside.example",
            asked_at=noon - timedelta(days=10), expires_at=noon + timedelta(days=10),
            mails_sent=1, last_mail_on=(noon - timedelta(days=10)).date(),
        )  # fmt: skip
    dying(monkeypatch, *where)

    with clock.fixed(noon):
        killed_in(lambda: directory_jobs.every_day(0))
        with as_seed():
            asking.refresh_from_db()
            assert asking.mails_sent == 1  # nothing of a round that did not come to its end
        for _ in range(2):
            directory_jobs.every_day_if_nobody_did(0)

    with as_seed():
        asking.refresh_from_db()
        told = OutboxMessage.objects.filter(event__endswith="NominationSent")
        assert (asking.mails_sent, told.count()) == (2, 1)


def test_what_leavers_held_is_handed_on_the_same_day_when_the_worker_is_killed(
    own_database, world, noon, monkeypatch, as_seed
):
    items = [asked(world, clock.now(), new_id()) for _ in range(2)]
    with as_seed():
        today = clock.local_day(clock.real_now())
        Membership.objects.filter(person=world.priya).update(until_on=today)
    dying(monkeypatch, leaving, "hand_on")

    killed_in(lambda: jobs.every_morning(0))

    with as_seed():
        held = Holding.objects.filter(item_id__in=items, ended_at=None)
        assert {one.person.name for one in held} == {"Priya Nair"}
    for _ in range(2):
        jobs.every_morning_if_nobody_did(0)
    with as_seed():
        assert {one.person.name for one in held.all()} == {"Dr Lena Fox"}
        moves = ItemEvent.objects.filter(item_id__in=items, move="reassign")
        assert sorted(moves.values_list("item_id", flat=True)) == sorted(items)


def test_a_round_that_came_to_its_end_is_not_made_again_that_day(own_database, world, monkeypatch):
    jobs.every_morning(0)
    directory_jobs.every_day(0)
    made = []
    monkeypatch.setattr(handing_on, "every_morning", made.append)
    monkeypatch.setattr(directory_jobs, "every_day", made.append)

    jobs.every_morning_if_nobody_did(0)
    directory_jobs.every_day_if_nobody_did(0)
    assert made == []

    after(monkeypatch, timedelta(days=1))
    jobs.every_morning_if_nobody_did(1)
    directory_jobs.every_day_if_nobody_did(2)
    assert made == [1, 2]
