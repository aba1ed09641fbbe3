"""What PostgreSQL itself says of each statement: which child tables gave rows to the application.

The server's own `auto_explain` reports every plan with the rows it really gave, as notices on the
same connection; nothing that our code says of itself is believed here.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schoolslink.checks.ground import Ground
from schoolslink.checks.oracle import TABLES

# Definer functions that give away rows about children.
DOORS = {
    "who_looked",
    "overdue_items",
    "overdue_letters",
    "overdue_answers",
    "practices_unanswered",
    "practices_not_rung",
    "agreements_to_ask_for",
}
_SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
}


@dataclass
class StatementLog:
    """The statements of the request under way that gave rows about children."""

    statements: int = 0
    tables: set[str] = field(default_factory=set)

    def __call__(self, notice: Any) -> None:
        """Take one notice of the server."""
        said = notice.message_primary or ""
        start = said.find("{")
        if "plan:" not in said or start < 0:
            return
        self.statements += 1
        self.tables |= read_tables(json.loads(said[start:])["Plan"])

    def begin(self) -> None:
        """Forget what was read: another request begins."""
        self.tables = set()


def read_tables(plan: dict[str, Any]) -> set[str]:
    """Return the child tables whose rows a statement gave back; none when it gave back nothing."""
    if not plan.get("Actual Rows"):
        return set()
    found, nodes = set(), [plan]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        named = node.get("Relation Name"), node.get("Function Name")
        if node.get("Actual Rows") and (named[0] in TABLES or named[1] in DOORS):
            found.add(named[0] or named[1])
    return found


def switch_on(ground: Ground) -> None:
    """Make the server report every statement of this database to whoever connects from now on."""
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        (name,) = cursor.fetchone()
    for setting, value in _SETTINGS.items():
        ground.as_admin(f"alter database \"{name}\" set {setting} = '{value}'")
    seed = settings.DATABASE_ROLES["seed"]
    ground.as_admin(f'grant select on audit.event to "{seed}"')
    connection.close()


@contextlib.contextmanager
def listening() -> Iterator[StatementLog]:
    """Listen to what the server reports on this process's connection."""
    from django.db import connection

    connection.ensure_connection()
    log, database = StatementLog(), connection.connection
    database.add_notice_handler(log)
    try:
        yield log
    finally:
        database.remove_notice_handler(log)


def audited(request_id: str) -> list[str]:
    """Return the kinds of the audit's events that carry this request's id."""
    from schoolslink.checks.ground import standing_as

    with standing_as("seed") as cursor:
        cursor.execute("select kind from audit.event where request = %s", [request_id])
        return [kind for (kind,) in cursor.fetchall()]
