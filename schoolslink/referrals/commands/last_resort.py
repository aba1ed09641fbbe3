"""A school closes and none takes its place: what is open there is its council's, the same day (ADR 0111)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from schoolslink.access import audit, doors
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.access.policy import Action
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.routing import Holder, ladder
from schoolslink.referrals.rules import Move, Need, Side


def give_to_council(*, actor: Actor, item_id: UUID, at: datetime) -> int:
    """Let the council stand in the closed school's place; return how many things changed hands.

    What the team holds stays the team's. State, day and history stay too; whoever holds it now is told.
    """
    council = doors.value("select access.item_to_council(%s, %s)", item_id, clock.local_day(at))
    if council is None:
        return 0
    audit.record(actor, "item.followed_school", item_id, at=at, child_id=actor.child_id)
    theirs = Holding.objects.filter(
        side=Side.SCHOOL.value, pool_id=council, ended_at__isnull=True, child_id=actor.child_id
    )
    held = permissions.visible_to(actor, Action.VIEW, theirs).order_by("due_on", "id")
    handed = 0
    for holding in list(held):
        item = permissions.items(actor, Action.VIEW).get(pk=holding.item_id)
        if item_id in (item.pk, item.about_id):
            _hand_to_link(actor, item, council, at)
            handed += 1
    return handed


def _hand_to_link(actor: Actor, item: Item, council: UUID, at: datetime) -> None:
    people = ladder(item, Side.SCHOOL, at=at) or _links(council, item)
    make_move(
        actor=actor,
        item=item,
        side=Side.SYSTEM,
        move=Move.REASSIGN,
        version=item.version,
        at=at,
        holder=Holder(Side.SCHOOL, people[0] if people else None, council),
        given={Need.HOLDER: council},
    )


def _links(council: UUID, item: Item) -> list[UUID]:
    """Return who has the role at the council, where nobody is named for it; none to whom it is closed."""
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    held = Membership.objects.filter(
        organisation_id=council, role=Role.COUNCIL_LINK, from_on__lte=today, person__is_active=True
    ).exclude(until_on__lte=today)
    people = list(held.order_by("from_on", "person_id").values_list("person_id", flat=True))
    closed = closed_among(item.child_id, people)
    return [one for one in people if one not in closed]
