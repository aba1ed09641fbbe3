"""A school closes and none takes its place: its council is asked within the hour."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, queue
from schoolslink.referrals.commands import last_resort
from schoolslink.referrals.rounds import one_by_one

DUE = "select item, child from access.due_to_council(%s, %s, %s)"


class NotAllGiven(Exception):
    """What some closed schools left could not be given to their council; the next round tries again."""


@app.task(name="referrals.ask_councils", queue=queue.CHORES)
def ask_councils(timestamp: int) -> None:
    """Give what is open at a school that ended to the council that stands in for it."""
    if failed := one_by_one(clock.now(), {DUE: _give}):
        raise NotAllGiven(failed)


def _give(job: Actor, item_id: UUID, at: datetime) -> None:
    last_resort.give_to_council(actor=job, item_id=item_id, at=at)
