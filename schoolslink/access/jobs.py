"""Units of work for what no person started, and the jobs of this part."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.kernel import backoff, queue


@contextlib.contextmanager
def as_job(
    *, child_id: UUID | None = None, organisation_id: UUID | None = None, purpose: str
) -> Iterator[Actor]:
    """Run a block as a job that reaches this child, or this organisation's rows, no others."""
    job = Actor(kind="job", subject_id=organisation_id, child_id=child_id, purpose=purpose)
    with acting(job, route=f"job:{purpose}") as actor:
        yield actor


@contextlib.contextmanager
def as_system(purpose: str) -> Iterator[Actor]:
    """Run a block as the system: registers, schedules, mail. No child's row is visible to it."""
    with acting(Actor(kind="system", purpose=purpose), route=f"system:{purpose}") as actor:
        yield actor


@app.task(
    name="access.send_link",
    queue=queue.MAIL,
    retry=backoff.ForEver(),
)
def send_link(invitation_id: str) -> None:
    """Send an invitation's message, or the link for a new password; until it went or is open no more."""
    from schoolslink.access.messages import send_link as send
    from schoolslink.access.models import Invitation

    with as_system("access.send_link"):
        invitation = Invitation.objects.get(pk=UUID(invitation_id))
    # No transaction waits for a mail server.
    send(invitation)


@app.task(name="access.sweep", queue=queue.CHORES)
def sweep(timestamp: int) -> None:
    """Delete sessions that ended and counts of tries that no longer matter."""
    with as_system("access.sweep"), connection.cursor() as cursor:
        cursor.execute("select access.sessions_sweep(), access.rates_sweep()")


@app.task(name="access.witness", queue=queue.CHORES)
def witness(timestamp: int) -> None:
    """Sign the head of the audit and write it outside the database."""
    from schoolslink.access import witness as keeper

    with as_system("access.witness"):
        keeper.write_checkpoint()
