"""As whom the world is written: the arranger of invented rows, who exists beside marked databases only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql


class NotInvented(Exception):
    """This database is not marked as invented, so no invented world is written into it."""


def refuse_unless_marked() -> None:
    """Do nothing in a database marked as invented when it was made; raise NotInvented elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('access.mark') is not null")
        if cursor.fetchone()[0]:
            cursor.execute("select exists (select from access.mark where synthetic)")
            if cursor.fetchone()[0]:
                return
    raise NotInvented(NotInvented.__doc__)


@contextlib.contextmanager
def arranging() -> Iterator[None]:
    """Run a block, in one transaction, as the role that may write any invented row."""
    roles = settings.DATABASE_ROLES
    is_inside = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_become(roles["seed"]))
        try:
            yield
        finally:
            # After a failed statement the transaction is over, and so is the role; as after our own.
            with contextlib.suppress(Exception):
                if is_inside:
                    cursor.execute(_become(roles["app"]))


def _become(role: str) -> sql.Composed:
    return sql.SQL("set local role {}").format(sql.Identifier(role))
