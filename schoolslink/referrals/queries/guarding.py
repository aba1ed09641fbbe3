"""What head, lead and manager see of exceptions: to whom a record is closed, what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import ConflictBlock, Glass, Item, Review
from schoolslink.referrals.queries.log import Look, looks_of_one
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
    for_id: UUID | None = None
    for_name: str = ""


@dataclass(frozen=True)
class Told:
    """What whoever looks again reads of an opening: why it was, what was looked at, what was said since.

    why_not: why it was found not to be right. kept_until: where the young person reads of it later, from
    which day; kept_why, kept_by: why, and who said so.
    """

    words: str = ""
    looks: tuple[Look, ...] = ()
    why_not: str = ""
    kept_until: date | None = None
    kept_why: str = ""
    kept_by: str = ""


def told_of(actor: Actor, one: ToReview) -> Told:
    """Return what is to be read of one review that this actor may open: nothing where nothing was opened."""
    if one.kind not in (Exceptional.GLASS, Exceptional.MISUSE):
        return Told()
    glass = Glass.objects.get(pk=one.about_id)
    audit.read("glass", [glass.pk], groups=[Group.NARRATIVE], children=[one.child_id])
    seal.open_keys([one.child_id])
    said = seal.texts(glass, one.child_id)
    review = Review.objects.get(pk=one.id)
    names = _names({glass.kept_by} - {None})  # type: ignore[arg-type]
    return Told(
        words=said["words"],
        looks=looks_of_one(one.child_id, glass.person_id, glass.at, glass.ends_at),
        why_not=seal.texts(review, one.child_id)["words"],
        kept_until=glass.kept_until,
        kept_why=said["kept_words"],
        kept_by=names.get(glass.kept_by, "") if glass.kept_by else "",
    )


def to_delay(actor: Actor, glass_id: UUID) -> tuple[Glass, str]:
    """Return an opening of which this actor may say that the young person reads later, and why it was.

    Raises Glass.DoesNotExist for any other.
    """
    rows = permissions.visible_to(actor, Action.DELAY, Glass.objects.select_related("item"))
    glass = rows.get(pk=glass_id)
    child_id: UUID = glass.child_id  # type: ignore[assignment]  # carried by a trigger
    audit.read("glass", [glass.pk], groups=[Group.NARRATIVE], children=[child_id])
    seal.open_keys([child_id])
    return glass, seal.texts(glass, child_id)["words"]


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
    rows = to_review(actor).filter(done_at__isnull=True)
    return _shown(rows.order_by("due_on", "id")[:MOST])


def to_review(actor: Actor) -> QuerySet[Review]:
    """Return the reviews that are this actor's to make: of their places, and what they settle by name."""
    placed = Review.objects.exclude(kind=Exceptional.MISUSE.value)
    mine = Review.objects.filter(kind=Exceptional.MISUSE.value, for_id=actor.person_id)
    if actor.closed:
        mine = mine.exclude(child_id__in=actor.closed)
    return permissions.visible_to(actor, Action.GUARD, placed) | mine


def review_of(actor: Actor, review_id: UUID) -> ToReview:
    """Return one of them; raises Review.DoesNotExist for any other, and for one that is done."""
    found = _shown(to_review(actor).filter(done_at__isnull=True, pk=review_id))
    if not found:
        raise Review.DoesNotExist
    return found[0]


def reviews_late_in_area(actor: Actor, area_id: UUID, *, today: date) -> list[ToReview]:
    """Return what nobody looked at by its day in an area the actor looks after: routing alone.

    And each opening that was not right, from the first day until it is settled.
    """
    rows = permissions.visible_to(actor, Action.CHASE, Review.objects.filter(done_at__isnull=True))
    shown = Q(due_on__lt=today) | Q(kind=Exceptional.MISUSE.value)
    return _shown(rows.filter(shown, area_id=area_id).order_by("due_on", "id")[:MOST])


def _shown(found: QuerySet[Review]) -> list[ToReview]:
    rows = list(found)
    if not rows:
        return []
    # Who settles what was not right may stand in no relation to the request: they see none of it.
    items = Item.objects.select_related("school", "service").in_bulk({row.item_id for row in rows})
    about: dict[str, set[UUID]] = {}
    for row in rows:
        about.setdefault(row.kind, set()).add(row.about_id)
    blocks, glasses = {}, {}
    # Each only where there is one: a first page has few questions left to ask.
    if closed := about.get(Exceptional.BLOCK):
        blocks = ConflictBlock.objects.select_related("person").in_bulk(closed)
    if opened := about.get(Exceptional.GLASS, set()) | about.get(Exceptional.MISUSE, set()):
        glasses = Glass.objects.in_bulk(opened)
    people = {row.by_id for row in rows} | {row.for_id for row in rows} - {None}
    names = _names(people | {glass.person_id for glass in glasses.values()})
    audit.read(
        "review",
        # Whoever sees none of the request looked at its review, and not at it.
        [row.item_id if row.item_id in items else row.pk for row in rows],
        groups=[Group.ROUTING],
        children={row.child_id for row in rows},
    )
    return [
        _row(
            row, items.get(row.item_id), blocks.get(row.about_id), glasses.get(row.about_id), names
        )
        for row in rows
    ]


def _row(
    row: Review,
    item: Item | None,
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
        reference=item.reference if item else "",
        school_id=row.school_id,
        school_name=item.school.name if item and item.school else "",
        service_name=item.service.name if item and item.service else "",
        at=row.at,
        due_on=row.due_on,
        by_id=row.by_id,
        by_name=names.get(row.by_id, ""),
        person_name=block.person.name if block else names.get(glass.person_id, "") if glass else "",
        why=block.why if block else "",
        emergency=glass.reason if glass else "",
        for_id=row.for_id,
        for_name=names.get(row.for_id, "") if row.for_id else "",
    )


def _names(people: Iterable[UUID | None]) -> dict[UUID, str]:
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "name"))
