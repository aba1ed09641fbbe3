"""Lists of what is open, read from the holdings alone: one indexed walk for each own organisation.

The database's policies stop a list from showing too much; naming the relationship in the query as
well lets it walk an index instead of testing every row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from schoolslink.access import audit, policy, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action, Group
from schoolslink.kernel import clock
from schoolslink.kernel.names import initials
from schoolslink.referrals.models import Answer, ChildIdentity
from schoolslink.referrals.permissions import RECORD
from schoolslink.referrals.queries.silence import silent_since
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.risks import why_marked

# What a filter by language names. Everything else that was said stands under "another".
LANGUAGES = tuple("ar bn cy en fa gu pa pl ps pt ro so ti uk ur".split())
ANOTHER = "another"
# What names nobody.
UNNAMED = (Kind.ADVICE, Kind.POST)
FIRST = (date.min, False, UUID(int=0))
Place = tuple[date, bool, UUID]
IDENTITY, ANSWERS = ChildIdentity._meta.db_table, Answer._meta.db_table

_QUEUE = """
select h.id, h.item_id, h.child_id, h.kind, h.state, h.reference, h.duty, h.due_on, h.calm,
  h.side, h.began_at, h.asked_at, h.language, h.interpreter, h.urgent, h.person_id, p.name,
  o.name, s.name
from unnest(%(places)s::uuid[]) place cross join lateral (
  select * from referrals_holding
  where {column} = place and ended_at is null {narrowed}
    and (due_on, calm, id) > (%(due_on)s, %(calm)s, %(id)s)
  order by due_on, calm, id limit %(limit)s) h
left join access_person p on p.id = h.person_id
left join access_organisation o on o.id = h.school_id
left join access_organisation s on s.id = h.service_id
order by h.due_on, h.calm, h.id limit %(limit)s
"""

# Written by hand: these run on every page of the queue, and making them anew costs more than they do.
# What stands beside a request is named in the request; behind the fence (offset 0) that is a column, which
# an index may look up before the policy has been asked.
_NAMES = """
select i.id, c.item_id, c.child_id, c.first_name, c.surname
from (select id, coalesce(about_id, id) named_in from referrals_item where id = any(%s) offset 0) i
join referrals_childidentity c on c.item_id = i.named_in
"""
_REASONS = """
select i.id, r.child_id, r.gate::text, a.id, a.words
from (select id, coalesce(about_id, id) named_in from referrals_item where id = any(%s) offset 0) i
join referrals_referral r on r.item_id = i.named_in
left join referrals_answer a on a.item_id = i.named_in and a.block = 'risk'
"""
_LAST = """
select i.id, i.child_id, i.kind, i.reference, e.move, e.actor_id, p.name, e.at, e.due_on, o.name
from unnest(%(items)s::uuid[]) wanted
join referrals_item i on i.id = wanted and i.{column} = any(%(places)s)
join referrals_itemevent e on e.item_id = i.id and e.version_seen = i.version - 1
left join access_person p on p.id = e.actor_id
left join access_organisation o on o.id = i.school_id
order by i.id
"""


@dataclass(frozen=True)
class Narrowed:
    """What of a list is wanted; an empty field wants everything.

    language: a code, or ANOTHER for what was said and no filter names.
    marked: only what has a risk marked. held_by: only what this person holds.
    """

    side: str = ""
    school_id: UUID | None = None
    kind: str = ""
    language: str = ""
    marked: bool = False
    held_by: UUID | None = None

    def conditions(self) -> dict[str, Any]:
        """Return the columns that must equal a value, or none of a list.

        Comparisons that keep to the index's walk.
        """
        wanted = {
            "side": self.side or None,
            "school_id": self.school_id,
            "kind": self.kind or None,
            "language": ["", *LANGUAGES] if self.language == ANOTHER else self.language or None,
            "calm": False if self.marked else None,
            "person_id": self.held_by,
        }
        return {column: value for column, value in wanted.items() if value is not None}


EVERYTHING = Narrowed()


@dataclass(frozen=True)
class HoldingRow:
    """One open thing in a list: what, for whom, who has it, what they must do and by when.

    why_marked: why a risk is marked, in English words still to be translated; for teams only.
    For schools only: about, age_or_year: what tells one question of their own from another.
    asked_next_at: when whoever has it was asked because the day had passed. read_by: the day by
    which an answer is to be read that nobody has read. reader_id, reader_name: who asked, while they
    belong to the school. beside_on: the day by which they send what was asked for, while the team
    holds it. unsent_since: of what lies at the school, since when it has waited for a yes, or was
    begun. silent_days: of who waits, for how long nobody has said a word, where that is more than
    four weeks. has_ended: it is here for its unread answer alone. kept: they are not to be told what
    is answered.
    """

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
    began_at: datetime
    asked_at: datetime | None
    language: str
    interpreter: bool
    urgent: bool
    person_id: UUID | None
    person_name: str | None
    school_name: str | None
    service_name: str | None
    initials: str = ""
    why_marked: tuple[str, ...] = ()
    about: str = ""
    age_or_year: str = ""
    asked_next_at: datetime | None = None
    read_by: date | None = None
    reader_id: UUID | None = None
    reader_name: str | None = None
    has_ended: bool = False
    beside_on: date | None = None
    kept: bool = False
    unsent_since: datetime | None = None
    silent_days: int | None = None

    @property
    def place(self) -> Place:
        """Return where this row stands in the order of its list."""
        return self.due_on, self.calm, self.holding_id


def own_teams(actor: Actor) -> frozenset[UUID]:
    """Return the teams and services for which this actor decides."""
    return policy.relationships(actor, Action.DECIDE, RECORD).get("own-team", frozenset())


def own_services(actor: Actor) -> frozenset[UUID]:
    """Return the services whose holders this actor may change: those they manage."""
    return policy.relationships(actor, Action.REASSIGN, RECORD).get("own-service", frozenset())


def queue_of(
    actor: Actor,
    *,
    after: Place = FIRST,
    size: int = 25,
    waits_for: str = "service",
    narrowed: Narrowed = EVERYTHING,
) -> list[HoldingRow]:
    """Return what is open at the actor's teams: by due date, then marked risk, then age.

    waits_for: "service" for what the team must do, "school" for what it waits for. One row more
    than size tells that there are more.
    """
    wanted = replace(narrowed, side=waits_for)
    rows = _list("team_id", own_teams(actor), after, size, wanted)
    silent = silent_since([(row.item_id, row.state) for row in rows], clock.today())
    rows = [replace(row, silent_days=silent.get(row.item_id)) for row in rows]
    return _with_reasons(named(rows), size)


def open_at_service(
    actor: Actor, *, after: Place = FIRST, size: int = 25, narrowed: Narrowed = EVERYTHING
) -> list[HoldingRow]:
    """Return what is open at the services the actor manages: routing alone, nobody's initials."""
    rows = _list("service_id", own_services(actor), after, size, narrowed)
    note(rows, [Group.ROUTING])
    return rows


def routing_at_service(actor: Actor, *, after: Place, size: int) -> list[HoldingRow]:
    """Return what waits for the actor's teams and for the services they manage: routing alone.

    Whoever shows it notes the read.
    """
    waits = Narrowed(side="service")
    own = _list("team_id", own_teams(actor), after, size, waits)
    return own + _list("service_id", own_services(actor), after, size, waits)


def _list(
    column: str, places: Iterable[UUID], after: Place, size: int, narrowed: Narrowed
) -> list[HoldingRow]:
    wanted = sorted(places)
    if not wanted:
        return []
    conditions = narrowed.conditions()
    query = _QUEUE.format(
        column=column, narrowed="".join(_condition(*one) for one in conditions.items())
    )
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
                **{f"only_{name}": value for name, value in conditions.items()},
            },
        )
        return [HoldingRow(*row) for row in cursor.fetchall()]


def _condition(column: str, value: Any) -> str:
    is_one = "<> all" if isinstance(value, list) else "="
    return f"and {column} {is_one} (%(only_{column})s) "


def named(rows: list[HoldingRow]) -> list[HoldingRow]:
    """Add the children's initials, and note who was shown."""
    letters = initials_of([(r.item_id, r.child_id) for r in rows if r.kind not in UNNAMED])
    note(rows, [Group.ROUTING, *([Group.IDENTITY] if letters else [])])
    return [replace(row, initials=letters.get(row.item_id, "")) for row in rows]


def initials_of(children: list[tuple[UUID, UUID]]) -> dict[UUID, str]:
    """Return the initials of children by item, from pairs of item and child.

    What stands beside a request is of the child whom the request names.
    """
    if not children:
        return {}
    seal.open_keys(child for _, child in children)
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [[item for item, _ in children]])
        rows = cursor.fetchall()
    # Two words of each row are opened, not the whole identity: a list is no look at a child.
    return {
        item_id: initials(
            *(
                seal.unseal(child_id, IDENTITY, column, named_in, sealed) if sealed else ""
                for column, sealed in (("first_name", first), ("surname", last))
            )
        )
        for item_id, named_in, child_id, first, last in rows
    }


def note(rows: list[HoldingRow], groups: list[Group]) -> None:
    audit.read(
        "holding",
        [row.item_id for row in rows],
        groups=groups,
        children={row.child_id for row in rows},
    )


def _with_reasons(rows: list[HoldingRow], size: int) -> list[HoldingRow]:
    """Add to each marked row why it is marked, which a person said when asking."""
    marked = [row for row in rows[:size] if not row.calm]
    if not marked:
        return rows
    ids = [row.item_id for row in marked]
    with connection.cursor() as cursor:
        cursor.execute(_REASONS, [ids])
        found = cursor.fetchall()
    whys = {}
    for item_id, child_id, gate, answer_id, sealed in found:
        said = seal.unseal(child_id, ANSWERS, "words", answer_id, sealed) if sealed else ""
        whys[item_id] = why_marked(json.loads(said or "{}"), json.loads(gate or "{}"))
    audit.read("risk", ids, groups=[Group.NARRATIVE], children={row.child_id for row in marked})
    return [replace(row, why_marked=whys.get(row.item_id, ())) for row in rows]


@dataclass(frozen=True)
class LastMove:
    """The latest thing that happened to an item: for saying what came of what somebody sent."""

    item_id: UUID
    child_id: UUID
    kind: str
    reference: str
    move: str
    actor_id: UUID | None
    by_name: str | None
    at: datetime
    due_on: date | None
    school_name: str | None
    initials: str = ""


def last_moves(actor: Actor, item_ids: list[UUID], *, managed: bool = False) -> list[LastMove]:
    """Return the latest move of each of these items that the actor's teams have; others are left out.

    managed: through the services the actor manages instead, and then without anybody's initials.
    """
    places = own_services(actor) if managed else own_teams(actor)
    if not item_ids or not places:
        return []
    query = _LAST.format(column="service_id" if managed else "team_id")
    with connection.cursor() as cursor:
        cursor.execute(query, {"items": item_ids, "places": sorted(places)})
        rows = [LastMove(*row) for row in cursor.fetchall()]
    children = [(r.item_id, r.child_id) for r in rows if r.kind not in UNNAMED and not managed]
    letters = initials_of(children)
    audit.read(
        "item",
        [row.item_id for row in rows],
        groups=[Group.ROUTING, *([Group.IDENTITY] if letters else [])],
        children={row.child_id for row in rows},
    )
    return [replace(row, initials=letters.get(row.item_id, "")) for row in rows]
