"""What head, lead and manager see of exceptions: to whom a record is closed, what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import ConflictBlock, Glass, Item, Review
from schoolslink.referrals.rules.guarding import Exceptional

MOST = 200


@dataclass(frozen=True)
class ClosedTo:
    """One colleague to whom a child's record is closed."""

    id: UUID
    name: str
    why: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class ToReview:
    """One exception that somebody has to look at. may_review: it is not their own, where that counts."""

    id: UUID
    item_id: UUID
    child_id: UUID
    kind: str
    about_id: UUID
    reference: str
    school_id: UUID | None
    school_name: str
    service_name: str
    at: datetime
    due_on: date
    by_id: UUID
    by_name: str
    person_name: str = ""
    why: str = ""
    emergency: str = ""


def closed_to(actor: Actor, item_id: UUID) -> tuple[Item, list[ClosedTo]]:
    """Return an item and the colleagues to whom its child's records are closed.

    Raises Item.DoesNotExist for whoever may not close it.
    """
    item = permissions.items(actor, Action.GUARD).get(pk=item_id)
    audit.read("closed-to", [item.pk], groups=[Group.ROUTING], children=[item.child_id])
    blocks = ConflictBlock.objects.filter(child_id=item.child_id, lifted_at__isnull=True)
    rows = list(blocks.select_related("person").order_by("at", "id"))
    names = _names(row.set_by for row in rows)
    return item, [
        ClosedTo(row.pk, row.person.name, row.why, row.at, names.get(row.set_by, ""))
        for row in rows
    ]


def reviews_due(actor: Actor) -> list[ToReview]:
    """Return what this actor may look at again and nobody has yet, the earliest first."""
    rows = permissions.visible_to(actor, Action.GUARD, Review.objects.filter(done_at__isnull=True))
    return _shown(rows.order_by("due_on", "id")[:MOST])


def review_of(actor: Actor, review_id: UUID) -> ToReview:
    """Return one of them; raises Review.DoesNotExist for any other, and for one that is done."""
    rows = permissions.visible_to(actor, Action.GUARD, Review.objects.filter(done_at__isnull=True))
    found = _shown(rows.filter(pk=review_id))
    if not found:
        raise Review.DoesNotExist
    return found[0]


def reviews_late_in_area(actor: Actor, area_id: UUID, *, today: date) -> list[ToReview]:
    """Return what nobody looked at by its day in an area the actor looks after: routing alone."""
    rows = permissions.visible_to(actor, Action.CHASE, Review.objects.filter(done_at__isnull=True))
    return _shown(rows.filter(area_id=area_id, due_on__lt=today).order_by("due_on", "id")[:MOST])


def _shown(found: QuerySet[Review]) -> list[ToReview]:
    rows = list(found.select_related("item__school", "item__service"))
    if not rows:
        return []
    about: dict[str, set[UUID]] = {}
    for row in rows:
        about.setdefault(row.kind, set()).add(row.about_id)
    blocks, glasses = {}, {}
    # Each only where there is one: a first page has few questions left to ask.
    if closed := about.get(Exceptional.BLOCK):
        blocks = ConflictBlock.objects.select_related("person").in_bulk(closed)
    if opened := about.get(Exceptional.GLASS):
        glasses = Glass.objects.in_bulk(opened)
    names = _names(row.by_id for row in rows)
    audit.read(
        "review",
        [row.item_id for row in rows],
        groups=[Group.ROUTING],
        children={row.child_id for row in rows},
    )
    return [
        _row(row, row.item, blocks.get(row.about_id), glasses.get(row.about_id), names)
        for row in rows
    ]


def _row(
    row: Review,
    item: Item,
    block: ConflictBlock | None,
    glass: Glass | None,
    names: dict[UUID, str],
) -> ToReview:
    return ToReview(
        id=row.pk,
        item_id=row.item_id,
        child_id=row.child_id,  # type: ignore[arg-type] # carried by a trigger
        kind=row.kind,
        about_id=row.about_id,
        reference=item.reference,
        school_id=item.school_id,
        school_name=item.school.name if item.school else "",
        service_name=item.service.name if item.service else "",
        at=row.at,
        due_on=row.due_on,
        by_id=row.by_id,
        by_name=names.get(row.by_id, ""),
        person_name=block.person.name if block else "",
        why=block.why if block else "",
        emergency=glass.reason if glass else "",
    )


def _names(people: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "name"))
