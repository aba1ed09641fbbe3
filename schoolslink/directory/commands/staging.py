"""The way of many rows into the database: COPY into a staging table, then statements over sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection
from psycopg import sql

from schoolslink.directory.rules.importing import AnotherImport
from schoolslink.kernel.ids import new_block

BLOCK = 10_000
MANY = 1_000  # rows above which the planner has to know of them
IMPORTING = 7_236_101  # any number that nobody else locks


def begin() -> None:
    """Make this transaction the only import; raise AnotherImport while another is at work."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [IMPORTING])
        if not cursor.fetchone()[0]:
            raise AnotherImport(AnotherImport.__doc__)


def run(statement: str | sql.Composed, parameters: Any = None) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def rows(statement: str | sql.Composed, parameters: Any = None) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def empty(*tables: str) -> None:
    """Empty staging tables, whatever an earlier import left."""
    names = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
    run(sql.SQL("truncate {}").format(names))


def copy(table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> int:
    """Copy rows into a table and return how many."""
    count = 0
    with connection.cursor() as cursor, cursor.cursor.copy(_copy(table, columns)) as into:
        for record in records:
            into.write_row(record)
            count += 1
    return count


def copy_text(table: str, columns: Sequence[str], blocks: Iterable[str]) -> None:
    """Copy rows that are already written as lines of tab-separated, harmless text."""
    with connection.cursor() as cursor, cursor.cursor.copy(_copy(table, columns)) as into:
        for block in blocks:
            into.write(block)


def weigh(table: str, *columns: str) -> None:
    """Let the planner know how many rows a table holds by now, and of what kind in these columns.

    Without it a comparison of fifty thousand schools may be planned as one of none, and take minutes.
    Only the columns by which rows are found and joined decide that, and a sample of all takes seconds.
    """
    run("select directory_weigh(%s::regclass, %s)", [table, list(columns)])


def put_in_order() -> None:
    """Let what schools are found by be in order at once, not by and by."""
    run("select directory_put_in_order()")


def id_in(block: range, place: str) -> sql.Composed:
    """Return the SQL of one identifier of a block from kernel.ids, for rows that never come here.

    place: SQL of a whole number from 1, such as row_number() over ().
    """
    high, low = divmod(block.start - 1, 1 << 64)
    # The low half begins with the bits 10, so as a bigint it is negative, and has 16 hex digits.
    return sql.SQL("({high} || to_hex({low}::bigint + {place}))::uuid").format(
        high=sql.Literal(f"{high:016x}"), low=sql.Literal(low - (1 << 64)), place=sql.SQL(place)
    )


def _copy(table: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    )


def numbered(records: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield each row behind an identifier of its own, made by the block."""
    rows_left = iter(records)
    while block := list(islice(rows_left, BLOCK)):
        for number, record in zip(new_block(len(block)), block, strict=True):
            yield f"{number:032x}", *record


def as_json(value: dict[str, Any]) -> str:
    """Return a change's fields as a JSON column takes them."""
    return json.dumps(value, default=_day)


def _day(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a change.")
