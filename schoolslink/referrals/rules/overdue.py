"""What follows when a day has passed and nobody has acted."""

from collections.abc import Callable
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


# When everybody named was asked, the area's coordinators are told: and again, until somebody acts. Of what is
# a school's, after so many days on which schools are open: in August nobody there can be rung.
TOLD_AGAIN_WD = 5
# For so long a coordinator who let a telling pass is not the first to be told, or until they ask after
# anything: one call, and they are once more. Nobody carries an area alone because a colleague was ill once.
LET_PASS_FOR = timedelta(weeks=52)


def told_before(since: date, on: date, days_between: Callable[[date, date], int]) -> int:
    """Return how often coordinators have heard by now of what the last person named lets stand.

    since: the day on which that person was asked, or on which it was due. The first telling, on the next
    working day, is number 0; one more follows after each five days. days_between: counts, after one day up
    to another, those on which people of the side that has it are at work.
    """
    return max(days_between(since, on) - 1, 0) // TOLD_AGAIN_WD


def asked_next_on(due_on: date) -> date:
    """Return the morning on which the next person is asked: the first weekday after the last day."""
    return due_on + timedelta(days={4: 3, 5: 2}.get(due_on.weekday(), 1))


def senders_again_on(due_on: date, add_working_days: Callable[[date, int], date]) -> date:
    """Return from when the sender has it again that a school did not say whether a child has arrived.

    On the first working day after the last the next at the school is asked. No later than on the second:
    the sender's own ladder climbs meanwhile.
    """
    return add_working_days(due_on, 2)
