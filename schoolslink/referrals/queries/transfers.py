"""A hand-over as whoever sends reads it: why, and which of its three ticks stand, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from schoolslink.access import audit, seal
from schoolslink.access.policy import Group
from schoolslink.referrals.models import TransferStep
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules import Kind, Move, State
from schoolslink.referrals.rules.family.truth import Moving
from schoolslink.referrals.rules.transferring import Ground, Tick, ticks_of


@dataclass(frozen=True)
class TickView:
    """One tick: whether it stands, and if so by whom, when, and what was written with it.

    next_school: what the family said of the school to which the child goes. ground: of the receiver's,
    whether they said so themselves or somebody wrote it down.
    """

    tick: Tick
    at: datetime | None = None
    by_name: str = ""
    receiver: str = ""
    person: str = ""
    whom: str = ""
    next_school: str = ""
    ground: Ground | None = None


@dataclass(frozen=True)
class TransferView:
    """Why a child is handed over, to whom, and the three ticks in their order."""

    why: str
    receiver: str
    ticks: tuple[TickView, ...]


def transfer_of(opened: Opened) -> TransferView | None:
    """Return the card of a hand-over that has been opened; None where this is none, or not to be read."""
    item = opened.item
    if item.kind != Kind.TRANSFER or Group.CONTACTS not in opened.groups:
        return None
    audit.read("transfer", [item.pk], groups=[Group.CONTACTS], children=[item.child_id])
    rows = TransferStep.objects.filter(item=item).select_related("receiver", "event")
    steps = {row.event.version_seen: row for row in rows}
    stands = ticks_of(Move(one.move) for one in opened.history)
    handed = steps.get(stands.handed) if stands.handed is not None else None
    places = (
        (Tick.HANDED, stands.handed),
        (Tick.RECEIVED, stands.received),
        (Tick.TOLD, stands.told),
    )
    return TransferView(
        why=next((row.why for row in steps.values() if row.why), ""),
        receiver=_name(handed),
        ticks=tuple(_tick(opened, tick, place, steps) for tick, place in places),
    )


def _tick(
    opened: Opened, tick: Tick, place: int | None, steps: dict[int, TransferStep]
) -> TickView:
    if place is None:
        return TickView(tick)
    happened, step = opened.history[place], steps.get(place)
    return TickView(
        tick,
        at=happened.at,
        by_name=happened.by_name,
        receiver=_name(step),
        person=seal.texts(step, opened.item.child_id)["words"] if step else "",
        whom=step.whom if step else "",
        next_school=step.next_school if step else "",
        ground=_ground(Move(happened.move), step),
    )


def _ground(move: Move, step: TransferStep | None) -> Ground | None:
    """Return how it is known that they have the child: a service here leaves nothing beside its tick."""
    if move is Move.RECORD_RECEIVED:
        return Ground.WRITTEN_DOWN
    if move is not Move.RECEIVE:
        return None
    if step is None:
        return Ground.ITSELF
    return Ground.SCHOOL if step.receiver_id else Ground.LINK


def _name(step: TransferStep | None) -> str:
    if step is None:
        return ""
    return step.receiver.name if step.receiver else step.receiver_name


def moving_of(state: str | None, receiver: str | None, due_on: date | None) -> Moving | None:
    """Return to whom a family's own request is being handed over, as `access.family_transfer` says it; None
    where nobody was asked yet.
    """
    if state is None:
        return None
    has_said_yes = state in (State.RECEIVED, State.TRANSFERRED)
    return Moving(receiver=receiver or "", has_said_yes=has_said_yes, by=due_on)
