"""What stood unsent follows, where something worse brought a request to a service."""

from __future__ import annotations

from datetime import datetime

from schoolslink.referrals import events
from schoolslink.referrals.commands import sending
from schoolslink.referrals.jobs.reaching import this_job


def finish_sending(event: events.ReferralSubmitted, *, at: datetime) -> None:
    """Send on what stood unsent, and say why it was shared, where worse did not wait for a yes."""
    sending.finish_sending(actor=this_job(), item_id=event.item_id, at=at)
