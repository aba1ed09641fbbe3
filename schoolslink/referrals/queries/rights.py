"""What a family asked for by right: their own, what a service still owes, and what a record shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schoolslink.access import audit, policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Carer, Item, RightAsked
from schoolslink.referrals.queries.own import Own
from schoolslink.referrals.rules.rights import Right, may_ask
from schoolslink.referrals.sharing import decides

MOST = 200


@dataclass(frozen=True)
class OwnCopy:
    """What one of the family sees of a copy that they asked for."""

    id: UUID
    asked_on: date
    due_on: date
    is_ready: bool
    taken_at: datetime | None


@dataclass(frozen=True)
class OwnRights:
    """What one of the family may ask for now, and what they have asked. copy: the latest.

    was_not_taken: the latest was ready for its thirty days, and is not there any more. may_ask_more:
    whether they may ask by right at all, whatever they have asked before.
    """

    place: str
    may_ask: bool
    has_service: bool
    copy: OwnCopy | None
    was_not_taken: bool = False
    is_child: bool = True
    may_ask_more: bool = False


@dataclass(frozen=True)
class Owed:
    """One thing that a service owes a family, as whoever answers for it sees it: routing alone."""

    id: UUID
    item_id: UUID
    kind: str
    reference: str
    asked_on: date
    due_on: date
    is_looked: bool


def own_rights(actor: Actor, own: Own) -> OwnRights:
    """Return what one of the family may ask for, and what stands of what they asked."""
    item = own.item
    rows = RightAsked.objects.filter(item=item, family_member_id=own.member.pk, kind=Right.COPY)
    last = rows.order_by("-at", "-id").first()
    may = may_ask(own.member.relationship, decides=decides(own.member, item))
    is_open = last is not None and last.done_at is None
    copy = None
    was_not_taken = False
    if last is not None:
        copy = OwnCopy(last.pk, last.asked_on, last.due_on, bool(last.file), last.taken_at)
        if last.done_at and not last.file and not last.taken_at:
            copy, was_not_taken = None, True  # in its thirty days: it may be asked for anew
    service = item.service
    # While no service has the request, the school that wrote it answers by itself.
    place = service or item.school
    return OwnRights(
        place=place.name if place else "",
        may_ask=may and place is not None and not is_open and not (copy and copy.is_ready),
        has_service=service is not None,
        copy=copy,
        was_not_taken=was_not_taken,
        is_child=own.member.relationship == "self",
        may_ask_more=may and service is not None,
    )


@dataclass(frozen=True)
class AtSchool:
    """One copy of what a school alone holds, as whoever prepares it or looks through it sees it."""

    id: UUID
    reference: str
    due_on: date
    is_looked: bool
    may_give: bool
    may_look: bool


def copies_at_school(actor: Actor, item: Item | None = None) -> list[AtSchool]:
    """Return the copies that a school prepares by itself, for whoever gives them or looks, earliest first.

    item: only those of one request, by the request or by what stands beside it.
    """
    if not actor.answers or (item is not None and item.pk not in actor.answers):
        return []
    rows = RightAsked.objects.filter(kind=Right.COPY, done_at__isnull=True, service_id__isnull=True)
    if item is not None:
        rows = rows.filter(item_id=item.about_id or item.pk)
    rows = permissions.visible_to(actor, Action.ANSWER, rows).select_related("item")
    found = list(rows.order_by("due_on", "id")[:MOST])
    ways = policy.relationships(actor, Action.ANSWER, permissions.RECORD)
    gives, looks = (ways.get(way, frozenset()) for way in ("own-school-answer", "own-look"))
    audit.read(
        "right", [row.pk for row in found], groups=[Group.ROUTING],
        children={row.child_id for row in found if row.child_id},
    )  # fmt: skip
    return [
        AtSchool(
            row.pk, row.item.reference, row.due_on, row.looked_at is not None,
            row.school_id in gives, row.school_id in looks,
        )
        for row in found
    ]  # fmt: skip


def owed_at_service(actor: Actor) -> list[Owed]:
    """Return what the services of whom this actor answers for still owe to families, earliest first."""
    rows = RightAsked.objects.filter(done_at__isnull=True, kind=Right.COPY).select_related("item")
    found = list(permissions.visible_to(actor, Action.GIVE, rows).order_by("due_on", "id")[:MOST])
    audit.read(
        "right", [row.pk for row in found], groups=[Group.ROUTING],
        children={row.child_id for row in found if row.child_id},
    )  # fmt: skip
    return [
        Owed(
            row.pk, row.item_id, row.kind, row.item.reference, row.asked_on, row.due_on,
            row.looked_at is not None,
        )
        for row in found
    ]  # fmt: skip


def open_copy_of(item: Item) -> RightAsked | None:
    """Return the copy of a request that is being prepared, for whoever may look through it."""
    rows = RightAsked.objects.filter(item=item, kind=Right.COPY, done_at__isnull=True)
    return rows.order_by("due_on", "id").first()


def who_may_have_one(item: Item) -> list[Carer]:
    """Return of whose family a copy may be asked for, where they asked on paper or by telephone."""
    members = Carer.objects.filter(item=item, replaced=False).order_by("id")
    return [m for m in members if may_ask(m.relationship, decides=decides(m, item))]


def is_to_look_through(item_id: UUID | None) -> bool:
    """Say whether a copy of a request is being prepared, and no clinician has looked through it yet."""
    rows = RightAsked.objects.filter(item_id=item_id, looked_at__isnull=True)
    return rows.filter(done_at__isnull=True, kind=Right.COPY).exists()
