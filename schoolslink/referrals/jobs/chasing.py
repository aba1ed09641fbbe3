"""A coordinator asked after something past its day: whoever has it is reminded, and nobody else."""

from __future__ import annotations

from datetime import datetime

from schoolslink.referrals import events, messages
from schoolslink.referrals.jobs.reaching import record_of, tell
from schoolslink.referrals.models import Chase


def remind(event: events.Nudged, *, at: datetime) -> None:
    """Remind the one person whom the coordinator's press is for; once, however often this is tried."""
    made = Chase.objects.select_related("item").get(pk=event.chase_id)
    if made.to_person is None:
        return
    tell(
        made.to_person, made.item, messages.NUDGED, record_of(made.item, made.side),
        once=f"nudge:{made.pk}", at=at, act_by_on=made.due_on,
    )  # fmt: skip
