"""`chaos endpoint`: a mail server that is no help for 72 hours, and then well again.

The hours are simulated: the product's own delivery runs in this process, and its clock is ours.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.conf import settings

from schoolslink.access import jobs
from schoolslink.chaos import world
from schoolslink.chaos.compare import out_of_order
from schoolslink.chaos.receiver import AWAY, IN_TROUBLE, SLOW, WELL, WRONG, Receiver
from schoolslink.chaos.scratch import Scratch
from schoolslink.kernel import clock
from schoolslink.notices import commands, delivery, queries, rules, transport
from schoolslink.referrals.messages import WAITS_FOR_YOU

HOURS = 72
MOODS = ((0, AWAY), (30, SLOW), (42, IN_TROUBLE), (57, WRONG))  # from which hour on
STEP = timedelta(minutes=5)
SENT_AT_HOURS = (0, 9, 31)  # three messages to each person about one thing
TRIES_OF_CONTROL = 8
OF_CONTROL = 8
Holder = tuple[UUID, UUID, UUID]  # a person, what they hold, whom it is about
Tell = Callable[[str], None]


@dataclass
class Machine:
    """A clock of our own for the whole product, which starts now and goes where we say."""

    began: datetime = field(default_factory=clock.real_now)
    passed: timedelta = timedelta()

    @property
    def now(self) -> datetime:
        """Return the moment it shows."""
        return self.began + self.passed

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Let the product live by this clock."""
        with (
            patch.object(clock, "real_now", lambda: self.now),
            patch.object(clock, "now", lambda: self.now),
            patch.object(clock, "real_milliseconds", lambda: int(self.now.timestamp() * 1000)),
        ):
            yield


def run(scratch: Scratch, *, messages: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Send into 72 hours of trouble; return what arrived, in which order, and who saw that it was late."""
    people = -(-messages // len(SENT_AT_HOURS))
    world.teams(scratch, people + OF_CONTROL, seed, tell)
    holders = scratch.sql(
        "select person_id, item_id, child_id from referrals_holding"
        " where ended_at is null and person_id is not null order by item_id"
    )
    receiver = Receiver(slow_seconds=0.4)
    _speak_to(receiver)
    try:
        found = _through(scratch, receiver, holders[:people], tell)
        tell("The control: whoever gives up after eight tries ...")
        receiver.received.clear()
        with patch.object(transport, "send", _gives_up(scratch)):
            control = _through(scratch, receiver, holders[people:], tell)
    finally:
        receiver.stop()
    return found | {
        "control_lost": control["messages"] - control["delivered"],
        "control": f"gives up after {TRIES_OF_CONTROL} tries",
    }


def _through(
    scratch: Scratch, receiver: Receiver, holders: Sequence[Holder], tell: Tell
) -> dict[str, Any]:
    machine, sent = Machine(), set[UUID]()
    stuck: dict[str, int] = {}
    without_try = 0
    with machine.running():
        hour = 0.0
        while hour < HOURS:
            receiver.mood = next(mood for since, mood in reversed(MOODS) if hour >= since)
            for when in SENT_AT_HOURS:
                if hour == when:
                    sent |= {_send(one) for one in holders}
            _deliver_due(scratch, machine)
            if hour == 3.5:
                stuck["before"] = queries.stuck_total()
            if hour == 4.5:
                stuck["after"] = queries.stuck_total()
                tell(f"At four hours and a half {stuck['after']} wait for a person ...")
            if hour % 12 == 0:
                without_try += _without_a_next_try(scratch)
            machine.passed += STEP
            hour = round(machine.passed / timedelta(hours=1), 4)
        while_in_trouble = len(receiver.received)
        receiver.mood, back = WELL, machine.passed
        while _waiting(scratch) and machine.passed - back < timedelta(hours=6):
            _deliver_due(scratch, machine)
            machine.passed += timedelta(minutes=1)
    arrived = [one.message_id for one in receiver.received]
    delivered = {UUID(one.strip("<>").partition("@")[0]) for one in arrived}
    return {
        "hours": HOURS,
        "messages": len(sent),
        "delivered": len(delivered & sent),
        "doubled": len(arrived) - len(set(arrived)),
        "delivered_in_trouble": while_in_trouble,
        "out_of_order": out_of_order([(one.to, one.message_id) for one in receiver.received]),
        "stuck_before_4_hours": stuck["before"],
        "stuck_after_4_hours": stuck["after"],
        "sent_by_4_hours": len(holders),
        "without_a_next_try": without_try,
        "tries": receiver.asked,
        "drain_minutes": round((machine.passed - back) / timedelta(minutes=1)),
    }


def _send(holder: Holder) -> UUID:
    """Tell somebody that something waits for them, in the product's own words."""
    person_id, item_id, child_id = holder
    with jobs.as_job(child_id=child_id, purpose="chaos") as actor:
        sent = commands.send(
            actor=actor,
            kind=WAITS_FOR_YOU.name,
            link_path="/",
            at=clock.now(),
            to_person=person_id,
            about_id=item_id,
            child_id=child_id,
        )
    assert sent is not None  # noqa: S101 (without a key it may be said again)
    return sent


def _deliver_due(scratch: Scratch, machine: Machine) -> None:
    due = scratch.sql(
        "select id, child_id from notices_notice where state = 'queued' and not is_weekly"
        " and due_at <= %s and (claimed_until is null or claimed_until < %s) order by due_at, id",
        machine.now,
        machine.now,
    )
    for pk, child_id in due:
        delivery.deliver(pk, child_id)


def _waiting(scratch: Scratch) -> int:
    query = "select count(*) from notices_notice where state = 'queued' and not is_weekly"
    return int(scratch.sql(query)[0][0])


def _without_a_next_try(scratch: Scratch) -> int:
    """Return how many messages wait without a job that will try them: they have been given up."""
    return int(
        scratch.sql(
            "select count(*) from notices_notice n where state = 'queued' and not is_weekly"
            " and not exists (select 1 from procrastinate_jobs j where j.status = 'todo'"
            "   and j.args->>'notice_id' = n.id::text and j.scheduled_at >= n.due_at)"
        )[0][0]
    )


def _speak_to(receiver: Receiver) -> None:
    """Let the product in this process send to the receiver, and wait for it only a moment."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", receiver.start()
    settings.EMAIL_TIMEOUT = 0.1


def _gives_up(scratch: Scratch) -> Callable[..., rules.Outcome]:
    really = transport.send

    def send(**said: Any) -> rules.Outcome:
        outcome = really(**said)
        query = "select attempts from notices_notice where id = %s"
        tries = scratch.sql(query, said["notice_id"])[0][0] + 1
        if not outcome.is_sent and tries >= TRIES_OF_CONTROL:
            return rules.Outcome(outcome.code, is_final=True)
        return outcome

    return send
