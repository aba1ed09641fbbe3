"""Each night the cards of hand-overs whose time has come: children grow, schools and services end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock, queue
from schoolslink.referrals import messages
from schoolslink.referrals.commands import growing, left_behind
from schoolslink.referrals.jobs.reaching import page_of, tell
from schoolslink.referrals.models import Holding
from schoolslink.referrals.rounds import one_by_one


class NotAllLookedAt(Exception):
    """The ages of some children could not be looked at; the job is tried again."""


@app.task(name="referrals.look_at_ages", queue=queue.CHORES)
def look_at_ages(timestamp: int) -> None:
    """Open the cards whose window has come: one job for each child, and none twice."""
    behind = {
        "select item, child from access.due_age_looks(%s, %s, %s)": _look,
        "select item, child from access.due_left_behind(%s, %s, %s)": _left_behind,
    }
    if failed := one_by_one(clock.now(), behind):
        raise NotAllLookedAt(failed)


def _left_behind(job: Actor, request_id: UUID, at: datetime) -> None:
    left_behind.open_if_left_behind(actor=job, request_id=request_id, at=at)


def _look(job: Actor, request_id: UUID, at: datetime) -> None:
    card = growing.look_at_age(actor=job, request_id=request_id, at=at).remind
    held = Holding.objects.filter(item=card, ended_at__isnull=True).first() if card else None
    if card is None or held is None or held.person_id is None:
        return
    once = f"time_to_hand_over:{card.pk}"
    path = page_of(card, held.side)
    tell(held.person_id, card, messages.TIME_TO_HAND_OVER, path, once=once, at=at)
