"""Somebody leaves: whatever they held is held by somebody else at once, on the same day as promised.

First whoever is named in their place, then their cover, then the pool's manager, then the pool.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from schoolslink.access import doors
from schoolslink.access.actor import Actor
from schoolslink.access.models import Membership, Role
from schoolslink.access.policy import Action
from schoolslink.directory import queries as directory
from schoolslink.directory.queries.links import LinkView
from schoolslink.kernel import clock
from schoolslink.kernel.worded import Question, among
from schoolslink.referrals import permissions
from schoolslink.referrals.closed import closed_among
from schoolslink.referrals.commands.moving import make_move
from schoolslink.referrals.models import Holding, Item
from schoolslink.referrals.routing import Holder, judges
from schoolslink.referrals.rules import Kind, Move, Need, Side

# By these roles somebody opens whatever they hold at a place.
OPENS = frozenset(
    {
        Role.SCHOOL_LEAD, Role.SCHOOL_COVER, Role.SCHOOL_HEAD, Role.COUNCIL_LINK, Role.CAMHS_CONTACT,
        Role.TRIAGER, Role.SUPPORT_TEAM_WORKER, Role.SERVICE_MANAGER, Role.AREA_COORDINATOR,
    }
)  # fmt: skip
# The worker may have been away over a long holiday; whoever left meanwhile is found all the same.
DAYS_LOOKED_BACK = 30
# Whoever ends a membership waits while so many things are handed on; of more, the worker does it.
MOST_AT_ONCE = 200


def hand_on(*, actor: Actor, person_id: UUID, at: datetime, has_left: bool = False) -> int:
    """Give all that a person holds, as far as the actor's organisation goes, to who follows.

    has_left: a role ended, and what they still open by another they keep. Nothing else changes: state,
    day and history stay. Return how many things were handed on.
    """
    open_ones = Holding.objects.filter(person_id=person_id, ended_at__isnull=True)
    held = permissions.visible_to(actor, Action.VIEW, open_ones).order_by("due_on", "id")
    handed = 0
    for holding in list(held):
        item = permissions.items(actor, Action.VIEW).get(pk=holding.item_id)
        if has_left and _opens(person_id, item, _places(item, Side(holding.side))):
            continue
        make_move(
            actor=actor,
            item=item,
            side=Side.SYSTEM,
            move=Move.REASSIGN,
            version=item.version,
            at=at,
            holder=follower(item, holding, person_id, clock.local_day(at)),
            given={Need.HOLDER: holding.pool_id},
        )
        handed += 1
    return handed


def holds_few(person_id: UUID) -> bool:
    """Say whether what somebody holds is little enough to hand on while whoever ends their role waits."""
    held = Holding.objects.filter(person_id=person_id, ended_at__isnull=True)
    return not held.order_by()[MOST_AT_ONCE : MOST_AT_ONCE + 1].exists()


def follower(item: Item, holding: Holding, leaver: UUID, on: date) -> Holder:
    """Return who holds it now: the first who may open it, or the pool itself."""
    side = Side(holding.side)
    places = _places(item, side)
    for person in _candidates(item, side, leaver, on):
        if closed_among(item.child_id, [person]):
            continue
        if person != leaver and _opens(person, item, places):
            return Holder(side, person, holding.pool_id)
    return Holder(side, None, holding.pool_id)


def _places(item: Item, side: Side) -> list[UUID]:
    found = (item.school_id,) if side is Side.SCHOOL else (item.team_id, item.service_id)
    return [place for place in found if place is not None]


def _candidates(item: Item, side: Side, leaver: UUID, on: date) -> Iterator[UUID]:
    if item.kind == Kind.SECOND_LOOK:
        yield from judges(item)
        return
    link = _link(item, on)
    if side is Side.SERVICE and link and not link.answers_from_pool and link.answers_person_id:
        yield link.answers_person_id
    yield from directory.covers_of_person(leaver, _places(item, side))
    if side is Side.SCHOOL and item.school_id is not None:
        contacts = directory.school_contacts(item.school_id, on=on)
        yield from (contact.person_id for contact in contacts if contact.person_id)
    elif link and link.pool_manager_person_id:
        yield link.pool_manager_person_id


def _link(item: Item, on: date) -> LinkView | None:
    if item.school_id is None:
        return None
    return directory.link_for_school(item.school_id, on=on, service_id=item.service_id)


def still_belongs(person: UUID, organisation_id: UUID) -> bool:
    """Say whether somebody has a role in an organisation today that opens all that they hold there."""
    return bool(_roles(person, [organisation_id]) & OPENS)


def _opens(person: UUID, item: Item, places: Sequence[UUID]) -> bool:
    """Say whether a role that somebody kept opens this very thing; two roles open only some."""
    roles = _roles(person, places)
    return (
        bool(roles & OPENS)
        or (Role.SCHOOL_REFERRER in roles and item.opened_by_id == person)
        or (Role.SAFEGUARDING_LEAD in roles and item.risk_marked)
    )


def _roles(person: UUID, places: Sequence[UUID]) -> set[str]:
    today = clock.local_day(clock.real_now())
    found = _ROLES.values(today=today, person=person, places=list(places))
    return {role for (role,) in found}


_ROLES: Question[Membership] = Question(
    lambda today, person, places: Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=today),
        from_on__lte=today, person=person, person__is_active=True, organisation__in=among(places),
    ).values_list("role", flat=True),
    today=date, person=UUID, places=list,
)  # fmt: skip


def left_and_holding(today: date) -> list[tuple[UUID, UUID]]:
    """Return who left which organisation in the last days and still has something there; as the system."""
    since = today - timedelta(days=DAYS_LOOKED_BACK)
    return doors.rows("select person, place from access.left_and_holding(%s, %s)", today, since)
