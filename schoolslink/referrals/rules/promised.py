"""What can be promised, and how long each promise lasts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Duty(StrEnum):
    """What the holder must do next."""

    ANSWER = "answer"
    REPLY = "reply"
    READ_ANSWER = "read_answer"
    FINISH_DRAFT = "finish_draft"
    GET_AGREEMENT = "get_agreement"
    AFTER_NO = "after_no"
    LOOK = "look"
    DECIDE = "decide"
    GIVE_MORE = "give_more"
    TELL = "tell"
    GET_RECEIPT = "get_receipt"
    CHECK_NEXT_STEP = "check_next_step"
    ARRANGE_CONTACT = "arrange_contact"
    SAY_WHAT_HELP = "say_what_help"
    REVIEW = "review"
    LOOK_AGAIN = "look_again"
    REACH_FAMILY = "reach_family"
    SAY_WHAT_IS_KNOWN = "say_what_is_known"
    CHECK_IN = "check_in"
    ANSWER_OFFER = "answer_offer"
    HEAR_OUTSIDE = "hear_outside"
    RING_OUTSIDE = "ring_outside"
    PREPARE_COPY = "prepare_copy"
    ANSWER_CORRECTION = "answer_correction"
    HAND_OVER = "hand_over"
    GET_CONFIRMATION = "get_confirmation"
    TELL_TRANSFER = "tell_transfer"
    JUDGE = "judge"
    CONSULT = "consult"
    BOOK_TALK = "book_talk"
    DO_STEP = "do_step"
    SORT = "sort"
    SAY_ARRIVED = "say_arrived"


# What is due after one kind of answer alone; each has days of its own.
_AFTER_ONE_ANSWER = frozenset(
    {Duty.GET_RECEIPT, Duty.CHECK_NEXT_STEP, Duty.ARRANGE_CONTACT, Duty.SAY_WHAT_HELP, Duty.REVIEW}
)


def tells_the_answer(duty: str) -> bool:
    """Say whether what is due, and so by when, tells whoever reads it which answer there was."""
    return Duty(duty) in _AFTER_ONE_ANSWER


@dataclass(frozen=True)
class Due:
    """A duty and the last day on which it is still in time.

    beside: the day by which the school does its part, while the team holds it: sends what was asked
    for, where the team answers a family first, or says what it knows of a family that did not come.
    """

    what: Duty
    on: date
    beside: date | None = None


@dataclass(frozen=True)
class Limits:
    """How long each promise lasts; a service may publish its own. Working days end in _wd.

    soon_wd: for a person to look at what a person marked: as urgent, as a risk, or as worse.
    """

    answer_wd: int = 2
    reply_wd: int = 10
    read_answer_wd: int = 10
    draft_wd: int = 10
    agreement_wd: int = 10
    look_wd: int = 2
    decide_days: int = 7
    more_wd: int = 10
    more_rounds: int = 2
    told_wd: int = 5
    receipt_wd: int = 5
    next_step_days: int = 14
    help_days: int = 28
    say_what_help_days: int = 28
    review_days: int = 84
    reach_wd: int = 2
    check_in_wd: int = 5
    hand_over_wd: int = 10
    judge_wd: int = 3
    soon_wd: int = 1
    escalate_wd: int = 1


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Moment:
    """What the next date depends on.

    on: day of the move. asked_on: day the request reached the service (None before that).
    named_on: the day a person named with the move. urgent: as a person marked it, never by words.
    entered_on: day the state was reached; was_due_on, was_duty: of the present holding. They are
    asked only by moves that leave the state as it is. stood: what was due in this state before
    somebody had to look again. must_answer: somebody's words still wait for the team.
    marked: a risk is marked, by a person. said_no: those whose yes is needed said no.
    beside_on: what the school owed beside the present holding, as in `Due`. untold: the family is owed
    word of an answer from before the request came here, or help began. stays: the move changes no state.
    """

    on: date
    entered_on: date | None = None
    was_due_on: date | None = None
    was_duty: Duty | None = None
    asked_on: date | None = None
    named_on: date | None = None
    urgent: bool = False
    stood: Due | None = None
    must_answer: bool = False
    marked: bool = False
    said_no: bool = False
    beside_on: date | None = None
    untold: bool = False
    stays: bool = False
