"""News of a manager's look: whoever has the request hears of it, and what is moot ends."""

from __future__ import annotations

from datetime import datetime

from schoolslink.referrals import events, messages
from schoolslink.referrals.commands import second_look
from schoolslink.referrals.jobs.reaching import page_of, tell, this_job
from schoolslink.referrals.models import Holding
from schoolslink.referrals.rules import Side


def tell_of_look(event: events.ManagerLooked, *, at: datetime) -> None:
    """Tell whoever of the team has the request that the manager has looked at it."""
    held = Holding.objects.filter(item_id=event.item_id, ended_at__isnull=True, side=Side.SERVICE)
    row = held.select_related("item").first()
    if row is not None and row.person_id is not None:
        path = page_of(row.item, Side.SERVICE)
        once = f"looked:{event.look_id}"
        tell(row.person_id, row.item, messages.WAITS_FOR_YOU, path, once=once, at=at)


def end_look(event: events.ReferralDecided | events.TheyMet, *, at: datetime) -> None:
    """End a look that is moot: something else was answered, or those who had missed so often came."""
    second_look.end_look(actor=this_job(), request_id=event.item_id, at=at)
