"""Each night: what has been kept long enough is listed, and nothing else happens to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, queue
from schoolslink.referrals.commands import erasing, retention
from schoolslink.referrals.rounds import one_by_one


class NotAllLookedAt(Exception):
    """Some records could not be looked at; the job is tried again."""


def look_round(at: datetime) -> int:
    """Look at every record whose day has come, one job for each child; return how many failed."""
    return one_by_one(at, {"select wanted, child from access.retention_to_look(%s, %s, %s)": _look})


@app.task(name="referrals.look_at_retention", queue=queue.CHORES)
def look_at_retention(timestamp: int) -> None:
    """List what has been kept long enough, and lay what was erased beside the database too."""
    erasing.write_down()
    if failed := look_round(clock.now()):
        raise NotAllLookedAt(failed)


def _look(job: Actor, child_id: UUID, at: datetime) -> None:
    retention.look(actor=job, child_id=child_id, at=at)
