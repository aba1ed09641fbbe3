"""Which step is legal, said without the product's permissions: the oracle's capacities, and the table."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.checks.capacities import MAY
from schoolslink.checks.oracle import Record, Who, World, ways
from schoolslink.referrals.rules import MOVES, WHOSE, Kind, Move, Side, State

# In which capacity somebody acts, and on whose side that is; whoever only looks on is on none.
SIDES = {
    "contact of the team": Side.SERVICE,
    "works in the team": Side.SERVICE,
    "answers for the school": Side.SCHOOL,
    "safeguards the school": Side.SCHOOL,
    "asked it": Side.SCHOOL,
    "the child": Side.FAMILY,
    "a carer": Side.FAMILY,
    "job for the child": Side.SYSTEM,
    "job that sends it on": Side.SYSTEM,
    "holds a link": Side.RECEIVER,
}
# On the service's side too, but for one or two moves alone: a manager's look, a copy given, another holder.
LOOK_ON = frozenset(
    {
        "manages the service", "coordinates the area", "answers for a copy",
        "answers for a copy at school",
    }
)  # fmt: skip
# By which right whoever looks on makes a move; a contact makes none of those that are a manager's.
BY_LOOKING_ON = {
    Move.AGREE_TO_END: "guard", Move.NOT_AGREE: "guard", Move.GIVE_COPY: "give", Move.REASSIGN: "reassign",
}  # fmt: skip
# Of a school whoever asks arranges that a child goes elsewhere; who may only add a word does not.
BEGUN_BY_ASKERS = frozenset({Move.ARRANGE_TRANSFER, Move.PLAN_TRANSFER})


@dataclass(frozen=True)
class Seen:
    """Where one thing stands: what the walk has seen, and what the database must say."""

    kind: Kind
    state: State
    version: int
    open: bool
    held: int
    events: int
    about: UUID | None


@dataclass(frozen=True)
class Standing:
    """As what somebody stands to one thing: on which side they act, and in which capacities there.

    looks: in which they look on, for the service.
    """

    side: Side | None
    own: frozenset[str]
    looks: frozenset[str] = frozenset()

    def side_for(self, move: Move) -> Side | None:
        """Return on which side they would make a move: whoever looks on makes a few for the service."""
        right = BY_LOOKING_ON.get(move)
        looked = {way for way in self.looks if right in MAY[way][1].split()}
        if looked == {"answers for a copy at school"}:
            return Side.SCHOOL
        return Side.SERVICE if looked else self.side

    def may_make(self, move: Move) -> bool:
        """Say whether they may make this move at all, in whatever state the thing is."""
        side = self.side_for(move)
        if side is None or side not in WHOSE[move]:
            return False
        if (right := BY_LOOKING_ON.get(move)) is not None:
            if any(right in MAY[way][1].split() for way in self.looks):
                return True
            if move is not Move.REASSIGN:
                return False
        if self.side is Side.SYSTEM:
            # More answers are added by the one job that may read them, and it does nothing else.
            return move is not Move.ADD_ANSWERS or "job that sends it on" in self.own
        if move in BEGUN_BY_ASKERS and side is Side.SCHOOL:
            return any("create" in MAY[way][1].split() for way in self.own)
        if (
            move is Move.REASSIGN and side is Side.SCHOOL
        ):  # to a colleague: who answers for the school
            return any("choose" in MAY[way][1].split() for way in self.own)
        wanted = "withdraw" if move in (Move.WITHDRAW, Move.ASK_TO_STOP) else "add"
        return any(wanted in MAY[way][1].split() for way in self.own)


def standing(world: World, who: Who, record: Record, roles: list[tuple[str, UUID]]) -> Standing:
    """Return as what somebody with these roles stands to a record; a service's side before a school's."""
    found = ways(world, who, record, roles)
    side = next((side for way, side in SIDES.items() if way in found), None)
    own = frozenset(way for way in found if SIDES.get(way) is side)
    return Standing(side, own, frozenset(found & LOOK_ON))


# A school's own word ends what nobody has answered, as long as nobody marked a risk.
UNANSWERED = frozenset({"submitted", "acknowledged", "in_triage", "more_information_asked"})


def may_make_now(own: Standing, move: Move, seen: Seen, record: Record) -> bool:
    """Say whether somebody who stands so may make a move on this thing as it is: a school not every stop."""
    if not own.may_make(move):
        return False
    if own.side is not Side.SCHOOL or seen.kind is not Kind.REFERRAL:
        return True
    is_alone = record.team is None or (seen.state.value in UNANSWERED and not record.risk)
    return move is not (Move.ASK_TO_STOP if is_alone else Move.WITHDRAW)


def leads_to(seen: Seen, move: Move) -> State | None:
    """Return the state after this move, None where the table has no such move."""
    return MOVES.get((seen.kind, seen.state, move))
