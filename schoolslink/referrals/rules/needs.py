"""What a move needs before it can be saved."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import Move


class Need(StrEnum):
    """One thing that a move cannot be saved without."""

    WORDS = "words"  # what was asked, answered or said
    REASON = "reason"  # from the fixed list
    NEXT_STEP = "next_step"  # what should happen next, and with whom
    RECEIVER = "receiver"  # the service it is passed to
    WHO_TELLS = "who_tells"  # which side tells the family
    TOLD_BY = "told_by"  # and by which day
    DUE_ON = "due_on"  # the day the other side is asked for
    LEVEL = "level"  # THRIVE group
    HOLDER = "holder"  # the person or pool that takes it
    OTHER_ITEM = "other_item"  # the request it became or was merged with
    AGREEMENT = "agreement"  # who agreed, or why it goes without
    RISK_NOTE = "risk_note"  # what to watch, and what to do then
    PLAN = "plan"  # who does what from now on
    WHOM = "whom"  # who of the family was told
    HAPPENED_ON = "happened_on"  # the day on which it took place
    DAYS = "days"  # the first and the last day that are set aside
    WHO_CONFIRMED = "who_confirmed"  # the person outside who said that they have it, and how
    HOW_KNOWN = "how_known"  # by whose word it is known that somebody else has them


N, M = Need, Move

NEEDS: Mapping[Move, frozenset[Need]] = MappingProxyType(
    {
        **{move: frozenset[Need]() for move in Move},
        M.ASK: frozenset({N.WORDS}),
        M.ANSWER: frozenset({N.WORDS}),
        M.ASK_BACK: frozenset({N.WORDS}),
        M.REPLY: frozenset({N.WORDS}),
        M.ASK_AGAIN: frozenset({N.WORDS}),
        M.BECOME_REQUEST: frozenset({N.OTHER_ITEM}),
        M.AWAIT_AGREEMENT: frozenset({N.DUE_ON}),
        M.CHASE_AGREEMENT: frozenset({N.DUE_ON}),
        M.SUBMIT: frozenset({N.AGREEMENT}),
        M.ADD_ANSWERS: frozenset({N.WORDS}),
        M.ASK_MORE: frozenset({N.WORDS, N.DUE_ON}),
        M.GIVE_MORE: frozenset({N.WORDS}),
        M.ACCEPT: frozenset({N.LEVEL, N.WHO_TELLS, N.TOLD_BY}),
        M.ADVISE: frozenset({N.WORDS, N.REASON, N.NEXT_STEP, N.WHO_TELLS, N.TOLD_BY}),
        M.REDIRECT: frozenset({N.REASON, N.NEXT_STEP, N.RECEIVER, N.WHO_TELLS, N.TOLD_BY}),
        M.NOT_ACCEPT: frozenset({N.REASON, N.NEXT_STEP, N.WHO_TELLS, N.TOLD_BY}),
        M.RETURN: frozenset({N.WORDS}),
        M.MET_THERE: frozenset({N.WORDS}),
        # who has the child now and where, by whose word, and since when
        **dict.fromkeys(
            (M.CONFIRM_NEXT_STEP, M.CONFIRM_RECEIPT),
            frozenset({N.WORDS, N.HOW_KNOWN, N.HAPPENED_ON}),
        ),
        M.DISCHARGE: frozenset({N.REASON, N.WORDS, N.RISK_NOTE, N.PLAN, N.WHO_TELLS, N.TOLD_BY}),
        M.SAY_WORSE: frozenset({N.WORDS}),
        M.FAMILY_ASKS: frozenset({N.WORDS}),
        M.WITHDRAW: frozenset({N.WORDS}),
        M.ASK_TO_STOP: frozenset({N.WORDS}),
        M.MERGE: frozenset({N.OTHER_ITEM}),
        M.RECORD_MISSED: frozenset({N.WORDS}),
        M.PUT_DAY_RIGHT: frozenset({N.WORDS, N.HAPPENED_ON}),
        M.SET_ASIDE: frozenset({N.REASON, N.DAYS}),
        M.SAY_WHAT_IS_KNOWN: frozenset({N.WORDS}),
        M.RECORD_REACHED: frozenset({N.WORDS}),
        M.OFFER: frozenset({N.RECEIVER}),
        M.GIVE_BACK: frozenset({N.REASON, N.WORDS}),
        M.TAKE_OVER: frozenset({N.RECEIVER}),
        M.HAND_OVER: frozenset({N.RECEIVER}),
        M.HAND_OUTSIDE: frozenset({N.RECEIVER}),
        M.TELL_OF_TRANSFER: frozenset({N.WHOM}),
        M.RECORD_RECEIVED: frozenset({N.WHO_CONFIRMED}),
        M.RECORD_NOT_TAKEN: frozenset({N.WORDS}),
        M.CALL_OFF: frozenset({N.WORDS}),
        M.CHANGE_SCHOOL: frozenset({N.RECEIVER}),
        M.LEAVE_SCHOOL: frozenset({N.RECEIVER, N.REASON, N.HAPPENED_ON}),
        M.ASK_MANAGER: frozenset({N.REASON}),
        M.LOOK_AS_MANAGER: frozenset({N.REASON}),
        M.NOT_AGREE: frozenset({N.REASON}),
        M.OFFER_OUTSIDE: frozenset({N.RECEIVER}),
        M.OUTSIDE_TAKES: frozenset({N.WORDS}),  # who there takes it
        M.OUTSIDE_RETURNS: frozenset({N.REASON, N.WORDS}),
        M.HAND_OVER_OUTSIDE: frozenset({N.WORDS, N.AGREEMENT}),  # to whom, and who agreed to it
        M.ASK_RECEIPT: frozenset({N.RECEIVER}),
        M.OUTSIDE_CONFIRMS: frozenset({N.WORDS}),  # who there has the child
        M.ASK_SCHOOL: frozenset({N.RECEIVER}),
        M.NOT_ARRIVED: frozenset({N.REASON, N.WORDS}),
        M.CANCEL_TALK: frozenset({N.WORDS}),
        M.DO_FIRST_STEP: frozenset({N.WORDS}),
        M.DO_STEP: frozenset({N.WORDS}),
        M.SEND_ON: frozenset({N.RECEIVER, N.WHO_CONFIRMED, N.WORDS}),
        M.PUT_TO: frozenset({N.OTHER_ITEM}),
        M.LOG_POST: frozenset({N.WORDS}),  # what it seems to be about
        M.REASSIGN: frozenset({N.HOLDER}),
        M.ESCALATE: frozenset({N.HOLDER}),
    }
)


class SomethingMissing(RuleBroken):
    """Some answers are still missing. Everything you typed is still here."""

    def __init__(self, move: Move, missing: frozenset[Need]) -> None:
        super().__init__(f"{move} needs {', '.join(sorted(missing))}")
        self.move, self.missing = move, missing


def missing_for(move: Move, given: Mapping[Need, object]) -> frozenset[Need]:
    """Return what a move still needs. An empty text, or one of spaces, counts as not given."""

    def is_given(need: Need) -> bool:
        value = given.get(need)
        return bool(value.strip()) if isinstance(value, str) else value is not None

    return frozenset(need for need in NEEDS[move] if not is_given(need))


def check_needs(move: Move, given: Mapping[Need, object]) -> None:
    """Do nothing when all is there; raises SomethingMissing with what is not."""
    if missing := missing_for(move, given):
        raise SomethingMissing(move, missing)
