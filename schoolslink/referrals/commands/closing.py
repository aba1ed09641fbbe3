"""A child's records are closed to one member of staff, at once; what they held is held by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job
from schoolslink.access.models import Membership, Role
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock, rows
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.errors import NobodyLeft, NotAmongThem
from schoolslink.referrals.models import ConflictBlock, Holding, Item, Review
from schoolslink.referrals.queries.team import TEAM_ROLES
from schoolslink.referrals.routing import Holder, ladder
from schoolslink.referrals.rules import Move, Need, Side
from schoolslink.referrals.rules.guarding import REVIEW_DAYS, Exceptional, Why

PURPOSE = "referrals.close_to"
AT_SCHOOL = (
    Role.COUNCIL_LINK,
    Role.SCHOOL_LEAD,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.SCHOOL_REFERRER,
    Role.SAFEGUARDING_LEAD,
)
# Those of them who open whatever the school asked: one must be left.
ANSWER_AT_SCHOOL = AT_SCHOOL[:4]
OTHERS = (Role.SERVICE_MANAGER, Role.AREA_COORDINATOR)


@dataclass(frozen=True)
class Colleague:
    """Somebody whose role today lets them open a record, or see that it is there."""

    id: UUID
    name: str
    place: str
    role: str


def colleagues_of(item: Item) -> list[Colleague]:
    """Return everybody with a role today at the school, team, service and area of an item, by name."""
    today = clock.local_day(clock.real_now())  # memberships follow the real calendar
    places = {item.school_id, item.team_id, item.service_id, item.area_id} - {None}
    held = (
        Membership.objects.filter(
            organisation_id__in=places, from_on__lte=today, person__is_active=True,
            role__in=[*AT_SCHOOL, *TEAM_ROLES, *OTHERS],
        )
        .exclude(until_on__lte=today)
        .select_related("person", "organisation")
        .order_by("person__name", "from_on", "pk")
    )  # fmt: skip
    return [Colleague(m.person_id, m.person.name, m.organisation.name, m.role) for m in held]


@transaction.atomic
def close_to(*, actor: Actor, item_id: UUID, person_id: UUID, why: Why, at: datetime) -> None:
    """Close all records of an item's child to somebody, and give on what they hold of them.

    Nothing happens where it is closed to them already. Raises Item.DoesNotExist for whoever may not
    close it, NotAmongThem for somebody who could not open it anyway, and NobodyLeft where no other
    person could.
    """
    item = permissions.items(actor, Action.GUARD).get(pk=item_id)
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    colleagues = colleagues_of(item)
    if person_id not in {one.id for one in colleagues}:
        raise NotAmongThem
    if closed_among(item.child_id, [person_id]):
        return
    _require_somebody_left(item, person_id, colleagues)
    block = ConflictBlock(item=item, person_id=person_id, why=why.value, at=at)
    # The review first: of a record that one closes to oneself nothing more can be written.
    rows.insert([new_review(actor, item, Exceptional.BLOCK, block.pk, REVIEW_DAYS, at=at), block])
    audit.record(actor, f"record.closed.{why}", block.pk, at=at, child_id=item.child_id)
    with as_job(child_id=item.child_id, purpose=PURPOSE) as job:
        _give_on(job, item.child_id, person_id, at)


def new_review(
    actor: Actor, item: Item, kind: Exceptional, about_id: UUID, days: int, *, at: datetime
) -> Review:
    """Return the review of an exception, due in so many working days."""
    return Review(
        item=item,
        kind=kind.value,
        about_id=about_id,
        by_id=actor.person_id,
        at=at,
        due_on=add_working_days(clock.local_day(at), days),
    )


@transaction.atomic
def open_again(*, actor: Actor, item_id: UUID, block_id: UUID, at: datetime) -> None:
    """Let somebody open the records again; nothing where they may already.

    Raises Item.DoesNotExist for whoever may not decide that, and ConflictBlock.DoesNotExist.
    """
    item = permissions.items(actor, Action.GUARD).get(pk=item_id)
    audit.read("item", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    block = ConflictBlock.objects.select_for_update().get(pk=block_id, child_id=item.child_id)
    if block.lifted_at is not None:
        return
    ConflictBlock.objects.filter(pk=block.pk).update(lifted_at=at)
    Review.objects.filter(about_id=block.pk, done_at__isnull=True).update(
        done_at=at, done_by=actor.person_id, outcome="not_right"
    )
    audit.record(actor, "record.opened_again", block.pk, at=at, child_id=item.child_id)


def _require_somebody_left(item: Item, person_id: UUID, colleagues: list[Colleague]) -> None:
    """Raise NobodyLeft where no other person at the school, or behind the team, could go on."""
    closed = closed_among(item.child_id, [one.id for one in colleagues])
    left = [one for one in colleagues if one.id != person_id and one.id not in closed]
    gone = {one.role for one in colleagues if one.id == person_id}
    at_school = any(one.role in ANSWER_AT_SCHOOL for one in left)
    at_service = any(one.role in (*TEAM_ROLES, Role.SERVICE_MANAGER) for one in left)
    if (gone & {*ANSWER_AT_SCHOOL} and not at_school) or (
        gone & {*TEAM_ROLES, Role.SERVICE_MANAGER} and not at_service
    ):
        raise NobodyLeft


def _give_on(job: Actor, child_id: UUID, person_id: UUID, at: datetime) -> None:
    """Let the system give what somebody holds of a child to the next, on the same promise."""
    held = Holding.objects.filter(child_id=child_id, person_id=person_id, ended_at__isnull=True)
    for holding in list(held.select_related("item").order_by("id")):
        item, side = holding.item, Side(holding.side)
        people = ladder(item, side, at=at)
        make_move(
            actor=job,
            item=item,
            side=Side.SYSTEM,
            move=Move.REASSIGN,
            version=item.version,
            at=at,
            holder=Holder(side, people[0] if people else None, holding.pool_id),
            given={Need.HOLDER: holding.pool_id},
        )
