"""How long nobody has said a word about what waits, for the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.kernel import clock
from schoolslink.referrals.rules.moves import BEFORE_HELP
from schoolslink.referrals.rules.silence import silent_days

_LAST = "select id, public.referrals_last_word(id) from unnest(%s::uuid[]) wanted(id)"


def silent_since(rows: Iterable[tuple[UUID, str]], on: date) -> dict[UUID, int]:
    """Return the days of silence by request, of those that wait and heard nothing for four weeks.

    rows: id and state of what the caller has found, and noted, already.
    """
    waiting = [item_id for item_id, state in rows if state in BEFORE_HELP]
    if not waiting:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [waiting])
        found = cursor.fetchall()
    said = {
        item_id: silent_days(clock.local_day(at), on) for item_id, at in found if at is not None
    }
    return {item_id: days for item_id, days in said.items() if days is not None}
