"""What has ended at a school, newest first: how, and who was told; one indexed walk for each school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.at_school import NOT_TOLD, WAYS, asked_about, ways_to
from schoolslink.referrals.queries.done import LAST_ID
from schoolslink.referrals.queries.lists import initials_of
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.rules.not_to_contact import NOBODY_TOLD

Place = tuple[datetime, UUID]

_ENDED = f"""
select i.id, i.child_id, i.kind, coalesce(g.stands, i.state), i.reference, i.asked_at is not null,
  i.closed_at, case when g.item is null then e.move else 'close' end, e.side,
  i.kind = 'referral' and {NOT_TOLD.format(item="i.id")}
from unnest(%(places)s::uuid[]) place cross join lateral (
  select * from referrals_item
  where school_id = place and closed_at is not null and kind not in ('check_in', 'outside') {{way}}
    and (closed_at, id) < (%(at)s, %(id)s)
    and not (state = 'duplicate' and exists (
      select from access.goes_on_as(array[referrals_item.id]) o where o.is_open))
  order by closed_at desc, id desc limit %(limit)s) i
join referrals_itemevent e on e.item_id = i.id and e.version_seen = i.version - 1
left join lateral access.goes_on_as(array[i.id]) g on i.state = 'duplicate'
order by i.closed_at desc, i.id desc limit %(limit)s
"""  # noqa: S608 (our own words)
# The latest of each: a decision that came back was told of twice. Whom nobody may tell was not told.
_TOLD = """
select distinct on (item_id, whom, family_member_id) item_id, whom,
  case when whom = 'school' then read_at else told_at end
from referrals_told where item_id = any(%s) and whom <> 'gp' and how <> all(%s)
order by item_id, whom, family_member_id, id desc
"""


@dataclass(frozen=True)
class WasTold:
    """One of those who were to be told, and when that was; the school has been when it has read it."""

    whom: str
    at: datetime | None


@dataclass(frozen=True)
class EndedRow:
    """One thing that has ended: by which move of whose, and who was told. was_sent: a team had it.

    kept: the school is not told what was answered.
    """

    item_id: UUID
    child_id: UUID
    kind: str
    state: str
    reference: str
    was_sent: bool
    closed_at: datetime
    move: str
    side: str
    kept: bool = False
    initials: str = ""
    about: str = ""
    age_or_year: str = ""
    told: tuple[WasTold, ...] = ()

    @property
    def place(self) -> Place:
        """Return where this row stands in the order of its list."""
        return self.closed_at, self.item_id


def ended_at_school(
    actor: Actor, *, before: Place | None = None, until: datetime, size: int = 25
) -> list[EndedRow]:
    """Return what has ended at the actor's schools until a moment, as far as it is theirs.

    One row more than size tells that there are more.
    """
    found = {
        row.item_id: row
        for way, places in ways_to(actor).items()
        for row in _walk(actor, way, places, before or (until, LAST_ID), size)
    }
    rows = sorted(found.values(), key=lambda row: row.place, reverse=True)[: size + 1]
    if not rows:
        return []
    letters = initials_of([(r.item_id, r.child_id) for r in rows if r.kind != Kind.ADVICE])
    about = asked_about([(r.item_id, r.child_id) for r in rows if r.kind == Kind.ADVICE])
    told = _told([row.item_id for row in rows])
    audit.read(
        "ended",
        [row.item_id for row in rows],
        groups=[Group.ROUTING, *([Group.IDENTITY] if letters else [])],
        children={row.child_id for row in rows},
    )
    return [
        replace(
            row,
            initials=letters.get(row.item_id, ""),
            about=about.get(row.item_id, ("", ""))[0],
            age_or_year=about.get(row.item_id, ("", ""))[1],
            told=tuple(told.get(row.item_id, ())),
        )
        for row in rows
    ]


def _walk(
    actor: Actor, way: str, places: Iterable[UUID], before: Place, size: int
) -> list[EndedRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            _ENDED.format(way=WAYS[way]),
            {
                "places": sorted(places),
                "at": before[0],
                "id": before[1],
                "limit": size + 1,
                "me": actor.person_id,
            },
        )
        return [EndedRow(*row) for row in cursor.fetchall()]


def _told(items: list[UUID]) -> dict[UUID, list[WasTold]]:
    found: dict[UUID, list[WasTold]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [items, list(NOBODY_TOLD)])
        for item_id, whom, at in cursor.fetchall():
            found.setdefault(item_id, []).append(WasTold(whom, at))
    return found
