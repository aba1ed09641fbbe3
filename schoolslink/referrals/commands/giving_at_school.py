"""Whoever answers for a school gives one thing to a colleague there: the same promise, the same day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.access.roles import Role
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.giving import others_there
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.errors import NotInThisSchool, NotPossible, NotYours
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.queries.held import held_now
from schoolslink.referrals.routing import Holder, who_answer_at_school
from schoolslink.referrals.rules import Kind, Move, Need, Side

NOT_AT_SCHOOL = "The service has it now, so there is nothing of yours to give. Nothing was changed."


@dataclass(frozen=True)
class ToGiveAtSchool:
    """One thing that a school has, who has it now, and who else there can have it: id, name and role."""

    item: Item
    held: Holding
    people: tuple[tuple[UUID, str, Role], ...]


def may_give(actor: Actor, item: Item, side: str) -> bool:
    """Say whether this actor gives a thing to a colleague: it is at their school, and they answer for it.

    side: that on which somebody has it now, if anybody has.
    """
    return side == Side.SCHOOL and Move.REASSIGN in permissions.moves_now(actor, item)


def to_give_at_school(actor: Actor, item_id: UUID) -> ToGiveAtSchool:
    """Return to whom a thing could be given. Raises Item.DoesNotExist, NotYours, and NotPossible."""
    item = permissions.items(actor, Action.VIEW).get(pk=item_id)
    held = held_now(item.pk)
    if held is None or held.side != Side.SCHOOL:
        raise NotPossible(sentence=NOT_AT_SCHOOL)
    if not may_give(actor, item, held.side):
        raise NotYours
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    people = others_there(item, held)
    if item.kind == Kind.COPY and item.school_id is not None:  # which only they may give
        able = set(who_answer_at_school(item.school_id, item.child_id))
        people = [one for one in people if one[0] in able]
    return ToGiveAtSchool(item, held, tuple(people))


@transaction.atomic
def give_at_school(
    *, actor: Actor, item_id: UUID, version: int, to_person: UUID, at: datetime
) -> Moved:
    """Give one thing that the school has to a colleague who can open it; its day stays, and they hear.

    Raises as `to_give_at_school`, NotInThisSchool for whoever does not belong there or may not open it,
    and ChangedMeanwhile.
    """
    found = to_give_at_school(actor, item_id)
    if to_person not in {person for person, _name, _role in found.people}:
        raise NotInThisSchool
    return make_move(
        actor=actor,
        item=found.item,
        side=Side.SCHOOL,
        move=Move.REASSIGN,
        version=version,
        at=at,
        holder=Holder(Side.SCHOOL, to_person, found.held.pool_id),
        given={Need.HOLDER: found.held.pool_id},
    )
