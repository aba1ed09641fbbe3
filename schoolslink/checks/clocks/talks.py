"""What is due of a talk, of post that came, and of what is asked by right, said a second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schoolslink.checks.clocks.case import Case

ENDED = {
    "became_request", "withdrawn", "closed", "sent_on", "put_to_request",
    "copy_given", "put_right", "note_kept", "left_as_it_is",
}  # fmt: skip
BY_RIGHT = {  # what the family asked by right, and what is owed to it
    "copy": ("copy_asked", "prepare_copy"),
    "correction": ("correction_asked", "answer_correction"),
}


def talk(case: Case, walk: Callable[[date, int], date]) -> tuple[str, date, None] | None:
    """Return it: noted the day after, another time within two days, each step by the day it was given.

    Raises LookupError for a state of which nothing was promised.
    """
    if case.state in ENDED:
        return None
    soon = walk(case.on, 2)
    what, day = {
        "booked": ("consult", walk(case.named_on or case.on, 1)),
        "to_book_again": ("book_talk", soon),
        "two_steps": ("do_step", case.named_on or soon),
        "one_step": ("do_step", case.named_on or soon),
    }[case.state]
    if case.must_answer:
        return "look_again", min(case.was_due_on or case.on, day), None
    return what, day, None


def post(case: Case, walk: Callable[[date, int], date]) -> tuple[str, date, None] | None:
    """Return it: sorted on the first working day after it came; with danger in it, or unread, on that day.

    Never before it was written down. Raises LookupError for a state of which nothing was promised.
    """
    if case.state in ENDED:
        return None
    written = case.named_on or case.on
    wait = 0 if case.marked or case.urgent else 1
    what, day = {
        "to_sort": ("sort", max(_open_on(case.on, walk, wait), _open_on(written, walk, 0))),
    }[case.state]
    if case.must_answer:
        return "look_again", min(case.was_due_on or case.on, day), None
    return what, day, None


def _open_on(day: date, walk: Callable[[date, int], date], later: int) -> date:
    """Return the day so many working days after this one; with none, itself or the next that is worked."""
    return walk(day, later) if later else walk(day - timedelta(days=1), 1)


def by_right(case: Case, walk: Callable[[date, int], date]) -> tuple[str, date, None] | None:
    """Return it: the family is answered within one calendar month, as the law counts one."""
    if case.state in ENDED:
        return None
    asked, owed = BY_RIGHT[case.kind]
    what = {asked: owed}[case.state]
    if case.must_answer:
        month = _a_month_on(case.on, walk)
        return "look_again", min(case.was_due_on or case.on, month), None
    return what, _a_month_on(case.named_on or case.on, walk), None


def _a_month_on(asked_on: date, walk: Callable[[date, int], date]) -> date:
    """Walk to the same number in the next month, or to its last day; then on to a working day."""
    day = asked_on
    while day.month == asked_on.month:
        day += timedelta(days=1)
    month = day.month
    while day.day < asked_on.day and (day + timedelta(days=1)).month == month:
        day += timedelta(days=1)
    return walk(day - timedelta(days=1), 1)
