"""A coordinator gives what nobody has acted on to somebody else where it is: the same promise, the same day.

For what the ladder could not move: all were asked, somebody rang, and it still stands. No word of a
child is read for it, and whether there is a risk is not a coordinator's to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership
from schoolslink.access.policy import Action
from schoolslink.access.roles import Role
from schoolslink.kernel import clock, outbox
from schoolslink.referrals import events, permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.chasing import write_chase
from schoolslink.referrals.commands.moving import Moved, make_move
from schoolslink.referrals.commands.unread import OPENS
from schoolslink.referrals.errors import NotInThisTeam, NotPossible
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.queries.silent import SilentRow, silent_one
from schoolslink.referrals.queries.team import TEAM_ROLES
from schoolslink.referrals.routing import Holder, judges
from schoolslink.referrals.rules import Kind, Move, Need, Side
from schoolslink.referrals.rules.chasing import Chased

NOT_LATE = "Somebody has acted on this since you opened it. Nothing was changed."


@dataclass(frozen=True)
class ToGive:
    """One thing past its day, its version, and who else there could have it: id, name and role."""

    row: SilentRow
    version: int
    people: tuple[tuple[UUID, str, Role], ...]


def to_give(actor: Actor, item_id: UUID, *, at: datetime) -> ToGive:
    """Return to whom a thing past its day could be given. Raises Item.DoesNotExist as `chasing.nudge`."""
    row = silent_one(actor, item_id, today=clock.local_day(at))
    item = permissions.items(actor, Action.REASSIGN).get(pk=item_id)
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    return ToGive(row, item.version, tuple(others_there(item, held)) if held else ())


@transaction.atomic
def give(*, actor: Actor, item_id: UUID, version: int, to_person: UUID, at: datetime) -> Moved:
    """Give something past its day to somebody else of the same school or team; its day stays.

    They have two working days for it, and one where the child may be in danger; then the next person is
    asked again. Raises Item.DoesNotExist as `to_give`, NotPossible for what is not past its day any
    more, NotInThisTeam for whoever does not belong there, and ChangedMeanwhile.
    """
    found = to_give(actor, item_id, at=at)
    item = permissions.items(actor, Action.REASSIGN).get(pk=item_id)
    held = Holding.objects.filter(item=item, ended_at__isnull=True).first()
    if held is None or held.due_on >= clock.local_day(at):
        raise NotPossible(sentence=NOT_LATE)
    if to_person not in {person for person, _name, _role in found.people}:
        raise NotInThisTeam
    moved = make_move(
        actor=actor,
        item=item,
        side=Side.SERVICE,  # where a coordinator stands
        move=Move.REASSIGN,
        version=version,
        at=at,
        holder=Holder(Side(held.side), to_person, held.pool_id),
        given={Need.HOLDER: held.pool_id},
    )
    made = write_chase(actor, found.row, Chased.GAVE, at, to_person=to_person)
    if item.kind == Kind.CHECK_IN:  # of which nobody has a message of its own
        outbox.publish(
            events.Nudged(item_id=item_id, child_id=item.child_id, chase_id=made.pk), at=at
        )
    return moved


def others_there(item: Item, held: Holding) -> list[tuple[UUID, str, Role]]:
    """Return who else belongs to the school or team that has it, and may open it; each once, by name."""
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    roles = OPENS if held.side == Side.SCHOOL else (*TEAM_ROLES, Role.SERVICE_MANAGER)
    there = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today),
        organisation_id__in=[one for one in (held.pool_id, _service_of(item, held)) if one],
        role__in=roles, person__is_active=True, from_on__lte=today,
    )  # fmt: skip
    if item.kind == Kind.SECOND_LOOK:
        there = there.filter(person__in=judges(item))
    rows = there.exclude(person=held.person_id).order_by("person__name", "person_id", "id")
    found = {
        person: (person, name, Role(role))
        for person, name, role in rows.values_list("person_id", "person__name", "role")
    }
    closed = closed_among(item.child_id, [*found])
    return [one for person, one in found.items() if person not in closed]


def _service_of(item: Item, held: Holding) -> UUID | None:
    return item.service_id if held.side == Side.SERVICE else None
