"""A connection that keeps the plans of its questions: lives and walks ask the same few a million times.

A page's connection plans each question anew, for the values it has before it. Here the database is small
and the machine's time is what a life costs; what is asked, and of which tables, is the same. Whoever often
changes roles gains nothing: a plan is made for one role.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg import ClientCursor

MOST_KEPT = 2_000
_KEEPING = {"server_side_binding": True, "prepare_threshold": 3}


class Cursor(ServerBindingCursor):
    """Send the values apart from the words; but several statements in one message have none apart."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        """Execute as the connection's own cursor would."""
        own: Any = super()
        if params is not None and isinstance(query, str) and ";" in query:
            return own.execute(ClientCursor(own.connection).mogrify(query, params), None)
        return own.execute(query, params, **more)


@contextmanager
def kept() -> Iterator[None]:
    """Keep plans on Django's connection for a while. Not inside a transaction: it is connected anew."""
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {**options, **_KEEPING, "cursor_factory": Cursor}
    try:
        connection.ensure_connection()
        assert connection.connection is not None  # noqa: S101 (it is connected)
        connection.connection.prepared_max = MOST_KEPT
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = options
