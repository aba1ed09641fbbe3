"""Watches every statement of this process for rows about children, and asks the audit about each.

For journeys: pages served by threads of the test's own process, on connections of their own.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created

from schoolslink.access.unit import NoUnit, current
from schoolslink.checks.oracle import TABLES
from schoolslink.checks.statements import DOORS

_NAMED = re.compile(rf"\b({'|'.join(sorted([*TABLES, *DOORS], key=len, reverse=True))})\b")


@dataclass
class Watch:
    """Which requests of people and families were given rows about children, and of which tables."""

    reads: dict[str, set[str]] = field(default_factory=dict)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Wrap a statement: run it, then note what it gave."""
        result = execute(sql, params, many, context)
        cursor = context["cursor"].cursor
        if cursor.description is None or cursor.rowcount < 1:
            return result
        if found := set(_NAMED.findall(sql)):
            self._note(found)
        return result

    def _note(self, tables: set[str]) -> None:
        with contextlib.suppress(NoUnit):  # a test that arranges is no request
            unit = current()
            if not unit.bare and unit.actor().kind in ("person", "family"):
                self.reads.setdefault(unit.actor().request_id, set()).update(tables)

    def without_audit(self, admin_url: str) -> dict[str, set[str]]:
        """Return the requests that read and left no event. admin_url: a superuser's."""
        with psycopg.connect(admin_url) as database:
            known = database.execute(
                "select distinct request from audit.event where request = any(%s)",
                [list(self.reads)],
            ).fetchall()
        audited = {request for (request,) in known}
        return {name: tables for name, tables in self.reads.items() if name not in audited}


@contextlib.contextmanager
def watched() -> Iterator[Watch]:
    """Watch this thread's connection and every one that is opened in the block."""
    watch = Watch()

    def wrap(sender: Any, connection: Any, **kwargs: Any) -> None:
        if watch not in connection.execute_wrappers:
            connection.execute_wrappers.insert(0, watch)

    wrap(None, connection)
    connection_created.connect(wrap, weak=False)
    try:
        yield watch
    finally:
        connection_created.disconnect(wrap)
        with contextlib.suppress(ValueError):
            connection.execute_wrappers.remove(watch)
