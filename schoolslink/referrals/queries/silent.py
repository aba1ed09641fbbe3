"""What waits past its day in an area, for its coordinator: routing alone, no child and no word.

What is open, what has ended with an answer that nobody at the school has read, and who waits and has
heard nothing for four weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, policy
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item
from schoolslink.referrals.permissions import RECORD

# Somebody who has this many to ring begins with the oldest; the list says that there are more.
MOST = 500

_UNREAD = """
referrals_told t where area_id = %(area)s and whom = 'school' and read_at is null
  and closed_on is not null and due_on < %(today)s
  and not exists (select from referrals_told later where later.item_id = t.item_id
    and later.whom = 'school' and later.id > t.id)
"""
NO_WORD = "no_word"  # in place of a duty: nothing is past its day, and nobody has said a word
# Who waits and heard nothing for more than four weeks, though no day has passed.
_NO_WORD = """
(select h.*, (public.referrals_last_word(h.item_id) at time zone 'Europe/London')::date heard_on
  from referrals_holding h where area_id = %(area)s and ended_at is null and due_on >= %(today)s
    and kind = 'referral' and state in ('accepted', 'waiting', 'first_contact')
    and asked_at < %(today)s::date - 28 offset 0) silent
where heard_on < %(today)s::date - 28
"""
# Who has it: of what has ended, whoever was asked last to read it, or asked and still belongs there.
_SILENT = f"""
select l.item_id, l.child_id, l.kind, l.reference, l.duty, l.due_on, l.side, p.name, o.name,
  l.school_id, s.name, l.service_id, v.name, l.person_id
from (
  select h.id, h.item_id, h.child_id, h.kind, h.reference, h.duty, h.due_on, h.side, h.person_id,
    h.pool_id, h.school_id, h.service_id
  from (
    select * from referrals_holding
    where area_id = %(area)s and ended_at is null and due_on < %(today)s
    order by due_on, calm, id limit %(limit)s) h
  union all
  select t.id, t.item_id, t.child_id, i.kind, i.reference, 'read_answer', t.due_on, 'school',
    coalesce((t.asked_next ->> -1)::uuid, (select m.person_id from access_membership m
      where m.person_id = t.opened_by_id and m.organisation_id = t.school_id
        and m.from_on <= %(real_day)s and (m.until_on is null or m.until_on > %(real_day)s) limit 1)),
    t.school_id, t.school_id, t.service_id
  from (select * from {_UNREAD} order by due_on, id limit %(limit)s) t
  join referrals_item i on i.id = t.item_id
  union all
  select w.id, w.item_id, w.child_id, w.kind, w.reference, '{NO_WORD}', w.heard_on + 28, w.side,
    w.person_id, w.pool_id, w.school_id, w.service_id
  from (select * from {_NO_WORD} order by heard_on, id limit %(limit)s) w) l
left join access_person p on p.id = l.person_id
left join access_organisation o on o.id = l.pool_id
left join access_organisation s on s.id = l.school_id
left join access_organisation v on v.id = l.service_id
-- Whether a risk is marked is not a coordinator's to know, and so not to be read off the order.
order by l.due_on, s.name, l.id limit %(limit)s
"""  # noqa: S608 (our own words)
# The same of one thing alone: to remind whoever has it.
_ONE = _SILENT.replace("area_id = %(area)s", "area_id = %(area)s and item_id = %(item)s")
_COUNT = f"""
select (select count(*) from referrals_holding
    where area_id = %(area)s and ended_at is null and due_on < %(today)s)
  + (select count(*) from {_UNREAD}) + (select count(*) from {_NO_WORD})
"""  # noqa: S608 (our own words)
# With it, in the same statement: what has waited for a yes since before a day.
_WAITING = """
select count(*) from referrals_holding h join referrals_item i on i.id = h.item_id
where h.area_id = %(area)s and h.ended_at is null and h.state = 'awaiting_agreement'
  and h.duty = 'get_agreement' and i.entered_at < %(before)s::date at time zone 'Europe/London'
"""
_HOLDS = """
select distinct on (h.item_id) h.item_id, h.child_id, p.name, o.name, h.side, h.school_id, h.service_id
from referrals_holding h
left join access_person p on p.id = h.person_id
left join access_organisation o on o.id = h.pool_id
where h.item_id = any(%s) and h.area_id = any(%s)
order by h.item_id, h.ended_at desc nulls first, h.id desc
"""


@dataclass(frozen=True)
class SilentRow:
    """One thing past its day: where it is, who should act, and since when. Nothing of a child."""

    item_id: UUID
    child_id: UUID
    kind: str
    reference: str
    duty: str
    due_on: date
    side: str
    person_name: str | None
    pool_name: str | None
    school_id: UUID | None
    school_name: str | None
    service_id: UUID | None
    service_name: str | None
    person_id: UUID | None


@dataclass(frozen=True)
class LastHolder:
    """Who has an item, or had it last; at a school or at a service."""

    person_name: str
    pool_name: str
    side: str
    school_id: UUID | None
    service_id: UUID | None


def areas_to_chase(actor: Actor) -> frozenset[UUID]:
    """Return the areas in which this actor asks after what stays open."""
    return policy.relationships(actor, Action.CHASE, RECORD).get("own-area", frozenset())


def silent_in_area(
    actor: Actor, area_id: UUID, *, today: date, most: int = MOST
) -> list[SilentRow]:
    """Return what waits in an area past its day, the oldest first; one more tells of more.

    Nothing in an area the actor does not look after.
    """
    if area_id not in areas_to_chase(actor):
        return []
    with connection.cursor() as cursor:
        real_day = clock.local_day(clock.real_now())
        cursor.execute(
            _SILENT,
            {"area": area_id, "today": today, "limit": most + 1, "real_day": real_day},
        )
        rows = [SilentRow(*row) for row in cursor.fetchall()]
    audit.read(
        "holding",
        [row.item_id for row in rows],
        groups=[Group.ROUTING],
        children={row.child_id for row in rows},
    )
    return rows


def silent_one(actor: Actor, item_id: UUID, *, today: date) -> SilentRow:
    """Return one thing past its day in an area the actor looks after; raises Item.DoesNotExist else."""
    areas = areas_to_chase(actor)
    found = Item.objects.filter(pk=item_id, area_id__in=areas).values_list("area_id", flat=True)
    real_day = clock.local_day(clock.real_now())
    for area_id in found:
        with connection.cursor() as cursor:
            cursor.execute(
                _ONE,
                {"area": area_id, "today": today, "limit": 1, "real_day": real_day,
                 "item": item_id},
            )  # fmt: skip
            for row in cursor.fetchall():
                one = SilentRow(*row)
                audit.read("holding", [item_id], groups=[Group.ROUTING], children=[one.child_id])
                return one
    raise Item.DoesNotExist


def silent_count(actor: Actor, area_id: UUID, *, today: date) -> int:
    """Return how many there are; noted as a count of the area, since it is nobody's record."""
    if area_id not in areas_to_chase(actor):
        return 0
    audit.read("holding", [area_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"area": area_id, "today": today})
        return int(cursor.fetchone()[0])


def silent_and_waiting(
    actor: Actor, area_id: UUID, *, today: date, before: date
) -> tuple[int, int]:
    """Return how many are past their day, and how many have waited for a yes since before a day."""
    if area_id not in areas_to_chase(actor):
        return 0, 0
    audit.read("holding", [area_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(
            f"select ({_COUNT}), ({_WAITING})",
            {"area": area_id, "today": today, "before": before},
        )
        silent, waiting = cursor.fetchone()
    return int(silent), int(waiting)


def last_holders(actor: Actor, item_ids: list[UUID]) -> dict[UUID, LastHolder]:
    """Return who has each of these items, for those in areas the actor looks after."""
    areas = areas_to_chase(actor)
    if not item_ids or not areas:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [item_ids, sorted(areas)])
        rows = cursor.fetchall()
    audit.read(
        "holding",
        [row[0] for row in rows],
        groups=[Group.ROUTING],
        children={row[1] for row in rows},
    )
    return {
        item_id: LastHolder(person or "", pool or "", side, school_id, service_id)
        for item_id, _, person, pool, side, school_id, service_id in rows
    }
