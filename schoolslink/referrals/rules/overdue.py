"""What follows when a day has passed and nobody has acted."""

from datetime import date, timedelta
from enum import StrEnum

from schoolslink.referrals.rules.moves import Kind, State


class WhenOverdue(StrEnum):
    """What happens when nobody acted in time."""

    ESCALATE = "escalate"
    CLOSE = "close"


def when_overdue(kind: Kind, state: State, *, is_read: bool) -> WhenOverdue:
    """Return what follows an overdue date.

    An answer to advice that was read, and that nobody asked about again, closes by itself; all else
    reaches a person. is_read: by whoever asked, or who leads there (`rules.reading`).
    """
    if is_read and (kind, state) == (Kind.ADVICE, State.ANSWERED):
        return WhenOverdue.CLOSE
    return WhenOverdue.ESCALATE


def asked_next_on(due_on: date) -> date:
    """Return the morning on which the next person is asked: the first weekday after the last day."""
    return due_on + timedelta(days={4: 3, 5: 2}.get(due_on.weekday(), 1))
