"""Where things stand and what may be done now: routing alone, nobody's name of a child and no word.

For programs that act for somebody. A school reads no more of an answer here than on its pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Holding, Item, Told
from schoolslink.referrals.queries.at_school import routing_at_school
from schoolslink.referrals.queries.joined import goes_on_as
from schoolslink.referrals.queries.lists import HoldingRow, Place, note, routing_at_service
from schoolslink.referrals.queries.own import FAMILY
from schoolslink.referrals.queries.school import moves_told
from schoolslink.referrals.rules import Kind, Move, State, next_state
from schoolslink.referrals.rules.moves import TELLS_THE_ANSWER
from schoolslink.referrals.rules.needs import NEEDS
from schoolslink.referrals.rules.promised import tells_the_answer
from schoolslink.referrals.sharing import kept_from_school


@dataclass(frozen=True)
class Holder:
    """Who must act, what they must do and by when.

    name: empty while the place has nobody named, whose manager then answers. duty, due_on: None where
    they would tell a reader an answer that is not for them.
    """

    name: str | None
    place: str
    side: str
    duty: str | None
    due_on: date | None


@dataclass(frozen=True)
class MoveNow:
    """One move that this reader may make now. leads_to: None where that would tell an answer."""

    name: Move
    leads_to: State | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Where one item stands. state: None where it would tell an answer. holder: None once it has ended."""

    id: UUID
    reference: str
    kind: str
    state: str | None
    version: int
    opened_at: datetime
    closed_at: datetime | None
    holder: Holder | None
    moves: tuple[MoveNow, ...]


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's own list. place: where it stands in the order of the list."""

    id: UUID
    reference: str
    kind: str
    state: str | None
    side: str
    holder_name: str | None
    duty: str | None
    due_on: date | None
    place: Place


def standing_of(actor: Actor, item_id: UUID) -> Standing:
    """Return where an item stands, and the moves allowed now for this actor on this version.

    Raises Item.DoesNotExist (shown as not found) when the actor has no relationship to it.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    moves = permissions.moves_now(actor, item)
    holder = _holder(item)
    if permissions.groups_of(actor, item, without_school=True):
        return _standing(item, item, holder, _with_needs(item, moves, tells=True))
    return _as_school(item, holder, moves)


def waiting_for(actor: Actor, *, after: Place, size: int) -> list[Waiting]:
    """Return the actor's own list, the nearest day first; one row more than size tells of more.

    What waits for their teams and for the services they manage, and what is open for their schools.
    """
    found = {row.holding_id: row for row in routing_at_service(actor, after=after, size=size)}
    for row in routing_at_school(actor, after=after, size=size):
        found.setdefault(row.holding_id, row)
    rows = sorted(found.values(), key=lambda row: row.place)[: size + 1]
    note(rows, [Group.ROUTING])
    return [_waiting(row) for row in rows]


def _waiting(row: HoldingRow) -> Waiting:
    is_hidden = row.kept and tells_the_answer(row.duty)
    return Waiting(
        id=row.item_id,
        reference=row.reference,
        kind=row.kind,
        state=None if row.kept and State(row.state) in TELLS_THE_ANSWER else row.state,
        side=row.side,
        holder_name=row.person_name,
        duty=None if is_hidden else row.duty,
        due_on=None if is_hidden else row.due_on,
        place=row.place,
    )


def _as_school(item: Item, holder: Holder | None, moves: tuple[Move, ...]) -> Standing:
    """Return where it stands for whoever reads it through a school alone.

    Joined with another it stands where that one does; an answer that is kept from them is not here,
    nor the state to which a move leads from it.
    """
    goes_on = goes_on_as(item)
    shown = item if goes_on is None else goes_on.shown(item)
    if goes_on is not None and holder is None and (held := goes_on.holding) is not None:
        place = item.service.name if item.service else ""
        name = held.person.name if held.person else None
        holder = Holder(name, place, held.side, held.duty, held.due_on)
    if kept_from_school(item) is None:
        return _standing(item, shown, holder, _with_needs(item, moves, tells=goes_on is None))
    is_answered = State(shown.state) in TELLS_THE_ANSWER
    told = moves_told(moves, shown.state, holder.side if holder else "")
    if not _is_owed(item):
        # In some states it stays legal when all have been told: which state it is would be an answer.
        told = tuple(move for move in told if move is not Move.RECORD_TOLD)
    if holder and holder.duty and tells_the_answer(holder.duty):
        holder = Holder(holder.name, holder.place, holder.side, None, None)
    tells = goes_on is None and not is_answered
    return _standing(item, shown, holder, _with_needs(item, told, tells=tells), is_kept=is_answered)


def _is_owed(item: Item) -> bool:
    """Say whether somebody of the family must still be told."""
    return Told.objects.filter(item=item, whom__in=FAMILY, told_at__isnull=True).exists()


def _standing(
    item: Item,
    shown: Item,
    holder: Holder | None,
    moves: tuple[MoveNow, ...],
    *,
    is_kept: bool = False,
) -> Standing:
    return Standing(
        id=item.pk,
        reference=item.reference,
        kind=item.kind,
        state=None if is_kept else shown.state,
        version=item.version,
        opened_at=item.opened_at,
        closed_at=shown.closed_at,
        holder=holder,
        moves=moves,
    )


def _with_needs(item: Item, moves: tuple[Move, ...], *, tells: bool) -> tuple[MoveNow, ...]:
    kind, state = Kind(item.kind), State(item.state)
    return tuple(
        MoveNow(
            name=move,
            leads_to=next_state(kind, state, move) if tells else None,
            needs=tuple(sorted(need.value for need in NEEDS[move])),
        )
        for move in moves
    )


def _holder(item: Item) -> Holder | None:
    """Return who has an item now; None once it has ended."""
    rows = Holding.objects.filter(item=item, ended_at__isnull=True).select_related("person", "pool")
    row = rows.order_by("pk").first()
    if row is None:
        return None
    name = row.person.name if row.person else None
    return Holder(name, row.pool.name, row.side, row.duty, row.due_on)
