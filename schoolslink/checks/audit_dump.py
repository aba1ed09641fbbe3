"""Reads the audit's chain out of a database, one event at a time, as the verifier takes it.

Kept in a file, it can be verified by somebody who has neither our database nor our other code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
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


def kept(rows: Iterable[dict[str, Any]], path: Path) -> Iterator[dict[str, Any]]:
    """Yield the events, writing each on a line of a new file that is ours alone.

    Raises FileExistsError: no dump is ever written over another.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for event in rows:
            file.write(json.dumps(event, ensure_ascii=False) + "\n")
            yield event
        file.flush()
        os.fsync(file.fileno())
