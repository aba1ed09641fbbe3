"""Lists of what is open, read from the holdings alone: one indexed walk for each own organisation.

The database's policies stop a list from showing too much; naming the relationship in the query as
well lets it walk an index instead of testing every row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, policy, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel.names import initials
from schoolslink.referrals.models import ChildIdentity
from schoolslink.referrals.permissions import RECORD
from schoolslink.referrals.rules import Kind

FIRST = (date.min, False, UUID(int=0))
Place = tuple[date, bool, UUID]

_QUEUE = """
select h.id, h.item_id, h.child_id, h.kind, h.state, h.reference, h.duty, h.due_on, h.calm,
  h.side, h.began_at, h.asked_at, h.language, h.interpreter, h.urgent, h.person_id, p.name,
  o.name, s.name
from unnest(%(places)s::uuid[]) place cross join lateral (
  select * from referrals_holding
  where {column} = place and ended_at is null {side}
    and (due_on, calm, id) > (%(due_on)s, %(calm)s, %(id)s)
  order by due_on, calm, id limit %(limit)s) h
left join access_person p on p.id = h.person_id
left join access_organisation o on o.id = h.school_id
left join access_organisation s on s.id = h.service_id
order by h.due_on, h.calm, h.id limit %(limit)s
"""


@dataclass(frozen=True)
class HoldingRow:
    """One open thing in a list: what, for whom, who has it, what they must do and by when."""

    holding_id: UUID
    item_id: UUID
    child_id: UUID
    kind: str
    state: str
    reference: str
    duty: str
    due_on: date
    calm: bool
    side: str
    began_at: object
    asked_at: object
    language: str
    interpreter: bool
    urgent: bool
    person_id: UUID | None
    person_name: str | None
    school_name: str | None
    service_name: str | None
    initials: str = ""

    @property
    def place(self) -> Place:
        """Return where this row stands in the order of its list."""
        return self.due_on, self.calm, self.holding_id


def queue_of(
    actor: Actor, *, after: Place = FIRST, size: int = 25, waits_for: str = "service"
) -> list[HoldingRow]:
    """Return what is open at the actor's teams: by due date, then marked risk, then age.

    waits_for: "service" for what the team must do, "school" for what it waits for. One row more
    than size tells that there are more.
    """
    places = policy.relationships(actor, Action.DECIDE, RECORD).get("own-team", frozenset())
    return _list("team_id", places, after, size, waits_for)


def open_for_school(actor: Actor, *, after: Place = FIRST, size: int = 25) -> list[HoldingRow]:
    """Return what is open for the actor's schools, whoever holds it."""
    places = policy.relationships(actor, Action.ADD, RECORD).get("own-school", frozenset())
    return _list("school_id", places, after, size, "")


def _list(
    column: str, places: Iterable[UUID], after: Place, size: int, waits_for: str
) -> list[HoldingRow]:
    wanted = sorted(places)
    if not wanted:
        return []
    query = _QUEUE.format(column=column, side="and side = %(side)s" if waits_for else "")
    due_on, calm, last = after
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "places": wanted,
                "due_on": due_on,
                "calm": calm,
                "id": last,
                "limit": size + 1,
                "side": waits_for,
            },
        )
        rows = [HoldingRow(*row) for row in cursor.fetchall()]
    return _named(rows)


def _named(rows: list[HoldingRow]) -> list[HoldingRow]:
    """Add the children's initials, and note who was shown."""
    named = [row for row in rows if row.kind == Kind.REFERRAL]
    letters: dict[UUID, str] = {}
    if named:
        seal.open_keys(row.child_id for row in named)
        for identity in ChildIdentity.objects.filter(item_id__in=[row.item_id for row in named]):
            words = seal.texts(identity, identity.child_id)  # type: ignore[arg-type]
            letters[identity.pk] = initials(words["first_name"], words["surname"])
    audit.read(
        "holding",
        [row.item_id for row in rows],
        groups=[Group.ROUTING, *([Group.IDENTITY] if named else [])],
        children={row.child_id for row in rows},
    )
    return [replace(row, initials=letters.get(row.item_id, "")) for row in rows]
