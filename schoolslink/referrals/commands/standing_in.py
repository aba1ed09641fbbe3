"""Somebody is away, or a school's link changes: what is open goes to whoever answers now.

State, day and history stay as they are. What was given to a cover stays with them until it is
answered, and what a colleague was given by name stays theirs when only the link's contact changes.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.directory import queries as directory
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import events, permissions
from schoolslink.referrals.commands.leaving import follower
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.routing import Holder, holder_for, open_to, route_of
from schoolslink.referrals.rules import Kind, Move, Need, Side


def ask_cover(*, actor: Actor, person_id: UUID, at: datetime) -> int:
    """Ask for another holder for all that somebody holds, each child apart; return how many."""
    return _ask(actor, Holding.objects.filter(person_id=person_id), "away", person_id, at)


def ask_to_follow_link(
    *, actor: Actor, school_id: UUID, service_id: UUID, what: str, at: datetime
) -> int:
    """Ask for another holder for all that a service holds for a school; return how many."""
    held = Holding.objects.filter(
        school_id=school_id, service_id=service_id, side=Side.SERVICE.value
    )
    return _ask(actor, held, what, None, at)


def _ask(
    actor: Actor, held: QuerySet[Holding], why: str, person_id: UUID | None, at: datetime
) -> int:
    mine = permissions.visible_to(actor, Action.VIEW, held.filter(ended_at__isnull=True))
    rows = list(mine.order_by("due_on", "id").values_list("item_id", "child_id"))
    for item_id, child_id in rows:
        outbox.publish(
            events.HolderToChange(item_id=item_id, child_id=child_id, why=why, person_id=person_id),
            at=at,
        )
    return len(rows)


def hand_to_cover(*, actor: Actor, item_id: UUID, person_id: UUID, at: datetime) -> bool:
    """Give an item to the cover of whoever is away; return False when there is nothing to do."""
    item, holding = _held(item_id)
    on = clock.local_day(at)
    if holding is None or holding.person_id != person_id or not directory.is_away(person_id, on=on):
        return False
    to = follower(item, holding, person_id, on)
    if item.kind == Kind.ARRIVAL and to.person_id is None:
        return False  # whoever is named keeps it to its day; then it is the sender's by itself
    return _give(actor, item, holding, to, at)


def follow_link(*, actor: Actor, item_id: UUID, what: str, at: datetime) -> bool:
    """Give an item to whoever answers its school's link now; to the pool when the link has ended."""
    item, holding = _held(item_id)
    if holding is None or holding.side != Side.SERVICE:
        return False
    if what == "contact" and (not _is_named(item, at) or _was_given_by_name(holding)):
        return False
    route = route_of(item, on=clock.local_day(at))
    there = holder_for(Side.SERVICE, route, opened_by=item.opened_by_id, on=clock.local_day(at))
    there = open_to(there, item, on=clock.local_day(at))
    return _give(actor, item, holding, there, at)


def _held(item_id: UUID) -> tuple[Item, Holding | None]:
    item = Item.objects.get(pk=item_id)
    return item, Holding.objects.filter(item=item, ended_at__isnull=True).first()


def _is_named(item: Item, at: datetime) -> bool:
    """Say whether there is somebody to follow; whoever has left is followed by `leaving`."""
    if item.school_id is None:
        return False
    on = clock.local_day(at)
    link = directory.link_for_school(item.school_id, on=on, service_id=item.service_id)
    return link is not None and not link.answers_from_pool


def _was_given_by_name(holding: Holding) -> bool:
    return ItemEvent.objects.filter(
        item_id=holding.item_id,
        move=Move.REASSIGN.value,
        actor_kind="person",
        holder_person_id__isnull=False,
        holder_person_id=holding.person_id,
    ).exists()


def _give(actor: Actor, item: Item, holding: Holding, to: Holder, at: datetime) -> bool:
    if (holding.person_id, holding.pool_id) == (to.person_id, to.pool_id):
        return False
    is_other_team = to.side is Side.SERVICE and to.pool_id != item.team_id
    make_move(
        actor=actor,
        item=item,
        side=Side.SYSTEM,
        move=Move.REASSIGN,
        version=item.version,
        at=at,
        holder=to,
        given={Need.HOLDER: to.pool_id},
        facts={"to_team_id": to.pool_id} if is_other_team else None,
    )
    return True
