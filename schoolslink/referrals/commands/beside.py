"""What stands beside a request: opened with it, seen to by its own day, and gone when it ends."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock, outbox, references, rows
from schoolslink.kernel.ids import new_id
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.moving import Moved, find, make_move, present_holder
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import Item
from schoolslink.referrals.routing import Holder, last_holder
from schoolslink.referrals.rules import Kind, Move, Side

PREFIXES = {Kind.MISSED: "MI", Kind.CHECK_IN: "CI", Kind.TRANSFER: "TR"}


@transaction.atomic
def record_missed(
    *, actor: Actor, item_id: UUID, version: int, words: str, at: datetime
) -> UUID | None:
    """Write down an appointment that was missed; return what now has to be looked into, if new.

    It closes nothing: the team finds out why, and the school says what it knows. While an earlier one
    is still looked into this is one more fact of it. Raises as `make_move`.
    """
    request, side = find(actor, item_id)
    make_move(
        actor=actor, item=request, side=side, move=Move.RECORD_MISSED, version=version, at=at,
        words=words, holder=present_holder(request),
    )  # fmt: skip
    if missed_of(request) is not None:
        return None
    beside = begin_beside(
        Kind.MISSED, Move.LOOK_INTO_MISSED, request, actor=actor, side=side,
        holder=keeper_of(request, actor), at=at,
    )  # fmt: skip
    outbox.publish(events.AppointmentMissed(item_id=beside.pk, child_id=beside.child_id), at=at)
    return beside.pk


def missed_of(request: Item) -> Item | None:
    """Return the missed appointment of a request that is still looked into."""
    return Item.objects.filter(about=request, kind=Kind.MISSED, closed_at__isnull=True).first()


def require_nothing_missed(request: Item) -> None:
    """Raise NotPossible while nobody knows yet why an appointment was missed: help cannot end so."""
    if missed_of(request) is not None:
        raise NotPossible(
            sentence="An appointment was missed, and it is not yet written down why. Find out and write "
            "it down first: a missed appointment never ends help by itself."
        )


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
        named_on=named_on,
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
    ended = list(still.order_by("id"))
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
