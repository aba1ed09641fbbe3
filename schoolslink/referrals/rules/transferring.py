"""A hand-over of a child: why it is needed, what the sender owes, and the three ticks that end it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.moves import Move, State
from schoolslink.referrals.rules.promised import Due, Duty, Limits
from schoolslink.referrals.rules.text import gettext_noop as _

if TYPE_CHECKING:
    from schoolslink.referrals.rules.dues import Moment


class WhyTransfer(StrEnum):
    """What makes a hand-over necessary."""

    AGE = "age"
    STEP_UP = "step_up"
    STEP_DOWN = "step_down"
    AREA_MOVE = "area_move"
    SCHOOL_YEAR = "school_year"
    SCHOOL_MOVE = "school_move"
    SCHOOL_CLOSES = "school_closes"
    SERVICE_ENDS = "service_ends"
    EXCLUSION = "exclusion"
    HOME_EDUCATION = "home_education"
    ALTERNATIVE = "alternative"
    OTHER = "other"


WHY_TRANSFER: Mapping[WhyTransfer, str] = MappingProxyType(
    {
        WhyTransfer.AGE: _("They will soon be too old for this team"),
        WhyTransfer.STEP_UP: _("They need more help than this team gives"),
        WhyTransfer.STEP_DOWN: _("They need less help than this team gives"),
        WhyTransfer.AREA_MOVE: _("They move to another area"),
        WhyTransfer.SCHOOL_YEAR: _("They leave their school in summer"),
        WhyTransfer.SCHOOL_MOVE: _("They change school during the year"),
        WhyTransfer.SCHOOL_CLOSES: _("Their school closes, or another takes its place"),
        WhyTransfer.SERVICE_ENDS: _("This service ends"),
        WhyTransfer.EXCLUSION: _("Their school has excluded them"),
        WhyTransfer.HOME_EDUCATION: _("They are taught at home from now on"),
        WhyTransfer.ALTERNATIVE: _(
            "They go to alternative provision; their own school stays theirs"
        ),
        WhyTransfer.OTHER: _("Something else"),
    }
)


class Told(StrEnum):
    """Who of the family was told of it."""

    YOUNG_PERSON = "self"
    CARER = "carer"
    BOTH = "both"


WHO_TOLD: Mapping[Told, str] = MappingProxyType(
    {
        Told.YOUNG_PERSON: _("The young person"),
        Told.CARER: _("A parent or carer"),
        Told.BOTH: _("The young person and a parent or carer"),
    }
)


class NextSchool(StrEnum):
    """What the family said when they were asked whether the next school may see the request from now on."""

    YOUNG_PERSON = "self"
    CARER = "carer"
    BOTH = "both"
    NO = "no"
    NOT_ASKED = "not_asked"


SAID_OF_NEXT_SCHOOL: Mapping[NextSchool, str] = MappingProxyType(
    {
        NextSchool.YOUNG_PERSON: _("The young person says yes"),
        NextSchool.CARER: _("A parent or carer says yes"),
        NextSchool.BOTH: _("Both say yes"),
        NextSchool.NO: _("They say no"),
        NextSchool.NOT_ASKED: _("Not asked, or no answer yet"),
    }
)


def agrees(said: NextSchool, decider: Decider) -> bool:
    """Say whether this is the yes of whoever decides about the request: nobody else's opens it."""
    if decider is Decider.CARER:
        return said in (NextSchool.CARER, NextSchool.BOTH)
    return said in (NextSchool.YOUNG_PERSON, NextSchool.BOTH)


class Tick(StrEnum):
    """One of the three without which a hand-over does not end."""

    HANDED = "handed"
    RECEIVED = "received"
    TOLD = "told"


# Which move makes which tick, and which takes it back: what was told of one receiver is not of the next.
MAKES: Mapping[Move, Tick] = MappingProxyType(
    {
        Move.HAND_OVER: Tick.HANDED,
        Move.HAND_OUTSIDE: Tick.HANDED,
        Move.RECEIVE: Tick.RECEIVED,
        Move.RECORD_RECEIVED: Tick.RECEIVED,
        Move.TELL_OF_TRANSFER: Tick.TOLD,
    }
)
BEGINS_ANEW = frozenset({Move.HAND_BACK, Move.RECORD_NOT_TAKEN})


# By which somebody is asked whether they have a child handed over to them, and what it is after a yes.
ASKS_RECEIPT = frozenset({Move.ASK_RECEIPT, Move.ASK_SCHOOL})
SAYS_YES = frozenset({State.CONFIRMED_OUTSIDE, State.ARRIVED})


class WhyNotHere(StrEnum):
    """Why a school says that a child who was handed over to it has not arrived."""

    NOT_OURS = "not_ours"
    NOT_YET = "not_arrived_yet"
    WHO = "who_is_it"
    OTHER = "other"


WHY_NOT_HERE: Mapping[WhyNotHere, str] = MappingProxyType(
    {
        WhyNotHere.NOT_OURS: _("They do not come to us"),
        WhyNotHere.NOT_YET: _("They should be here, and have not arrived"),
        WhyNotHere.WHO: _("Nobody has told us who it is"),
        WhyNotHere.OTHER: _("Something else"),
    }
)


class Ground(StrEnum):
    """How it is known that the receiver has the child."""

    ITSELF = "itself"
    LINK = "link"
    SCHOOL = "school"
    WRITTEN_DOWN = "written_down"


@dataclass(frozen=True)
class Ticks:
    """The place in the history of the move by which each tick stands; None where it does not."""

    handed: int | None = None
    received: int | None = None
    told: int | None = None

    @property
    def all_stand(self) -> bool:
        """Say whether nothing is missing any more."""
        return None not in (self.handed, self.received, self.told)


def ticks_of(moves: Iterable[Move]) -> Ticks:
    """Return which ticks stand after these moves, in their order."""
    found: dict[str, int] = {}
    for place, move in enumerate(moves):
        if move in BEGINS_ANEW:
            found = {}
        elif move in MAKES:
            found[MAKES[move].value] = place
    return Ticks(**found)


def due_of_transfer(
    move: Move, state: State, moment: Moment, within: Callable[[int], date], limits: Limits
) -> Due | None:
    """Return what the sender owes of a hand-over: it is the sender's until all three ticks stand.

    within: the day so many working days after the move. A day named with the plan counts as it is.
    """
    soon = limits.soon_wd if moment.marked or moment.urgent else None
    match state:
        case State.TO_HAND_OVER if move is Move.PLAN_TRANSFER and moment.named_on is not None:
            return Due(Duty.HAND_OVER, max(moment.on, moment.named_on))
        case State.TO_HAND_OVER:
            return Due(Duty.HAND_OVER, within(limits.hand_over_wd))
        case State.CHILD_KNOWS:
            return Due(Duty.HAND_OVER, moment.was_due_on or within(limits.hand_over_wd))
        case (
            State.HANDED_OVER
            | State.HANDED_AND_KNOWN
            | State.HANDED_OUTSIDE
            | State.OUTSIDE_AND_KNOWN
        ):
            told = move is Move.TELL_OF_TRANSFER and moment.was_due_on
            return Due(Duty.GET_CONFIRMATION, told or within(soon or limits.receipt_wd))
        case State.RECEIVED:
            return Due(Duty.TELL_TRANSFER, within(soon or limits.told_wd))
    return None
