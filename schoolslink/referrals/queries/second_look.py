"""What a manager reads before a second no, or an end after missed appointments: no word of the child."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Decision, Holding, Item, ItemEvent
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.rules.second_look import NOES, THIRD_MISSED, Stands

MOST = 100


@dataclass(frozen=True)
class NoBefore:
    """One no that this service gave before: on what day, why, and to which request."""

    at: datetime
    reason: str
    reference: str


@dataclass(frozen=True)
class Look:
    """One thing that a manager has to look at. asked_by: who wants to end it, and can tell more.

    reason: of the no that is wanted, or THIRD_MISSED. missed: on which days nobody came.
    """

    item_id: UUID
    about_id: UUID
    reference: str
    school_name: str
    service_name: str
    reason: str
    asked_by_id: UUID | None
    asked_by: str
    asked_at: datetime | None
    due_on: date
    version: int
    marked: bool
    before: tuple[NoBefore, ...] = ()
    missed: tuple[datetime, ...] = ()


def stands_with(item_id: UUID) -> tuple[Stands, Stands]:
    """Return how it stands with a second no, and with an end after missed appointments.

    Asked of the database, which knows what another team of the service once refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("select second_no, after_missed from access.manager_first(%s)", [item_id])
        no, missed = cursor.fetchone()
    return Stands(no), Stands(missed)


def looks_due(actor: Actor) -> list[Look]:
    """Return what waits for a look of this manager's, the earliest first."""
    held = permissions.visible_to(
        actor, Action.GUARD, Holding.objects.filter(ended_at__isnull=True)
    )
    rows = held.filter(kind=Kind.SECOND_LOOK).select_related(
        "item__about", "item__school", "item__service", "event"
    )
    found = list(rows.order_by("due_on", "id")[:MOST])
    if not found:
        return []
    audit.read("item", [row.item_id for row in found], groups=[Group.ROUTING],
               children={row.child_id for row in found})  # fmt: skip
    firsts = ItemEvent.objects.filter(
        item__in=[row.item_id for row in found], move=Move.LOOK_AS_MANAGER
    )
    first = {event.item_id: event for event in firsts}
    names = dict(
        Person.objects.filter(pk__in=[e.actor_id for e in first.values()]).values_list("pk", "name")
    )
    return [_look(row, first[row.item_id], names) for row in found]


def look_of(actor: Actor, item_id: UUID) -> Look:
    """Return one of them, with what came before it. Raises Item.DoesNotExist for any other."""
    one = next((look for look in looks_due(actor) if look.item_id == item_id), None)
    if one is None:
        raise Item.DoesNotExist
    about = permissions.items(actor, Action.VIEW).get(pk=one.about_id)
    noes = permissions.visible_to(actor, Action.VIEW, Decision.objects.all())
    noes = noes.filter(child_id=about.child_id, service_id=about.service_id, move__in=NOES)
    missed = ItemEvent.objects.filter(item=about, move=Move.RECORD_MISSED).order_by("at", "id")
    if one.reason == THIRD_MISSED:
        return replace(one, missed=tuple(missed.values_list("at", flat=True)))
    rows = noes.select_related("event", "item").order_by("event__at", "id")
    return replace(
        one, before=tuple(NoBefore(row.event.at, row.reason, row.item.reference) for row in rows)
    )


def _look(row: Holding, first: ItemEvent, names: dict[UUID, str]) -> Look:
    item, about = row.item, row.item.about
    assert about is not None  # noqa: S101 - it stands beside a request
    return Look(
        item_id=item.pk,
        about_id=about.pk,
        reference=about.reference,
        school_name=item.school.name if item.school else "",
        service_name=item.service.name if item.service else "",
        reason=first.reason,
        asked_by_id=first.actor_id,
        asked_by=names.get(first.actor_id, "") if first.actor_id else "",
        asked_at=about.asked_at,
        due_on=row.due_on,
        version=item.version,
        marked=item.risk_marked,
    )
