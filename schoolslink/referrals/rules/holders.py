"""Who holds a thing after each move, and whose move it is."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.dues import Duty
from schoolslink.referrals.rules.moves import Kind, Move, State, moves_allowed


class Side(StrEnum):
    """On whose side somebody acts or must act."""

    SCHOOL = "school"
    SERVICE = "service"
    FAMILY = "family"
    SYSTEM = "system"
    RECEIVER = "receiver"  # somebody outside, by a link


S, M = State, Move
_SCHOOL_HOLDS = frozenset(
    {
        S.DRAFT,
        S.AWAITING_AGREEMENT,
        S.MORE_INFORMATION_ASKED,
        S.ANSWERED,
        S.NEXT_STEP,
        S.TO_BOOK_AGAIN,
        S.ARRIVAL_ASKED,
    }
)
# Who tells the family is chosen with the decision; until it is done, that side holds it.
TELLER_HOLDS = frozenset({S.ACCEPTED, S.ADVICE_GIVEN, S.NOT_ACCEPTED, S.HELP_ENDED})


def holding_side(
    state: State,
    *,
    teller: Side = Side.SERVICE,
    duty: Duty | None = None,
    school_is_told: bool = True,
    is_own: bool = False,
) -> Side:
    """Return the side whose person holds an open thing: SCHOOL or SERVICE.

    duty: what is due. To look again, and to answer a family's words, which no school reads, is the
    team's in every state.
    teller: the side that tells the family, named with the decision; an accepted request too is its
    own until they have been told, and the service's from then on.
    school_is_told: a school that may not read the answer cannot see to the next step that it names.
    is_own: no school asked, so that nothing of it is any school's to do.
    """
    if is_own:
        return Side.SERVICE
    if duty is Duty.LOOK_AGAIN or (state is S.NEXT_STEP and not school_is_told):
        return Side.SERVICE
    if state in _SCHOOL_HOLDS:
        return Side.SCHOOL
    if state in TELLER_HOLDS:
        return teller
    return Side.SERVICE


_school, _service = frozenset({Side.SCHOOL}), frozenset({Side.SERVICE})
_both = _school | _service
_anyone = _both | {Side.FAMILY}

WHOSE: Mapping[Move, frozenset[Side]] = MappingProxyType(
    {
        M.ASK: _both,  # the service types in what came by phone
        M.ANSWER: _service,
        M.ASK_BACK: _service,
        M.REPLY: _school,
        M.ASK_AGAIN: _school,
        M.BECOME_REQUEST: _both,
        M.START: _school,
        M.AWAIT_AGREEMENT: _school,
        M.CHASE_AGREEMENT: _school,
        M.DISCARD: _school,
        M.SUBMIT: _both,
        M.ASK_OWN: frozenset({Side.FAMILY}),
        M.ACKNOWLEDGE: _service,
        M.START_TRIAGE: _service,
        M.ADD_ANSWERS: _school | {Side.SYSTEM},  # what stood unsent goes along
        M.ASK_MORE: _service,
        M.GIVE_MORE: _anyone,
        M.ACCEPT: _service,
        M.ADVISE: _service,
        M.REDIRECT: _service,
        M.NOT_ACCEPT: _service,
        M.RECORD_TOLD: _anyone,  # the last of the family to open their page tells it too
        M.CONFIRM_RECEIPT: _service,
        M.MET_THERE: _service,
        # Of the family whoever decides, as with WITHDRAW; by itself what no other service took.
        M.RETURN: _anyone | {Side.SYSTEM},
        M.CONFIRM_NEXT_STEP: _both,
        M.CHASE_NEXT_STEP: _both,
        M.RECORD_FIRST_CONTACT: _service,
        M.RECORD_SECOND_CONTACT: _service,
        M.RECORD_BASELINE: _service,
        M.RECORD_ASSESSMENT: _service,
        M.RECORD_PLAN: _service,
        M.RECORD_MISSED: _service,
        M.PUT_DAY_RIGHT: _service,
        M.SET_ASIDE: _service,
        M.COUNT_AGAIN: _service,
        M.START_HELP: _service,
        M.DISCHARGE: _service,
        M.SAY_WORSE: _anyone,
        M.FAMILY_ASKS: frozenset({Side.FAMILY}),
        M.SAY_HOW_IT_IS: frozenset({Side.FAMILY}),
        M.LOOK_AGAIN: _service,
        M.WITHDRAW: _school | {Side.FAMILY},
        M.ASK_TO_STOP: _school | {Side.FAMILY},
        M.MERGE: _service,
        M.TAKE_IN: _service,
        M.HEAR_DECISION: _service,
        M.TAKE_APART: _service | {Side.SYSTEM},  # where the one that goes on was taken back
        M.CLOSE: _school | {Side.SYSTEM},
        M.REASSIGN: _both | {Side.SYSTEM},
        M.ESCALATE: frozenset({Side.SYSTEM}),
        M.LOOK_INTO_MISSED: _service,
        M.SAY_WHAT_IS_KNOWN: _school,
        M.RECORD_REACHED: _service,
        M.NO_LONGER_NEEDED: frozenset({Side.SYSTEM}),
        M.CHECK_IN: frozenset({Side.SYSTEM}),
        M.FOUND_BETTER: _both,
        M.FOUND_SAME: _both,
        M.FOUND_WORSE: _both,
        M.FOUND_NOBODY: _both,
        M.HEAR_FROM_FAMILY: frozenset({Side.SYSTEM}),
        M.OFFER: _service,
        M.TAKE_OFFER: _service,
        M.GIVE_BACK: _service,
        M.LAPSE: frozenset({Side.SYSTEM}),
        M.TAKE_OVER: frozenset({Side.SYSTEM}),
        M.ARRANGE_TRANSFER: _both,
        M.PLAN_TRANSFER: _both | {Side.SYSTEM},
        M.HAND_OVER: _service,
        M.HAND_OUTSIDE: _service,
        M.TELL_OF_TRANSFER: _service,
        M.RECEIVE: frozenset({Side.SYSTEM}),  # the receiver's own act, brought by a job
        M.RECORD_RECEIVED: _service,
        M.HAND_BACK: frozenset({Side.SYSTEM}),
        M.RECORD_NOT_TAKEN: _service,
        M.CALL_OFF: _service,
        M.CHANGE_SCHOOL: frozenset({Side.SYSTEM}),
        M.LEAVE_SCHOOL: _school,
        M.ASK_MANAGER: _service,
        M.LOOK_AS_MANAGER: _service,
        M.AGREE_TO_END: _service,
        M.NOT_AGREE: _service,
        M.OFFER_OUTSIDE: _service,
        M.SEND_LINK: _service,
        M.STOP_LINK: _service,
        M.OUTSIDE_TAKES: _service | {Side.RECEIVER},
        M.OUTSIDE_RETURNS: _service | {Side.RECEIVER},
        M.HAND_OVER_OUTSIDE: _service,
        M.ASK_RECEIPT: _service,
        M.OUTSIDE_CONFIRMS: frozenset({Side.RECEIVER}),
        M.ASK_SCHOOL: _service,
        M.CONFIRM_ARRIVAL: _school,
        M.NOT_ARRIVED: _school,
        M.BOOK: _school,
        M.BOOK_AGAIN: _school,
        M.CANCEL_TALK: _service,
        M.NOT_THERE: _service,
        M.AGREE_STEP: _service,
        M.AGREE_STEPS: _service,
        M.DO_FIRST_STEP: _both,
        M.DO_STEP: _both,
        M.LOG_POST: _service,
        M.SEND_ON: _service,
        M.PUT_TO: _service,
        M.ASK_COPY: frozenset({Side.SYSTEM}),
        M.GIVE_COPY: _both,
        M.ASK_CORRECTION: frozenset({Side.SYSTEM}),
        M.PUT_RIGHT: _service,
        M.KEEP_NOTE: _service,
        M.LEAVE_AS_IT_IS: _service,
    }
)

# Only these may say through which pair a thing goes; a change of holder only the system's own.
_REROUTING = frozenset(
    {
        M.ASK,
        M.BOOK,
        M.BOOK_AGAIN,
        M.START,
        M.AWAIT_AGREEMENT,
        M.SUBMIT,
        M.SAY_WORSE,
        M.OFFER,
        M.ASK_SCHOOL,
        M.LEAVE_SCHOOL,
    }
)
# What a family asks by itself, or says got worse, goes to a service at once, where none has it yet.
_FAMILY_REROUTING = frozenset({M.SAY_WORSE, M.ASK_OWN})


def may_reroute(move: Move, side: Side) -> bool:
    """Return whether a move of this side may name another team, service or area."""
    match side:
        case Side.SYSTEM:
            return move in (M.REASSIGN, M.TAKE_OVER, M.CHANGE_SCHOOL)
        case Side.FAMILY:
            return move in _FAMILY_REROUTING
        case _:
            return move in _REROUTING and side in _both


def moves_of(kind: Kind, state: State, side: Side) -> tuple[Move, ...]:
    """Return the moves that a side may make now; the one list for screens, API and tests."""
    return tuple(move for move in moves_allowed(kind, state) if side in WHOSE[move])


def beside_duty(kind: Kind) -> Duty:
    """Return what a school owes by its own day (`Due.beside`) while the team holds a thing of this kind."""
    return Duty.SAY_WHAT_IS_KNOWN if kind is Kind.MISSED else Duty.GIVE_MORE


def sending_move(*, agreed: bool, risk_marked: bool) -> Move:
    """Return the move that sends a new request.

    Agreement not asked yet: the lead holds it, with a date. With a risk marked it goes to the
    service at once, because waiting for a yes must not keep a child from being seen.
    """
    return Move.SUBMIT if agreed or risk_marked else Move.AWAIT_AGREEMENT
