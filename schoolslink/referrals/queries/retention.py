"""What those who answer for records see of how long they are kept: numbers and days, no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from schoolslink.access import audit, doors, policy
from schoolslink.access.actor import Actor
from schoolslink.access.models import Person
from schoolslink.access.policy import Action, Group
from schoolslink.referrals import permissions
from schoolslink.referrals.models import RetentionDue, RetentionHold
from schoolslink.referrals.rules.retention import Hold, Part, Rule

MOST = 100


@dataclass(frozen=True)
class KeptLong:
    """Something that may be deleted, if this person agrees. is_held: somebody keeps it all the same."""

    id: UUID
    reference: str
    part: Part
    rule: Rule
    ended_on: date | None
    due_on: date
    agreed_at: datetime | None
    is_held: bool


@dataclass(frozen=True)
class Held:
    """A record that is kept whatever the calendar says."""

    id: UUID
    reference: str
    reason: Hold
    by_name: str
    at: datetime
    review_on: date


def kept_long(actor: Actor) -> list[KeptLong]:
    """Return what this person may agree to, the longest kept first."""
    rows = permissions.visible_to(
        actor, Action.GUARD, RetentionDue.objects.select_related("item")
    ).filter(_agrees(actor))
    found = list(rows.order_by("agreed_at", "due_on", "id")[:MOST])
    children = {row.child_id for row in found if row.child_id}
    held = set(
        RetentionHold.objects.filter(child_id__in=children, lifted_at__isnull=True).values_list(
            "child_id", flat=True
        )
    )
    audit.read("kept-long", [row.pk for row in found], groups=[Group.ROUTING], children=children)
    return [
        KeptLong(
            row.pk, row.item.reference, Part(row.part), Rule(row.rule), row.closed_on, row.due_on,
            row.agreed_at, row.child_id in held,
        )
        for row in found
    ]  # fmt: skip


def holds(actor: Actor) -> list[Held]:
    """Return the records that are held at what this person answers for, the next review first."""
    rows = permissions.visible_to(
        actor, Action.GUARD, RetentionHold.objects.select_related("item")
    ).filter(lifted_at__isnull=True)
    found = list(rows.order_by("review_on", "id")[:MOST])
    audit.read(
        "holds", [row.pk for row in found], groups=[Group.ROUTING],
        children={row.child_id for row in found if row.child_id},
    )  # fmt: skip
    names = dict(
        Person.objects.filter(pk__in={row.set_by for row in found}).values_list("pk", "name")
    )
    return [
        Held(row.pk, row.item.reference, Hold(row.reason), names.get(row.set_by, ""), row.at,
             row.review_on)
        for row in found
    ]  # fmt: skip


def may_agree(actor: Actor, due: RetentionDue) -> bool:
    """Say whether this person answers for what would go: the service that has it, or else the school."""
    places = policy.relationships(actor, Action.GUARD, permissions.RECORD)
    if due.part == Part.ALL and due.service_id is not None:
        return due.service_id in places.get("own-service", ())
    return due.school_id in places.get("own-school", ())


def _agrees(actor: Actor) -> Q:
    places = policy.relationships(actor, Action.GUARD, permissions.RECORD)
    services = places.get("own-service", frozenset())
    schools = places.get("own-school", frozenset())
    return Q(part=Part.ALL, service_id__in=services) | Q(school_id__in=schools) & (
        Q(part=Part.SCHOOL) | Q(service_id__isnull=True)
    )


def listed() -> list[dict[str, Any]]:
    """Return all that has been kept long enough, for the operator: numbers and rules alone."""
    names = "child", "reference", "part", "rule", "due_on", "agreed", "held", "open"
    found = doors.rows("select * from access.retention_listed()")
    return [dict(zip(names, row, strict=True)) for row in found]
