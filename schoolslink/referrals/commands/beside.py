"""What stands beside a request: opened with it, seen to by its own day, and gone when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import Item
from schoolslink.referrals.routing import Holder, last_holder
from schoolslink.referrals.rules import Kind, Move, Need, Side
from schoolslink.referrals.rules.moves import BY_RIGHT

PREFIXES = {
    Kind.MISSED: "MI",
    Kind.CHECK_IN: "CI",
    Kind.TRANSFER: "TR",
    Kind.SECOND_LOOK: "SL",
}


def begin_beside(
    kind: Kind,
    move: Move,
    request: Item,
    *,
    actor: Actor,
    side: Side,
    holder: Holder,
    at: datetime,
    named_on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    given: Mapping[Need, object] | None = None,
) -> Item:
    """Open something beside a request, of the same child and on the same way; return it.

    Where the school is not told what was answered, the database keeps this from it too.
    """
    beside = Item(
        id=new_id(), kind=kind.value, reference=references.new(PREFIXES[kind]), about=request,
        child_id=request.child_id, school_id=request.school_id, team_id=request.team_id,
        service_id=request.service_id, area_id=request.area_id, opened_by_id=request.opened_by_id,
        risk_marked=request.risk_marked, opened_at=at,
    )  # fmt: skip
    rows.insert([beside])
    make_move(
        actor=actor, item=beside, side=side, move=move, version=0, at=at, holder=holder,
        named_on=named_on, facts=facts, given=given,
        limits=limits_for(request, on=clock.local_day(at)),
    )  # fmt: skip
    return beside


def step_beside(
    *, actor: Actor, item_id: UUID, move: Move, version: int, words: str, at: datetime
) -> Moved:
    """Go on with what stands beside a request, in words; who has it keeps it. Raises as `make_move`."""
    item, side = find(actor, item_id)
    return make_move(
        actor=actor, item=item, side=side, move=move, version=version, at=at, words=words,
        holder=present_holder(item),
    )  # fmt: skip


def end_beside(*, actor: Actor, request_id: UUID, at: datetime) -> int:
    """End what stood beside a request that has ended; return how many things that were."""
    request = permissions.items(actor, Action.VIEW).get(pk=request_id)
    if request.closed_at is None:
        return 0
    still = permissions.items(actor, Action.VIEW).filter(about=request, closed_at__isnull=True)
    ended = list(still.exclude(kind__in=BY_RIGHT).order_by("id"))
    for item in ended:
        make_move(
            actor=actor, item=item, side=Side.SYSTEM, move=Move.NO_LONGER_NEEDED,
            version=item.version, at=at,
        )  # fmt: skip
    return len(ended)


def keeper_of(request: Item, actor: Actor) -> Holder:
    """Return who of the team sees to it: whoever has the request, or had it last, or writes it down."""
    kept = last_holder(request.pk, Side.SERVICE, pool_id=request.team_id)
    if kept is not None:
        return kept
    assert request.team_id is not None  # noqa: S101 - only a team's request can be missed
    return Holder(Side.SERVICE, actor.person_id, request.team_id)
