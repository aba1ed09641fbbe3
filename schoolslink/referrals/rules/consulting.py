"""Talks about a named pupil: what has to be known before one is booked, and whose step comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import Move, State
from schoolslink.referrals.rules.promised import Due, Duty

# By when at the latest somebody does what was said in a talk: longer than that is no next step.
LATEST_DAYS = 42


class FamilyKnows(StrEnum):
    """Whether the family knows that a pupil is talked about by name."""

    AGREED = "agreed"
    NOT_SAFE = "not_safe"  # to ask would put the child at risk
    NOT_ASKED = "not_asked"


class NotYetAsked(RuleBroken):
    """Ask the pupil or whoever cares for them first; or ask a question without a name, now. If it
    would not be safe to ask, say so.
    """


class NoNextStep(RuleBroken):
    """Say what at least one side does next, and by when."""


class StepWithoutDay(RuleBroken):
    """Whoever does something does it by a day. Say by when."""


class DayOutOfReach(RuleBroken):
    """Choose a day from today until six weeks from now."""


class NotYetBegun(RuleBroken):
    """That time has not come yet. To call it off, say so instead."""


@dataclass(frozen=True)
class Step:
    """What one side does next, and by when; empty where it does nothing."""

    does: str = ""
    by: date | None = None

    def __bool__(self) -> bool:
        return bool(self.does.strip())


def check_family_knows(knows: FamilyKnows) -> None:
    """Do nothing where a name may be said; raises NotYetAsked where nobody has asked them."""
    if knows is FamilyKnows.NOT_ASKED:
        raise NotYetAsked


def check_begun(starts_at: datetime, at: datetime) -> None:
    """Do nothing once the time of a talk has come; raises NotYetBegun before."""
    if at < starts_at:
        raise NotYetBegun


def agreed_steps(school: Step, service: Step, *, on: date) -> tuple[Move, bool, date]:
    """Return the move that writes both down, whether the school is first, and by when it is due.

    Raises NoNextStep, StepWithoutDay and DayOutOfReach.
    """
    for one in (school, service):
        if bool(one) != (one.by is not None):
            raise StepWithoutDay
        if one.by is not None and not on <= one.by <= on + timedelta(days=LATEST_DAYS):
            raise DayOutOfReach
    if school.by is not None and service.by is not None:
        first_school = school.by < service.by
        return Move.AGREE_STEPS, first_school, min(school.by, service.by)
    by = school.by or service.by
    if by is None:
        raise NoNextStep
    return Move.AGREE_STEP, school.by is not None, by


def due_of_talk(
    state: State, on: date, named_on: date | None, within: Callable[[date, int], date]
) -> Due | None:
    """Return what is due of a talk in a state. named_on: the day of the talk, or of what somebody does.

    within: adds working days to a day. The note is due on the working day after the talk.
    """
    match state:
        case State.BOOKED:
            return Due(Duty.CONSULT, within(named_on or on, 1))
        case State.TO_BOOK_AGAIN:
            return Due(Duty.BOOK_TALK, within(on, 2))
        case State.TWO_STEPS | State.ONE_STEP:
            return Due(Duty.DO_STEP, named_on or within(on, 2))
    return None
