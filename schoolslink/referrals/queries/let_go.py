"""Where is this child now? What a team passed on or hands over: who has them, and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.lists import own_teams

# What was let go, until somebody there met them; then each hand-over that somebody was asked about and that
# has not ended: the latest of whom it was handed to, and whether it came back since.
_LET_GO = """
(select l.item_id, l.child_id, l.reference, coalesce(o.name, l.to_name), l.let_go_at, l.met_at,
  l.to_service_id is null, '', ticked.move, l.by_word
from referrals_letgo l left join access_organisation o on o.id = l.to_service_id
left join lateral (select e.move from referrals_item c join referrals_itemevent e on e.item_id = c.id
  where l.to_service_id is null and c.about_id = l.item_id and c.kind = 'transfer'
    and e.move in ('receive', 'record_received') order by e.id desc limit 1) ticked on true
where l.from_team_id = any(%(teams)s) and (l.met_at is null or l.met_at >= %(since)s)
  and (not l.by_word or (l.let_go_at at time zone 'Europe/London')::date > access.still_open_to_teams())
order by l.met_at is not null, l.let_go_at limit %(limit)s)
union all
(select h.item_id, h.child_id, h.reference, coalesce(o.name, handed.receiver_name),
  coalesce(since.at, handed.at), null, handed.receiver_id is null, h.state, since.move, false
from referrals_holding h
join lateral (select s.receiver_id, s.receiver_name, e.at from referrals_transferstep s
  join referrals_itemevent e on e.id = s.event_id
  where s.item_id = h.item_id and e.move in ('hand_over', 'hand_outside')
  order by e.version_seen desc limit 1) handed on true
left join lateral (select e.at, e.move from referrals_itemevent e
  where e.item_id = h.item_id and e.move in ('hand_back', 'record_not_taken', 'receive', 'record_received')
    and e.at >= handed.at
  order by e.version_seen desc limit 1) since on true
left join access_organisation o on o.id = handed.receiver_id
where h.team_id = any(%(teams)s) and h.ended_at is null and h.kind = 'transfer'
order by h.due_on, h.id limit %(limit)s)
"""


@dataclass(frozen=True)
class LetGo:
    """One request that others have, or a child who is being handed over to them.

    met_at: when somebody there met the child, or it ended. is_outside: it works elsewhere, so that
    nobody here sees when it meets them. state: of a hand-over that has not ended, where that stands.
    last: the move by which they said yes or no, or by which somebody wrote it down. by_word: it ended
    with who there said that they have it, and the team may open it still.
    """

    item_id: UUID
    child_id: UUID
    reference: str
    service_name: str
    let_go_at: datetime
    met_at: datetime | None
    is_outside: bool = False
    state: str = ""
    last: str | None = None
    by_word: bool = False


def let_go(actor: Actor, *, since: datetime, size: int = 50) -> list[LetGo]:
    """Return what the actor's teams let go and nobody has met yet, and who was met since a moment.

    What ended on the team's own word is among them for as long as the team may open it, and say there
    that they were met. After them who is being handed over, and so is with the team until all three
    ticks stand.
    """
    teams = sorted(own_teams(actor))
    if not teams:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LET_GO, {"teams": teams, "since": since, "limit": size})
        rows = [LetGo(*row) for row in cursor.fetchall()]
    audit.read(
        "let_go",
        [row.item_id for row in rows],
        groups=[Group.ROUTING],
        children={row.child_id for row in rows},
    )
    return rows
