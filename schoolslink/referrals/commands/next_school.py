"""A request goes along with a child to the next school, where the family agreed (docs/adr/0128).

The service keeps what it holds, with its day. What the old school had to do, the next school's lead has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.moving import make_move, present_holder
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.queries.next_school import may_share
from schoolslink.referrals.routing import Holder, first_at_school
from schoolslink.referrals.rules import Move, Need, Side, State
from schoolslink.referrals.rules.moves.referral import AT_A_TEAM


@dataclass(frozen=True)
class WentAlong:
    """A request as it was at the school before, and as it is now."""

    before: Item
    now: Item


def go_along(*, actor: Actor, card_id: UUID, at: datetime) -> WentAlong | None:
    """Let a request go along with a child, once all ticks stand and it was agreed; None where it does not.

    State, day and history stay. None too where it did before, and where no sharing agreement is in force any
    more: that a yes was not followed is seen by the reconciler.
    """
    next_id = doors.value("select access.agreed_next_school(%s)", card_id)
    if next_id is None:
        return None
    card = permissions.items(actor, Action.VIEW).get(pk=card_id)
    request = permissions.items(actor, Action.VIEW).get(pk=card.about_id)
    on = clock.local_day(at)
    if State(request.state) not in AT_A_TEAM or not may_share(request, next_id, on=on):
        return None
    make_move(
        actor=actor, item=request, side=Side.SYSTEM, move=Move.CHANGE_SCHOOL, version=request.version,
        at=at, holder=holder_there(request, next_id, at), given={Need.RECEIVER: next_id},
        facts={"to_school_id": next_id},
    )  # fmt: skip
    audit.record(actor, "item.followed_school", request.pk, at=at, child_id=request.child_id)
    hand_what_stands_beside(actor, request, next_id, at)
    return WentAlong(request, permissions.items(actor, Action.VIEW).get(pk=request.pk))


def holder_there(item: Item, school_id: UUID, at: datetime) -> Holder:
    """Return who holds an item now; where the old school did, who is named first at the next one."""
    holder = present_holder(item)
    if holder.side is not Side.SCHOOL:
        return holder
    person = first_at_school(school_id, item.child_id, on=clock.local_day(at))
    return Holder(Side.SCHOOL, person, school_id)


def hand_what_stands_beside(actor: Actor, request: Item, school_id: UUID, at: datetime) -> None:
    """Give the next school what the old one still had to do beside the request, for the same day."""
    held = Holding.objects.filter(
        side=Side.SCHOOL.value, ended_at__isnull=True, child_id=request.child_id
    ).exclude(pool_id=school_id)
    beside = permissions.items(actor, Action.VIEW).filter(
        about=request, closed_at__isnull=True, pk__in=held.values("item_id")
    )
    for item in beside:
        make_move(
            actor=actor, item=item, side=Side.SYSTEM, move=Move.REASSIGN, version=item.version, at=at,
            holder=holder_there(item, school_id, at), given={Need.HOLDER: school_id},
        )  # fmt: skip
