"""The moves of everything that can be asked: one table a kind, and a wrong move raises."""

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import (
    advice,
    arrival,
    check_in,
    consultation,
    copying,
    correcting,
    missed,
    outside,
    post,
    redirect,
    referral,
    second_look,
    transfer,
)
from schoolslink.referrals.rules.moves.names import Kind, Move, State
from schoolslink.referrals.rules.moves.referral import (
    AFTER_THE_ANSWER,
    BEFORE_HELP,
    BEGUN_UNTOLD,
    DECISIONS,
    JOINED,
    MAY_BE_JOINED,
    MAY_GO_ON,
    TELLS_FIRST,
    TELLS_THE_ANSWER,
    TOLD_OF,
    UNDECIDED,
)
from schoolslink.referrals.rules.moves.table import staying

__all__ = [
    "AFTER_THE_ANSWER",
    "BEFORE_HELP",
    "BEGUN_UNTOLD",
    "BESIDE",
    "BY_MANAGER",
    "BY_RIGHT",
    "DECISIONS",
    "ENDED",
    "JOINED",
    "MAY_BE_JOINED",
    "MAY_GO_ON",
    "MOVES",
    "OFFERS",
    "OPEN",
    "TELLS_FIRST",
    "TELLS_THE_ANSWER",
    "TOLD_OF",
    "UNDECIDED",
    "Kind",
    "Move",
    "MoveNotAllowed",
    "State",
    "is_open",
    "moves_allowed",
    "next_state",
]

_KINDS = {
    Kind.ADVICE: advice,
    Kind.REFERRAL: referral,
    Kind.CONSULTATION: consultation,
    Kind.POST: post,
    Kind.MISSED: missed,
    Kind.CHECK_IN: check_in,
    Kind.REDIRECT: redirect,
    Kind.TRANSFER: transfer,
    Kind.SECOND_LOOK: second_look,
    Kind.OUTSIDE: outside,
    Kind.COPY: copying,
    Kind.CORRECTION: correcting,
    Kind.ARRIVAL: arrival,
}
# What stands beside a request: about it, of the same child, on the same way, and never without it.
# Only what is offered to another service, or asked of another school, goes its own way, there.
BESIDE = frozenset(
    {
        Kind.MISSED,
        Kind.CHECK_IN,
        Kind.REDIRECT,
        Kind.TRANSFER,
        Kind.SECOND_LOOK,
        Kind.OUTSIDE,
        Kind.COPY,
        Kind.CORRECTION,
        Kind.ARRIVAL,
    }
)
# What is asked of somebody else while a request is passed on or a child handed over: one at a time.
OFFERS = frozenset({Kind.REDIRECT, Kind.OUTSIDE, Kind.ARRIVAL})
# Asked by right: it does not end with the request.
BY_RIGHT = frozenset({Kind.COPY, Kind.CORRECTION})
# Of these, what whoever answers for the service answers, and nobody of its team.
BY_MANAGER = frozenset({Kind.COPY})


class MoveNotAllowed(RuleBroken):
    """This has changed since you opened it, so that step is no longer open. Nothing was saved."""

    def __init__(self, kind: Kind, state: State, move: Move) -> None:
        super().__init__(f"{kind}: no {move} from {state}")
        self.kind, self.state, self.move = kind, state, move


OPEN: dict[Kind, frozenset[State]] = {kind: rules.OPEN for kind, rules in _KINDS.items()}
ENDED: dict[Kind, frozenset[State]] = {kind: rules.ENDED for kind, rules in _KINDS.items()}

# A change of holder is a move too: it is written down and carries the version, the state stays.
_HANDING = (Move.REASSIGN, Move.ESCALATE)

MOVES: dict[tuple[Kind, State, Move], State] = {
    (kind, state, move): to
    for kind, rules in _KINDS.items()
    for (state, move), to in {**rules.TABLE, **staying(OPEN[kind], *_HANDING)}.items()
}


def next_state(kind: Kind, state: State, move: Move) -> State:
    """Return the state after a move. Raises MoveNotAllowed where the table has no such move."""
    try:
        return MOVES[kind, state, move]
    except KeyError:
        raise MoveNotAllowed(kind, state, move) from None


def moves_allowed(kind: Kind, state: State) -> tuple[Move, ...]:
    """Return every move that the table allows from a state, in the order of `Move`."""
    return tuple(move for move in Move if (kind, state, move) in MOVES)


def is_open(kind: Kind, state: State) -> bool:
    """Return whether somebody must still act: exactly then the thing has a holder and a date."""
    return state in OPEN[kind]
