"""What is due of a talk about a pupil and by when, said a second time, as `promises` says all else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schoolslink.checks.clocks.promises import Case

ENDED = {"became_request", "withdrawn", "closed"}


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
