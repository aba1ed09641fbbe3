"""News leaves after the facts are safe: kept in their transaction, delivered by a worker.

Each subscriber is told once: its delivery is marked in the transaction of what it does. What
fails is tried again, after a minute at first and then after up to an hour, for ever; what waits
for long is on the list of `stuck`. Who subscribes to what is one list, `config.subscriptions`.
A few hear in the transaction of the facts themselves (`at_once_if`): between the fact and what
follows from it nobody may look.
"""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from schoolslink.kernel import backoff, clock, events, failpoints, queue, rows
from schoolslink.kernel.models import OutboxDelivery, OutboxMessage
from schoolslink.kernel.worded import Question

DELIVER = "kernel.deliver"

Subscriber = Callable[..., object]  # f(event, *, at)
_Subscriber = TypeVar("_Subscriber", bound=Subscriber)

# Ours, unless another worker holds it or has done it since we looked; and marked in the same breath.
_CLAIM = """
update kernel_outboxdelivery set delivered_at = %s where id = (
  select id from kernel_outboxdelivery where id = %s and delivered_at is null
  for update skip locked)
"""
log = logging.getLogger(__name__)
_LOST_AFTER = timedelta(seconds=30)
_STUCK_AFTER = timedelta(hours=4)
_BATCH = 500


class Subscriptions(Protocol):
    """The module that says who is told of what, and in whose name each of them works."""

    SUBSCRIPTIONS: Mapping[type, Sequence[Subscriber]]

    def unit_of_work(self, event: object, purpose: str) -> AbstractContextManager[object]:
        """Return the transaction, with its identity, in which a subscriber hears of an event."""


class NotInATransaction(Exception):
    """News is published in the transaction of its facts."""


class NoSubscriberList(Exception):
    """This event is in no list of subscribers: name it in config/subscriptions.py."""


class SubscriberGone(Exception):
    """Nobody under this name hears of this event any more."""


@dataclass(frozen=True)
class Stuck:
    """A delivery that has waited for long; it names no child."""

    delivery_id: UUID
    event: str
    subscriber: str
    queued_at: datetime
    attempts: int
    last_error: str


def only_if(wanted: Callable[[Any], bool]) -> Callable[[_Subscriber], _Subscriber]:
    """Mark a subscriber that has nothing to do with some of its events: of those it gets none.

    wanted: says it of an event, from the event alone.
    """

    def mark(subscriber: _Subscriber) -> _Subscriber:
        subscriber.wanted = wanted  # type: ignore[attr-defined]
        return subscriber

    return mark


def at_once_if(few: Callable[[Any], bool]) -> Callable[[_Subscriber], _Subscriber]:
    """Mark a subscriber that hears in the transaction of the facts themselves.

    few: says, in the subscriber's own name, whether it is little enough for somebody to wait for. What
    is too much for that, or fails, is left to the worker: the facts are kept either way.
    """

    def mark(subscriber: _Subscriber) -> _Subscriber:
        subscriber.at_once_if = few  # type: ignore[attr-defined]
        return subscriber

    return mark


def publish(*news: object, at: datetime) -> None:
    """Keep events and queue their delivery to each subscriber, in the caller's transaction.

    Raises NotInATransaction outside one, NoSubscriberList for an unknown kind of event and
    events.NotAnEvent for one that holds more than identifiers and codes.
    """
    messages, deliveries, at_once = [], [], []
    queued_at = clock.real_now()
    for event in news:
        name = events.name_of(type(event))
        if not connection.in_atomic_block:
            raise NotInATransaction(name)
        subscribers = subscriptions().SUBSCRIPTIONS.get(type(event))
        if subscribers is None:
            raise NoSubscriberList(name)
        message = OutboxMessage(event=name, payload=events.to_json(event), published_at=at)
        messages.append(message)
        for subscriber in subscribers:
            if not getattr(subscriber, "wanted", _everything)(event):
                continue
            delivery = OutboxDelivery(
                message=message,
                subscriber=subscriber_name(subscriber),
                queued_at=queued_at,
                due_at=queued_at,
            )
            deliveries.append(delivery)
            if hasattr(subscriber, "at_once_if"):
                at_once.append((event, subscriber, delivery))
    for event, subscriber, delivery in at_once:
        delivery.delivered_at = queued_at if _told_at_once(event, subscriber, at) else None
    rows.insert([*messages, *deliveries])
    if waiting := [one for one in deliveries if one.delivered_at is None]:
        jobs = [{"delivery_id": one.pk} for one in waiting]
        queue.enqueue(DELIVER, queue=queue.NEWS, jobs=jobs)


def _told_at_once(event: object, subscriber: Subscriber, at: datetime) -> bool:
    """Tell a subscriber in this transaction; False, with nothing of it kept, where the worker has to."""
    purpose = subscriber_name(subscriber).removeprefix("schoolslink.")
    try:
        with transaction.atomic(), subscriptions().unit_of_work(event, purpose):
            if not subscriber.at_once_if(event):  # type: ignore[attr-defined]
                return False
            subscriber(event, at=at)
    except Exception:  # What is a fact stays one; the worker tries again, and is seen to.
        log.exception("not told at once")
        return False
    return True


def deliver(delivery_id: UUID) -> bool:
    """Tell one subscriber what it has not heard yet; return whether it has heard it now.

    Everything the subscriber writes and the mark that it was told are one transaction. Its failure
    is noted, with the moment of the next attempt, and not raised.
    """
    waiting = _waiting().select_related("message").filter(pk=delivery_id).first()
    return waiting is not None and _tell(waiting)


def _tell(waiting: OutboxDelivery) -> bool:
    try:
        event = _event(waiting.message)
        subscriber = _subscriber(event, waiting.subscriber)
        purpose = waiting.subscriber.removeprefix("schoolslink.")
        with subscriptions().unit_of_work(event, purpose):
            with connection.cursor() as cursor:
                cursor.execute(_CLAIM, [clock.real_now(), waiting.pk])
                if not cursor.rowcount:
                    return False
            failpoints.reach("news.claimed")
            subscriber(event, at=clock.now())
            failpoints.reach("news.heard")
    except Exception as error:  # Whatever a subscriber raises, its news must not be lost.
        _note_failure(waiting, error)
        return False
    failpoints.reach("news.kept")
    return True


def deliver_waiting() -> int:
    """Deliver here and now all that waits, with what comes of it; return how many were told.

    For tests, the simulator and the making of worlds, where no worker runs. What fails is left.
    """
    told, failed, more = 0, set[UUID](), True
    while more:
        # What failed comes first again: so many more are looked at.
        found = _OLDEST.rows() if not failed else [*_oldest(_BATCH + len(failed))]
        batch = [one for one in found if one.pk not in failed]
        untold = [one.pk for one in batch if not _tell(one)]
        told += len(batch) - len(untold)
        failed.update(untold)
        more = bool(batch)
    return told


def wake_lost() -> int:
    """Queue again what is due and has no job: one was killed in the middle of it.

    And what a clock that was ahead put off to a day on which nobody would look for it.
    """
    now = clock.real_now()
    _waiting().filter(due_at__gt=now + backoff.NEVER_LONGER).update(due_at=now)
    lost = _waiting().filter(due_at__lt=now - _LOST_AFTER)
    return sum(
        queue.enqueue_once(DELIVER, queue=queue.NEWS, key=f"deliver:{one}", delivery_id=one)
        for one in lost.order_by("due_at", "id").values_list("pk", flat=True)[:1_000]
    )


def stuck(*, waiting_for: timedelta = _STUCK_AFTER, limit: int = 100) -> list[Stuck]:
    """Return the deliveries that have waited longer than a time, the oldest first."""
    late = _waiting().filter(queued_at__lt=clock.real_now() - waiting_for)
    return [
        Stuck(
            delivery_id=one.pk,
            event=one.message.event,
            subscriber=one.subscriber,
            queued_at=one.queued_at,
            attempts=one.attempts,
            last_error=one.last_error,
        )
        for one in late.select_related("message").order_by("queued_at", "id")[:limit]
    ]


def subscriptions() -> Subscriptions:
    """Return the module that lists the subscribers; a setting, because it stands above us."""
    return cast(Subscriptions, import_module(settings.OUTBOX_SUBSCRIPTIONS))


def subscriber_name(subscriber: Subscriber) -> str:
    """Return the name under which a subscriber's deliveries are kept."""
    return f"{subscriber.__module__}.{subscriber.__qualname__}"


def _everything(_event: object) -> bool:
    return True


def _oldest(many: int = _BATCH) -> Any:
    return _waiting().select_related("message").order_by("message_id", "id")[:many]


def _waiting() -> Any:
    return OutboxDelivery.objects.filter(delivered_at__isnull=True)


def _event(message: OutboxMessage) -> object:
    for event_type in subscriptions().SUBSCRIPTIONS:
        if events.name_of(event_type) == message.event:
            return cast(object, events.from_json(event_type, message.payload))
    raise NoSubscriberList(message.event)


def _subscriber(event: object, name: str) -> Subscriber:
    for subscriber in subscriptions().SUBSCRIPTIONS[type(event)]:
        if subscriber_name(subscriber) == name:
            return subscriber
    raise SubscriberGone(name)


def _note_failure(delivery: OutboxDelivery, error: Exception) -> None:
    attempts = delivery.attempts + 1
    due_at = clock.real_now() + backoff.wait(attempts, random.random())  # noqa: S311 (no secret)
    with transaction.atomic():
        OutboxDelivery.objects.filter(pk=delivery.pk, delivered_at__isnull=True).update(
            attempts=min(attempts, 32_000), due_at=due_at, last_error=type(error).__name__
        )
        failpoints.reach("news.before_defer")
        queue.enqueue(DELIVER, queue=queue.NEWS, jobs=[{"delivery_id": delivery.pk}], at=due_at)


def waiting_count() -> int:
    """Return how many deliveries wait, at most 10,000: for `./link status`."""
    return cast(int, _waiting()[:10_000].count())


_OLDEST: Question[OutboxDelivery] = Question(_oldest)
