"""Another holder for the same promise: a colleague, or the whole team with its manager behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.errors import ChangedMeanwhile, NotInThisTeam, NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item, ItemEvent
from schoolslink.referrals.queries.team import colleagues
from schoolslink.referrals.routing import Holder
from schoolslink.referrals.rules import Move, Need, Side


def reassign(
    *, actor: Actor, item_id: UUID, version: int, to_person: UUID | None, at: datetime
) -> Moved:
    """Give an item to a colleague, or (to_person None) to the whole team; its day stays.

    For the team itself and for the manager of its service, who sees no word of it. Raises
    Item.DoesNotExist outside what the actor may see, NotYours for whoever only looks on,
    NotPossible while the other side holds it, NotInThisTeam and ChangedMeanwhile.
    """
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    if not may_reassign(actor, item) or item.team_id is None:
        raise NotYours
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    if held is None or held.side != Side.SERVICE:
        raise NotPossible(sentence="The other side has it now, so there is nothing to hand over.")
    if to_person is not None and to_person not in {
        person for person, _ in colleagues(item.team_id, on=clock.local_day(clock.real_now()))
    }:
        raise NotInThisTeam
    if closed_among(item.child_id, [to_person]):
        raise NotInThisTeam
    return make_move(
        actor=actor,
        item=item,
        side=Side.SERVICE,
        move=Move.REASSIGN,
        version=version,
        at=at,
        holder=Holder(Side.SERVICE, to_person, item.team_id),
        given={Need.HOLDER: item.team_id},
    )


def reassign_held(
    *, actor: Actor, held: Sequence[UUID], to_person: UUID | None, at: datetime
) -> dict[UUID, Moved | str]:
    """Give several to one colleague, each named by the holding that was seen; say what came of each.

    The result is by item. Each is a step of its own: one that cannot be given says why.
    """
    done: dict[UUID, Moved | str] = {}
    for item_id, version in seen_in(held):
        try:
            with attempt():
                done[item_id] = reassign(
                    actor=actor, item_id=item_id, version=version, to_person=to_person, at=at
                )
        except (ChangedMeanwhile, NotPossible, NotYours, NotInThisTeam) as refusal:
            done[item_id] = refusal.message
        except Item.DoesNotExist:
            done[item_id] = ""
    return done


def seen_in(held: Sequence[UUID]) -> list[tuple[UUID, int]]:
    """Return item and version of the holdings that were seen, in the order in which they were.

    A holding begins with an event and has its id; it is the item's latest as long as none followed.
    """
    found = {
        event: (item, seen + 1)
        for event, item, seen in ItemEvent.objects.filter(pk__in=held).values_list(
            "pk", "item_id", "version_seen"
        )
    }
    return [found[event] for event in held if event in found]


def may_reassign(actor: Actor, item: Item) -> bool:
    """Say whether this actor hands this item over: its own team, or the manager of its service."""
    if permissions.side_of(actor, item) is Side.SERVICE:
        return True
    return permissions.items(actor, Action.REASSIGN).filter(pk=item.pk).exists()
