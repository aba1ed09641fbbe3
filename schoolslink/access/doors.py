"""Calls of the database's definer functions: the doors to tables that the application cannot read."""

from __future__ import annotations

from typing import Any

from django.db import connection


def row(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """Return the first row that a door gives, None when it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return every row that a door gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def value(statement: str, *values: Any) -> Any:
    """Return the one value that a door gives, None when it gives none."""
    found = row(statement, *values)
    return found[0] if found else None
