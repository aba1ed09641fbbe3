"""News is published with its facts, told once to each, tried for ever, and shown when stuck."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from schoolslink.kernel import backoff, clock, events, heartbeat, jobs, outbox, worker
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import Heartbeat, OutboxDelivery, OutboxMessage

heard: list[tuple[str, object]] = []


@dataclass(frozen=True)
class LinkMade:
    link_id: UUID


@dataclass(frozen=True)
class LinkEnded:
    link_id: UUID


@dataclass(frozen=True)
class Unlisted:
    link_id: UUID


def tell_school(event, *, at):
    heard.append(("school", event))
    heartbeat.beat(f"school {event.link_id}")


def tell_service(event, *, at):
    heard.append(("service", event))


def breaks(event, *, at):
    heartbeat.beat(f"half done {event.link_id}")
    raise RuntimeError("Ellie Woźniak's answer")


def breaks_its_transaction(event, *, at):
    Heartbeat.objects.create(name="twice", seen_at=clock.real_now())
    Heartbeat.objects.create(name="twice", seen_at=clock.real_now())


@contextmanager
def unit_of_work(event, purpose):
    with transaction.atomic():
        yield


@pytest.fixture
def subscribers(monkeypatch):
    """Return the list of subscribers of a link made, for a test to change."""
    listed = [tell_school, tell_service]
    module = SimpleNamespace(
        SUBSCRIPTIONS={LinkMade: listed, LinkEnded: []}, unit_of_work=unit_of_work
    )
    monkeypatch.setattr(outbox, "subscriptions", lambda: module)
    heard.clear()
    return listed


def publish(event):
    with transaction.atomic():
        return outbox.publish(event, at=clock.now())


def queued_jobs():
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, args->>'delivery_id', scheduled_at from procrastinate_jobs"
            " where status = 'todo' order by id"
        )
        return cursor.fetchall()


@pytest.mark.django_db
def test_each_subscriber_is_told_once(subscribers):
    event = LinkMade(new_id())

    publish(event)
    told = outbox.deliver_waiting()

    assert told == 2
    assert outbox.deliver_waiting() == 0
    assert heard == [("school", event), ("service", event)]


@pytest.mark.django_db
def test_a_subscriber_is_told_only_of_the_events_it_wants(subscribers):
    wanted = LinkMade(new_id())
    only_one = outbox.only_if(lambda event: event == wanted)
    only_one(tell_school)
    try:
        publish(LinkMade(new_id()))
        publish(wanted)
    finally:
        del tell_school.wanted

    waiting = OutboxDelivery.objects.order_by("id").values_list("subscriber", flat=True)
    named = [name.rpartition(".")[2] for name in waiting]
    assert named == ["tell_service", "tell_school", "tell_service"]


@pytest.mark.django_db
def test_a_delivery_called_twice_is_heard_once(subscribers):
    publish(LinkMade(new_id()))
    first = OutboxDelivery.objects.order_by("id").values_list("pk", flat=True).first()

    assert outbox.deliver(first)
    assert not outbox.deliver(first)

    assert len(heard) == 1


@pytest.mark.django_db
def test_publishing_queues_a_job_for_each_subscriber_in_the_same_transaction(subscribers):
    with transaction.atomic():
        outbox.publish(LinkMade(new_id()), at=clock.now())
        transaction.set_rollback(True)

    assert (queued_jobs(), OutboxMessage.objects.count()) == ([], 0)

    publish(LinkMade(new_id()))

    waiting = OutboxDelivery.objects.order_by("id").values_list("pk", flat=True)
    assert queued_jobs() == [("kernel.deliver", str(one), None) for one in waiting]


@pytest.mark.django_db
def test_a_failure_undoes_what_its_subscriber_wrote_and_holds_up_nobody_else(subscribers):
    subscribers.insert(0, breaks)
    subscribers.append(breaks_its_transaction)
    event = LinkMade(new_id())

    publish(event)
    told = outbox.deliver_waiting()

    assert told == 2
    assert not Heartbeat.objects.filter(name__startswith="half done").exists()
    failed = OutboxDelivery.objects.filter(delivered_at__isnull=True).order_by("id")
    assert [(one.attempts, one.last_error) for one in failed] == [
        (1, RuntimeError.__name__),
        (1, IntegrityError.__name__),
    ]


@pytest.mark.django_db
def test_a_failure_is_queued_again_for_later_and_succeeds_when_mended(subscribers):
    subscribers[:] = [breaks]
    publish(LinkMade(new_id()))
    outbox.deliver_waiting()

    delivery = OutboxDelivery.objects.get()
    assert timedelta(seconds=40) < delivery.due_at - clock.real_now() < timedelta(seconds=76)
    assert queued_jobs()[-1] == ("kernel.deliver", str(delivery.pk), delivery.due_at)

    breaks_no_more = lambda event, *, at: heard.append(("mended", event))  # noqa: E731
    breaks_no_more.__module__, breaks_no_more.__qualname__ = breaks.__module__, "breaks"
    subscribers[:] = [breaks_no_more]

    assert outbox.deliver(delivery.pk)


@pytest.mark.django_db
def test_nothing_is_given_up(subscribers):
    subscribers[:] = [breaks]
    publish(LinkMade(new_id()))
    OutboxDelivery.objects.update(attempts=32_000)

    outbox.deliver_waiting()

    delivery = OutboxDelivery.objects.get()
    assert delivery.attempts == 32_000
    assert delivery.due_at > clock.real_now() + timedelta(minutes=44)


@pytest.mark.django_db
def test_a_subscriber_that_has_gone_is_shown_as_stuck_after_four_hours(subscribers, monkeypatch):
    publish(LinkMade(new_id()))
    subscribers.remove(tell_service)
    outbox.deliver_waiting()

    assert outbox.stuck() == []
    later = clock.real_now() + timedelta(hours=4, minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    (stuck,) = outbox.stuck()
    assert stuck.event == "kernel.LinkMade"
    assert stuck.subscriber.endswith("tell_service")
    assert (stuck.attempts, stuck.last_error) == (1, "SubscriberGone")
    assert outbox.waiting_count() == 1


@pytest.mark.django_db
def test_what_lost_its_job_to_a_crash_is_queued_again_once(subscribers, monkeypatch):
    subscribers[:] = [tell_school]
    publish(LinkMade(new_id()))
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    later = clock.real_now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "real_now", lambda: later)

    assert (outbox.wake_lost(), outbox.wake_lost()) == (1, 0)

    assert [job[0] for job in queued_jobs()] == ["kernel.deliver"]


@pytest.mark.django_db
def test_an_event_without_subscribers_is_kept_and_one_without_a_list_refused(subscribers):
    publish(LinkEnded(new_id()))

    with pytest.raises(outbox.NoSubscriberList):
        publish(Unlisted(new_id()))

    assert OutboxMessage.objects.count() == 1
    assert OutboxDelivery.objects.count() == 0


def test_publishing_outside_a_transaction_is_refused(own_database, subscribers):
    with pytest.raises(outbox.NotInATransaction):
        outbox.publish(LinkMade(new_id()), at=clock.now())


def test_a_worker_delivers_what_was_committed(own_database, subscribers):
    made = [LinkMade(new_id()) for _ in range(20)]
    for event in made:
        publish(event)

    worker.run(until_idle=True)

    assert sorted(str(e) for who, e in heard if who == "school") == sorted(map(str, made))
    assert len(heard) == 40
    assert outbox.waiting_count() == 0
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'kernel.deliver'")
        assert cursor.fetchone() == (0,)


def test_two_workers_at_the_same_delivery_tell_it_once(own_database, subscribers):
    import threading

    at_work, go_on = threading.Event(), threading.Event()

    def slow(event, *, at):
        at_work.set()
        go_on.wait(5)
        heard.append(("slow", event))

    subscribers[:] = [slow]
    publish(LinkMade(new_id()))
    (delivery_id,) = OutboxDelivery.objects.values_list("pk", flat=True)
    results = []

    def first():
        results.append(outbox.deliver(delivery_id))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    at_work.wait(5)
    second = outbox.deliver(delivery_id)
    go_on.set()
    thread.join()

    assert (results, second, len(heard)) == ([True], False, 1)


@pytest.mark.django_db
def test_the_worker_shows_that_it_lives(subscribers):
    assert not heartbeat.is_alive(heartbeat.WORKER)

    jobs.look_round(timestamp=0)

    assert heartbeat.is_alive(heartbeat.WORKER)
    assert not heartbeat.is_alive(heartbeat.WORKER, within=timedelta(seconds=-1))


def test_events_are_named_by_their_part():
    assert events.name_of(LinkMade) == "kernel.LinkMade"


@pytest.mark.django_db
def test_a_job_whose_worker_died_is_queued_again_and_a_living_ones_is_not():
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now()) returning id"
        )
        alive = cursor.fetchone()[0]
        for worker_id, queue_name in ((None, "mail"), (alive, "mail"), (None, "chores")):
            cursor.execute(
                "insert into procrastinate_jobs (task_name, queue_name, status, worker_id, args)"
                " values ('access.send_link', %s, 'doing', %s, '{}')",
                [queue_name, worker_id],
            )

        jobs.look_round(0)

        cursor.execute("select status::text, attempts from procrastinate_jobs order by id")
        assert cursor.fetchall() == [("todo", 1), ("doing", 0), ("doing", 0)]


def test_what_is_tried_for_ever_waits_an_hour_at_most():
    waits = [
        backoff.ForEver().get_retry_decision(
            exception=OSError(), job=SimpleNamespace(attempts=attempts)
        )
        for attempts in (0, 5, 1_000)
    ]

    now = clock.real_now()
    minutes = [(one.retry_at - now).total_seconds() / 60 for one in waits]
    assert 0.7 < minutes[0] < 1.3
    assert all(24 < found <= 76 for found in minutes[1:])


@pytest.mark.django_db
def test_who_hears_at_once_has_heard_before_the_facts_are_kept(subscribers, monkeypatch):
    event = LinkMade(new_id())
    monkeypatch.setattr(tell_school, "at_once_if", lambda _: True, raising=False)

    publish(event)

    assert heard == [("school", event)]
    assert [name.rpartition(".")[2] for name in waiting_names()] == ["tell_service"]
    assert len(queued_jobs()) == 1
    assert OutboxDelivery.objects.count() == 2


@pytest.mark.django_db
def test_what_is_too_much_or_fails_at_once_is_left_to_the_worker_whole(subscribers, monkeypatch):
    event = LinkMade(new_id())
    subscribers[:] = [tell_school, breaks, breaks_its_transaction]
    monkeypatch.setattr(tell_school, "at_once_if", lambda _: False, raising=False)
    for broken in (breaks, breaks_its_transaction):
        monkeypatch.setattr(broken, "at_once_if", lambda _: True, raising=False)

    publish(event)

    assert heard == []
    assert not Heartbeat.objects.exists()
    assert len(waiting_names()) == len(queued_jobs()) == 3


def waiting_names():
    waiting = OutboxDelivery.objects.filter(delivered_at__isnull=True).order_by("id")
    return list(waiting.values_list("subscriber", flat=True))
