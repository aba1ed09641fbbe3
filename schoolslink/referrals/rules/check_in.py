"""When somebody is asked how they are: every four weeks of waiting, and four weeks after help has ended."""

from datetime import date, timedelta

EVERY_DAYS = 28


def month_begins(accepted_on: date, on: date) -> date | None:
    """Return the day on which the present month of waiting began; None in the first four weeks."""
    months = (on - accepted_on).days // EVERY_DAYS
    return accepted_on + timedelta(days=EVERY_DAYS * months) if months > 0 else None


# Asked once after help has ended; whoever was not asked for so long is not asked any more.
AFTER_HELP_DAYS, NO_LONGER_DAYS = 28, 84


def is_due_after_help(ended_on: date, on: date, *, last_asked_on: date | None) -> bool:
    """Return whether somebody is asked now how a child is whose help has ended: once."""
    if not AFTER_HELP_DAYS <= (on - ended_on).days < NO_LONGER_DAYS:
        return False
    return last_asked_on is None or last_asked_on < ended_on


# Whom nobody could reach is tried again some days later, twice: by whoever tried, and then by the team.
AGAIN_DAYS, TRIES, TEAM_ASKS_AFTER = 3, 3, 2


def is_tried_again(ended_on: date, on: date, *, not_reached: int, has_spoken: bool) -> bool:
    """Return whether somebody tries again now, after so many in a row could not reach the family.

    ended_on: when the last could not. has_spoken: somebody of the family has said something since then.
    """
    if not 0 < not_reached < TRIES or has_spoken:
        return False
    return (on - ended_on).days >= AGAIN_DAYS


def team_asks(not_reached: int) -> bool:
    """Return whether the team that has the request asks: two in a row could not reach the family."""
    return not_reached >= TEAM_ASKS_AFTER


def is_due(accepted_on: date, on: date, *, last_asked_on: date | None, is_open: bool) -> bool:
    """Return whether somebody is asked now: once in each month, however many nights were missed.

    While an earlier check-in still waits for its answer nobody is asked a second time.
    """
    begins = month_begins(accepted_on, on)
    if begins is None or is_open:
        return False
    return last_asked_on is None or last_asked_on < begins
