"""How many requests wait for a yes at each school of an area, and how long: a count, and no child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.silent import areas_to_chase

# A no is no waiting: what is decided after one is the school's, with a day of its own.
_WAITING = """
select h.school_id, s.name, count(*), min(i.entered_at)
from referrals_holding h
join referrals_item i on i.id = h.item_id
join access_organisation s on s.id = h.school_id
where h.area_id = %(area)s and h.ended_at is null and h.state = 'awaiting_agreement'
  and h.duty = 'get_agreement' and i.entered_at < %(before)s::date at time zone 'Europe/London'
group by h.school_id, s.name order by min(i.entered_at), s.name
"""


@dataclass(frozen=True)
class WaitingRow:
    """A school at which requests wait for a yes."""

    school_id: UUID
    school_name: str
    requests: int
    longest_since: datetime


def waiting_for_agreement(actor: Actor, area_id: UUID, *, before: date) -> list[WaitingRow]:
    """Return where requests have waited since before a day, the longest first.

    Nothing in an area the actor does not look after. Noted as a count of the area: it is nobody's
    record.
    """
    if area_id not in areas_to_chase(actor):
        return []
    audit.read("holding", [area_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"area": area_id, "before": before})
        return [WaitingRow(*row) for row in cursor.fetchall()]
