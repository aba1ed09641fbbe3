"""Who holds how much at a service: for its manager, from the holdings alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.access.actor import Actor
from schoolslink.referrals.queries.lists import own_services

# A service's own open things are hundreds; a list that ran away is cut and says so.
MOST = 5_000

_HOLDERS = """
select h.person_id, p.name, count(*), count(*) filter (where h.due_on < %(today)s)
from unnest(%(places)s::uuid[]) place cross join lateral (
  select person_id, due_on from referrals_holding
  where service_id = place and ended_at is null and side = %(side)s
  order by due_on, calm, id limit %(most)s) h
left join access_person p on p.id = h.person_id
group by h.person_id, p.name order by 4 desc, 3 desc, p.name
"""


@dataclass(frozen=True)
class Load:
    """How much one person holds, or nobody by name (the pool). overdue: past its day."""

    person_id: UUID | None
    name: str | None
    held: int
    overdue: int


def loads(actor: Actor, *, today: date, side: str = "service") -> list[Load]:
    """Return who holds how much at the services the actor manages, the most overdue first."""
    places = own_services(actor)
    if not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _HOLDERS, {"places": sorted(places), "today": today, "side": side, "most": MOST}
        )
        return [Load(*row) for row in cursor.fetchall()]
