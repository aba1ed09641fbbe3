"""Reads the audit's chain out of a database, one event at a time, as the verifier takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.rows import dict_row

STATEMENT = """
select e.seq, extract(epoch from e.at)::text as at, e.kind, e.subject::text as subject, e.request,
  e.body, encode(e.prev, 'hex') as prev, encode(e.hash, 'hex') as hash,
  coalesce((select array_agg(c.child::text order by c.child) from audit.child_event c
            where c.seq = e.seq), '{}') as children
from audit.event e order by e.seq
"""


def events(database: psycopg.Connection[Any]) -> Iterator[dict[str, Any]]:
    """Yield the events in order, whatever their number, in little memory. Needs role `backup`."""
    with database.transaction(), database.cursor("audit", row_factory=dict_row) as cursor:
        cursor.itersize = 2_000
        cursor.execute(STATEMENT)
        yield from cursor
