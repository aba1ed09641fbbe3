"""What the model asks of the database past every wall: where each thing stands, and what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

LOOK = """
select i.id, i.kind, i.state, i.version, i.closed_at is null,
  (select count(*) from referrals_holding h where h.item_id = i.id and h.ended_at is null
    and h.due_on is not null and h.pool_id in (i.school_id, i.team_id, i.service_id)),
  (select count(*) from referrals_itemevent e where e.item_id = i.id), i.about_id,
  i.child_id, i.school_id, i.team_id, i.service_id, i.area_id, i.opened_by_id, i.risk_marked,
  i.closed_on, i.state in ('first_contact', 'help_started')
    and exists (select from referrals_told t where t.item_id = i.id and t.told_at is null
      and t.whom in ('self', 'carer'))
    and not exists (select from referrals_holding h where h.item_id = i.id and h.ended_at is null
      and h.duty in ('tell', 'look_again')) as nobody_tells
from referrals_item i
"""
BECAME = "select became_id from referrals_advicerequest where became_id is not null"


def as_seed(question: str, *given: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a question that is asked as role `seed`, with what is given for each %s."""
    seed, app = settings.DATABASE_ROLES["seed"], settings.DATABASE_ROLES["app"]
    with connection.cursor() as cursor:
        cursor.execute(
            f'set local role "{seed}"; {question}; set local role "{app}"', given or None
        )
        cursor.nextset()
        return cursor.fetchall()
