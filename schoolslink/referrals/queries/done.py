"""What the team did on a day, newest first: read from the history, one indexed walk for each team."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.lists import UNNAMED, initials_of, own_teams
from schoolslink.referrals.rules import Side

_DONE = """
select e.id, e.item_id, e.child_id, i.kind, i.reference, e.move, e.at, i.state, a.name, o.name,
  p.name, s.name
from unnest(%(places)s::uuid[]) place cross join lateral (
  select * from referrals_itemevent
  where team_id = place and at >= %(since)s and side = %(side)s
    and (at, id) < (%(at)s, %(id)s)
  order by at desc, id desc limit %(limit)s) e
join referrals_item i on i.id = e.item_id
left join access_person a on a.id = e.actor_id
left join access_organisation o on o.id = e.school_id
left join access_person p on p.id = e.holder_person_id
left join access_organisation s on s.id = e.holder_pool_id
order by e.at desc, e.id desc limit %(limit)s
"""
LAST_ID = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class DoneRow:
    """One act of the team: what, by whom, when, and who had it afterwards (empty: it ended)."""

    event_id: UUID
    item_id: UUID
    child_id: UUID
    kind: str
    reference: str
    move: str
    at: datetime
    state: str
    by_name: str | None
    school_name: str | None
    then_person: str | None
    then_place: str | None
    initials: str = ""

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Return where this row stands in the order of its list."""
        return self.at, self.event_id


def done_by_team(
    actor: Actor,
    *,
    since: datetime,
    before: tuple[datetime, UUID] | None = None,
    until: datetime,
    size: int = 25,
) -> list[DoneRow]:
    """Return what the actor's teams did from a moment until another, newest first.

    One row more than size tells that there are more.
    """
    places = sorted(own_teams(actor))
    if not places:
        return []
    at, last = before or (until, LAST_ID)
    with connection.cursor() as cursor:
        cursor.execute(
            _DONE,
            {
                "places": places,
                "since": since,
                "side": Side.SERVICE.value,
                "at": at,
                "id": last,
                "limit": size + 1,
            },
        )
        rows = [DoneRow(*row) for row in cursor.fetchall()]
    letters = initials_of(list({(r.item_id, r.child_id) for r in rows if r.kind not in UNNAMED}))
    audit.read(
        "done",
        {row.item_id for row in rows},
        groups=[Group.ROUTING, *([Group.IDENTITY] if letters else [])],
        children={row.child_id for row in rows},
    )
    return [replace(row, initials=letters.get(row.item_id, "")) for row in rows]
