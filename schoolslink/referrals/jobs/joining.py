"""News of what goes on for two: where it leaves its team, the other goes on by itself."""

from __future__ import annotations

from datetime import datetime

from schoolslink.kernel import outbox
from schoolslink.referrals import events
from schoolslink.referrals.commands import joining
from schoolslink.referrals.jobs.reaching import this_job
from schoolslink.referrals.rules import Kind, Move

LEAVES = (Move.WITHDRAW, Move.TAKE_OVER, Move.REASSIGN)


def _may_leave(event: events.ItemMoved) -> bool:
    """Say whether a request may be gone from its team after this move."""
    return Kind(event.kind) is Kind.REFERRAL and Move(event.move) in LEAVES


@outbox.only_if(_may_leave)
def leave_joined(event: events.ItemMoved, *, at: datetime) -> None:
    """Say of what was joined to a request that it is left, where that request is gone from its team."""
    if _may_leave(event):
        joining.leave_joined(actor=this_job(), item_id=event.item_id, at=at)


def go_on_alone(event: events.LeftByOther, *, at: datetime) -> None:
    """Let a request go on by itself whose other half is gone."""
    joining.go_on_alone(actor=this_job(), item_id=event.item_id, at=at)
