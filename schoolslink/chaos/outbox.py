"""`chaos outbox`: a worker that dies at every point of a message's way; each message has one effect."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction

from schoolslink.access.unit import acting
from schoolslink.bench.people import Person
from schoolslink.bench.requests import Team
from schoolslink.chaos import world
from schoolslink.chaos.compare import effects
from schoolslink.chaos.receiver import Receiver
from schoolslink.chaos.scratch import Broken, Scratch, told_as_the_verbs_tell
from schoolslink.kernel import clock, failpoints, outbox, queue
from schoolslink.kernel.ids import new_id
from schoolslink.notices.delivery import DELIVER
from schoolslink.notices.jobs import look_round as look_round_mail
from schoolslink.referrals.commands.advice import ask_advice

SHARE = 0.006  # of the passes at each point
TROUBLED = 0.05  # of the mails, which are put off by the receiver
OF_CONTROL = 60
PATIENCE_SECONDS = 120  # in which at least something must move on
Tell = Callable[[str], None]


def run(scratch: Scratch, *, messages: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Ask so many questions, kill the worker again and again, and count what the receiver saw."""
    tell(f"Making {messages + 2 * OF_CONTROL:,} services ...")
    teams = world.teams(scratch, messages + 2 * OF_CONTROL, seed, tell)
    tell("Asking ...")
    found = _sent(scratch, ask(teams[:messages]), f"{failpoints.ALL}={SHARE}", tell)
    tell("The controls: marked as sent before it is sent, and without an id of its own ...")
    few, fewer = teams[messages : messages + OF_CONTROL], teams[-OF_CONTROL:]
    early = _sent(
        scratch, ask(few), "mail.before_post=0.1", tell, "schoolslink.chaos.careless", "early"
    )
    nameless = _sent(
        scratch, ask(fewer), "mail.posted=0.1", tell, "schoolslink.chaos.careless", "nameless"
    )
    return found | {
        "control_lost": early["lost"],
        "control_doubled": nameless["doubled"],
        "control": "marked as sent before it is sent; without a message id of its own",
    }


def ask(teams: Sequence[Team]) -> set[str]:
    """Let the lead at each team's first school ask a question; return who is to hear of it."""
    to_hear = set()
    for team in teams:
        with acting(Person(team.lead_id).actor, route="chaos") as actor:
            ask_advice(
                actor=actor,
                school_id=team.school_ids[0],
                form_key=new_id(),
                at=clock.now(),
                about="pupil",
                age_or_year="Year 4",
                seen="",
                tried="",
                question="What can we do until somebody has time?",
                how_soon="today",
            )
        to_hear.add(f"{team.contact_id}@example.invalid")
    return to_hear


def _sent(
    scratch: Scratch, to_hear: set[str], points: str, tell: Tell, *worker: str
) -> dict[str, Any]:
    """Let a worker that dies at these points tell of what was asked; compare what arrived.

    A contact hears once a day that something waits, so each message is known by whom it is to.
    """
    words = worker or ("schoolslink", "work")
    receiver = Receiver(troubled=TROUBLED)
    more = (told_as_the_verbs_tell() if worker else {}) | {
        "SCHOOLSLINK_SMTP_URL": f"smtp://127.0.0.1:{receiver.start()}",
        "SCHOOLSLINK_FAILPOINTS": points,
    }
    kills, moved, before = 0, time.monotonic(), -1
    try:
        process = scratch.start("worker", *words, **more)
        while left := waiting(scratch):
            if process.poll() is not None:
                if process.returncode != -signal.SIGKILL:
                    raise Broken(f"The worker has ended by itself. {scratch.said()}")
                kills += 1
                if kills % 20 == 0:
                    tell(f"{kills} kills, {left:,} to go ...")
                let_time_pass(scratch)
                process = scratch.start("worker", *words, **more)
            elif time.monotonic() - moved > 5:
                let_time_pass(scratch, of_the_dead=False)  # what the receiver put off is due again
            if left != before:
                before, moved = left, time.monotonic()
            if time.monotonic() - moved > PATIENCE_SECONDS:
                raise Broken(f"{left} messages do not go on. {scratch.said()}")
            time.sleep(0.2)
        scratch.stop("worker")
    finally:
        receiver.stop()
    told = [(one.to, one.message_id) for one in receiver.received if one.to in to_hear]
    return asdict(effects(to_hear, told)) | {"kills": kills, "points": len(failpoints.POINTS)}


def waiting(scratch: Scratch) -> int:
    """Return how many deliveries of news and how many mails are still to be made."""
    return int(
        scratch.sql(
            "select (select count(*) from kernel_outboxdelivery where delivered_at is null)"
            " + (select count(*) from notices_notice where state = 'queued' and not is_weekly)"
        )[0][0]
    )


def let_time_pass(scratch: Scratch, *, of_the_dead: bool = True) -> None:
    """Let two hours go by: what is claimed by nobody alive, and what waits for another try, is due.

    of_the_dead: no worker runs, so that no claim is anybody's.
    """
    for statement in (
        "update notices_notice set due_at = due_at - interval '2 hours' where state = 'queued'",
        "update kernel_outboxdelivery set due_at = due_at - interval '2 hours'"
        " where delivered_at is null",
        "update procrastinate_jobs set scheduled_at = now() where status = 'todo'",
    ):
        scratch.sql(statement)
    if of_the_dead:
        scratch.sql(
            "update notices_notice set claimed_until = claimed_until - interval '2 hours'"
            " where claimed_until is not null"
        )
    with transaction.atomic():
        for task in ("kernel.look_round", look_round_mail.name):
            queue.enqueue(task, queue=queue.CHORES, jobs=[{"timestamp": None}])


def tries(scratch: Scratch) -> Counter[str]:
    """Return how often each kind of job is queued to be tried."""
    rows = scratch.sql(
        "select task_name, count(*) from procrastinate_jobs where status = 'todo'"
        " and task_name in (%s, %s) group by 1",
        DELIVER,
        outbox.DELIVER,
    )
    return Counter(dict(rows))
