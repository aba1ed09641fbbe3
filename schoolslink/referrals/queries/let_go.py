"""Where is this child now? What a team passed on and another service took, until somebody there met them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.lists import own_teams

_LET_GO = """
select l.item_id, l.child_id, l.reference, coalesce(o.name, l.to_name), l.let_go_at, l.met_at,
  l.to_service_id is null
from referrals_letgo l left join access_organisation o on o.id = l.to_service_id
where l.from_team_id = any(%(teams)s) and (l.met_at is null or l.met_at >= %(since)s)
order by l.met_at is not null, l.let_go_at limit %(limit)s
"""


@dataclass(frozen=True)
class LetGo:
    """One request that another service took.

    met_at: when somebody there met the child, or it ended. is_outside: it works elsewhere, so that
    nobody here sees when it meets them.
    """

    item_id: UUID
    child_id: UUID
    reference: str
    service_name: str
    let_go_at: datetime
    met_at: datetime | None
    is_outside: bool = False


def let_go(actor: Actor, *, since: datetime, size: int = 50) -> list[LetGo]:
    """Return what the actor's teams let go and nobody has met yet, and who was met since a moment."""
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
