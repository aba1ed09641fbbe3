"""The monthly check-in of whoever waits: opened in the morning, settled by the family or by help."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, queue
from schoolslink.referrals import events
from schoolslink.referrals.commands import check_in
from schoolslink.referrals.jobs.family import ask_family_how_it_is
from schoolslink.referrals.jobs.reaching import this_job
from schoolslink.referrals.rounds import one_by_one


class NotAllAskedAfter(Exception):
    """Some who wait could not be asked after; the job is tried again."""


@app.task(name="referrals.check_in_on_waiting", queue=queue.CHORES)
def check_in_on_waiting(timestamp: int) -> None:
    """Let somebody ask after everyone whose month of waiting has begun: one job for each child.

    Asked again each hour: what is open or was asked this month is behind the door no more.
    """
    due = "select item, child from access.due_check_ins(%s, %s, %s)"
    if failed := one_by_one(clock.now(), {due: _open}):
        raise NotAllAskedAfter(failed)


def _open(job: Actor, request_id: UUID, at: datetime) -> None:
    opened = check_in.open_check_in(actor=job, request_id=request_id, at=at)
    if opened is not None and not opened.is_again:
        ask_family_how_it_is(request_id, opened.item.pk, at=at)


def hear_from_family(event: events.FamilySaidHowItIs, *, at: datetime) -> None:
    """Ask nobody any more this month how a child is, since the family has said it."""
    check_in.hear_from_family(actor=this_job(), request_id=event.item_id, at=at)


def end_check_in(event: events.WaitEnded, *, at: datetime) -> None:
    """End the check-in of a child who waits no longer."""
    check_in.end_check_in(actor=this_job(), request_id=event.item_id, at=at)


def follow_school_choice(event: events.SchoolChoiceMade, *, at: datetime) -> None:
    """Let the service ask where the school is no longer to know of it."""
    check_in.follow_school_choice(actor=this_job(), request_id=event.item_id, at=at)
