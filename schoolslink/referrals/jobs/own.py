"""What somebody asked by themselves: a school that may hear of it does; what was never sent is forgotten."""

from __future__ import annotations

import logging
from datetime import datetime

from procrastinate.contrib.django import app

from schoolslink.access.jobs import as_system
from schoolslink.kernel import clock, queue
from schoolslink.referrals import events, messages
from schoolslink.referrals.commands.own_request import forget_old_drafts
from schoolslink.referrals.jobs.reaching import page_of, tell, to_tell_at_school
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Side

log = logging.getLogger(__name__)


def tell_school_of_own(event: events.SchoolChoiceMade, *, at: datetime) -> None:
    """Tell who leads at a school that it may now read what somebody there asked by themselves; once."""
    item = Item.objects.get(pk=event.item_id)
    if not item.is_own or item.school_id is None:
        return
    for person_id in to_tell_at_school(item):
        once = f"own:{item.pk}:{person_id}"
        tell(person_id, item, messages.LET_KNOW, page_of(item, Side.SCHOOL), once=once, at=at)


@app.task(name="referrals.forget_drafts", queue=queue.CHORES)
def forget_drafts(timestamp: int) -> None:
    """Forget what was begun without an account four weeks ago and never sent."""
    with as_system("referrals.forget_drafts"):
        forgotten = forget_old_drafts(at=clock.now())
    if forgotten:
        log.info("drafts that were never sent were forgotten", extra={"count": forgotten})
