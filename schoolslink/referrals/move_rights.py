"""Who may make which move: made of the grants and the rules, asked here and kept by the database too.

Pure. A migration writes `move_rights()` into `referrals_move_right`; a test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from schoolslink.access import policy
from schoolslink.access.policy import Action
from schoolslink.referrals.rules.holders import WHOSE, Side, may_reroute
from schoolslink.referrals.rules.moves import Move

# On which side a relationship puts whoever stands in it.
SIDE_OF = {
    "own-school": Side.SCHOOL,
    "own-school-risk": Side.SCHOOL,
    "own-ref": Side.SCHOOL,
    "own-team": Side.SERVICE,
    "own-service": Side.SERVICE,
    "own-area": Side.SERVICE,
    "own-answer": Side.SERVICE,
    "own-school-answer": Side.SCHOOL,
    "self": Side.FAMILY,
    "carer": Side.FAMILY,
    "gp": Side.FAMILY,
    "link": Side.RECEIVER,
    "job-child": Side.SYSTEM,
    "job-organisation": Side.SYSTEM,
    "job-sending": Side.SYSTEM,
}
# What a family has a right to is given by whoever answers for the service, or for the school while no
# service has it, and by nobody else.
GIVEN = frozenset({Move.GIVE_COPY})
# To end it takes more than to add to it.
_TO_MOVE = {Move.WITHDRAW: Action.WITHDRAW, Move.ASK_TO_STOP: Action.WITHDRAW}
# To arrange that a child goes elsewhere is for whoever asks there, and not for all who may add a word.
_BEGINS = (Move.ARRANGE_TRANSFER, Move.PLAN_TRANSFER)
# A manager looks at what a team may not decide alone; nobody of the team does.
_JUDGES = (Move.AGREE_TO_END, Move.NOT_AGREE)


@dataclass(frozen=True, order=True)
class MoveRight:
    """Whoever holds this role and stands so to an item may make this move on this side.

    reroutes: the move may also name another team, service or area.
    """

    role: str
    relationship: str
    move: str
    side: str
    reroutes: bool


@cache
def move_rights() -> tuple[MoveRight, ...]:
    """Return every right to move, in a fixed order."""
    return tuple(
        sorted(
            MoveRight(
                grant.role, grant.relationship, move.value, side.value, may_reroute(move, side)
            )
            for grant in policy.grants()
            # Whoever looks in an emergency is on no side, and moves nothing.
            if grant.record == "item" and grant.relationship in SIDE_OF
            for side in [SIDE_OF[grant.relationship]]
            for move in Move
            if side in WHOSE[move] and _lets_move(grant, move, side)
        )
    )


def _lets_move(grant: policy.Grant, move: Move, side: Side) -> bool:
    if side is Side.SYSTEM:
        # More answers are added by the one job that may read them, and it does nothing else.
        return (move is Move.ADD_ANSWERS) == (grant.relationship == "job-sending")
    if grant.relationship == "gp":
        return move is Move.ASK_OWN  # a practice asks, and moves nothing else
    if move in _JUDGES:
        return Action.GUARD in grant.actions
    if move is Move.LEAVE_SCHOOL or (move is Move.REASSIGN and side is Side.SCHOOL):
        # Who answers for the school, and not whoever only asked.
        return Action.CHOOSE in grant.actions
    if move in GIVEN or grant.relationship in ("own-answer", "own-school-answer"):
        return move in GIVEN and Action.GIVE in grant.actions
    if move is Move.REASSIGN and Action.REASSIGN in grant.actions:
        return True
    if move in _BEGINS and side is Side.SCHOOL and Action.CREATE not in grant.actions:
        return False
    return {Action.ADD, _TO_MOVE.get(move, Action.ADD)} <= grant.actions
