"""What the reconciler found wrong in an area's records, for its coordinator: routing alone, no word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock

RECORD = "fault"
# A night that was missed is made up for in the morning; after this somebody must know.
QUIET_TOO_LONG = timedelta(hours=26)

_FAULTS = """
select f.id, f.invariant, f.item_id, i.child_id, i.reference, i.kind, f.school_id, s.name,
  f.service_id, v.name, f.first_seen_at
from referrals_fault f
left join referrals_item i on i.id = f.item_id
left join access_organisation s on s.id = f.school_id
left join access_organisation v on v.id = f.service_id
where f.area_id = %s and f.gone_at is null order by f.first_seen_at, f.id limit %s
"""
_COUNT = "select count(*) from referrals_fault where area_id = %s and gone_at is null"
_NEW = """
select distinct area_id from referrals_fault
where gone_at is null and area_id is not null and first_seen_at > %s
"""
# Where it has never run, the age of the tables counts: a worker that never lived is noticed too.
_LAST = """
select coalesce((select seen_at from kernel_heartbeat where name = 'referrals.reconcile'),
  (select min(applied) from django_migrations))
"""


@dataclass(frozen=True)
class FaultRow:
    """One thing that is wrong: which invariant does not hold, of what, where, since when."""

    fault_id: UUID
    invariant: str
    item_id: UUID | None
    child_id: UUID | None
    reference: str | None
    kind: str | None
    school_id: UUID | None
    school_name: str | None
    service_id: UUID | None
    service_name: str | None
    first_seen_at: datetime


def areas_to_mend(actor: Actor) -> frozenset[UUID]:
    """Return the areas of which this actor is told what is wrong in the records."""
    found = policy.relationships(actor, Action.VIEW, RECORD)
    return found.get("own-area", frozenset())


def faults_in_area(actor: Actor, area_id: UUID, *, most: int) -> list[FaultRow]:
    """Return what is wrong in an area, the oldest first; nothing in one the actor does not look after."""
    if area_id not in areas_to_mend(actor):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS, [area_id, most])
        rows = [FaultRow(*row) for row in cursor.fetchall()]
    audit.read(
        RECORD,
        [row.fault_id for row in rows],
        groups=[Group.ROUTING],
        children={row.child_id for row in rows if row.child_id},
    )
    return rows


def faults_and_last_check(actor: Actor, area_id: UUID) -> tuple[int, datetime | None]:
    """Return how many there are, and since when nobody has checked; in one statement, for a first page."""
    if area_id not in areas_to_mend(actor):
        return 0, None
    audit.read(RECORD, [area_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(f"select ({_COUNT}), ({_LAST})", [area_id])
        number, last = cursor.fetchone()
    return int(number), _too_long_ago(last)


def fault_count(actor: Actor, area_id: UUID) -> int:
    """Return how many there are; noted as a count of the area."""
    if area_id not in areas_to_mend(actor):
        return 0
    audit.read(RECORD, [area_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [area_id])
        return int(cursor.fetchone()[0])


def areas_with_new_faults(*, at: datetime) -> Iterator[UUID]:
    """Yield the areas in which something was found wrong within the last day. As the system."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, [at - timedelta(days=1)])
        for (area_id,) in cursor.fetchall():
            yield area_id


def is_wrong(area_id: UUID | None) -> bool:
    """Say whether anything is wrong in an area's records now. As the system."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [area_id])
        return bool(cursor.fetchone()[0])


def _too_long_ago(last: datetime) -> datetime | None:
    return last if clock.real_now() - last > QUIET_TOO_LONG else None
