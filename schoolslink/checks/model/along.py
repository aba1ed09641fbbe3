"""What people may do with a thing, what one act may move beside it, and what must go with it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.referrals.rules import MOVES, WHOSE, Kind, Move, Side, State

# What people may do with a thing as it stands; the rest is done by jobs alone.
MOVES_OF: dict[tuple[Kind, State], list[Move]] = {
    (kind, state): [
        move for move in Move if (kind, state, move) in MOVES and WHOSE[move] != {Side.SYSTEM}
    ]
    for kind, state, _move in MOVES
}
# What one act may move beside what it is about, each in its own right.
ALONG: dict[Move, frozenset[Move]] = {
    Move.PUT_TO: frozenset({Move.SAY_WORSE}),
    Move.BECOME_REQUEST: frozenset({Move.START, Move.SUBMIT, Move.AWAIT_AGREEMENT}),
    Move.ARRANGE_TRANSFER: frozenset({Move.PLAN_TRANSFER}),
    Move.HAND_OVER: frozenset({Move.OFFER}),
    Move.HAND_OUTSIDE: frozenset({Move.ASK_RECEIPT, Move.ASK_SCHOOL}),
    Move.ASK_MANAGER: frozenset({Move.LOOK_AS_MANAGER}),
    Move.RECORD_MISSED: frozenset({Move.LOOK_INTO_MISSED, Move.ASK_MANAGER, Move.LOOK_AS_MANAGER}),
    Move.HAND_OVER_OUTSIDE: frozenset({Move.CONFIRM_RECEIPT}),
    Move.FOUND_WORSE: frozenset({Move.SAY_WORSE}),
    Move.MERGE: frozenset({Move.TAKE_IN, Move.HEAR_DECISION, Move.RECORD_TOLD}),
    Move.ADD_ANSWERS: frozenset({Move.SAY_WORSE}),
    **dict.fromkeys(
        (Move.ACCEPT, Move.ADVISE, Move.NOT_ACCEPT, Move.DISCHARGE),
        frozenset({Move.HEAR_DECISION, Move.TAKE_APART, Move.RECORD_TOLD}),
    ),
    Move.REDIRECT: frozenset(
        {Move.OFFER, Move.OFFER_OUTSIDE, Move.HEAR_DECISION, Move.TAKE_APART, Move.RECORD_TOLD}
    ),
}
# Without which one of these has lost somebody.
MUST_GO_ALONG = {
    Move.MERGE: {Move.TAKE_IN}, Move.ARRANGE_TRANSFER: {Move.PLAN_TRANSFER}, Move.HAND_OVER: {Move.OFFER},
    Move.ASK_MANAGER: {Move.LOOK_AS_MANAGER}, Move.HAND_OVER_OUTSIDE: {Move.CONFIRM_RECEIPT},
    Move.FOUND_WORSE: {Move.SAY_WORSE},
}  # fmt: skip
HEARD = {Move.HEAR_DECISION, Move.TAKE_APART}
# By what is pressed for one of these another may be made, where it is that other's place.
INSTEAD = {
    Move.WITHDRAW: Move.ASK_TO_STOP, Move.ASK_TO_STOP: Move.WITHDRAW,
    Move.AWAIT_AGREEMENT: Move.SUBMIT, Move.CHASE_AGREEMENT: Move.SUBMIT, Move.ADD_ANSWERS: Move.SUBMIT,
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One move as the database keeps it."""

    id: UUID
    item: UUID
    kind: Kind
    came_from: State
    move: Move
    to: State
    side: Side
    actor_kind: str
    child: UUID
