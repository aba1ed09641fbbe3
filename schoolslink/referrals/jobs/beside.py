"""News of what stands beside a request: the school's part is asked for, and an end ends it too."""

from __future__ import annotations

from datetime import datetime

from schoolslink.referrals import events, messages
from schoolslink.referrals.commands import beside
from schoolslink.referrals.jobs.reaching import page_of, tell, this_job, to_tell_at_school
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Side


def tell_school_of_missed(event: events.AppointmentMissed, *, at: datetime) -> None:
    """Ask the school what it knows of a family that did not come; not one that is not to be told."""
    item = Item.objects.get(pk=event.item_id)
    if item.school_id is None:
        return
    for person_id in to_tell_at_school(item):
        once = f"missed:{item.pk}:{person_id}"
        path = page_of(item, Side.SCHOOL)
        tell(person_id, item, messages.SAY_WHAT_IS_KNOWN, path, once=once, at=at)


def end_beside(event: events.RequestEnded, *, at: datetime) -> None:
    """End what stood beside a request when the request has ended."""
    beside.end_beside(actor=this_job(), request_id=event.item_id, at=at)
