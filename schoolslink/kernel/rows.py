"""Rows of several tables in one message to the database, written and read.

The ORM words each insert anew, and each waits for its answer. Here the words for a table are made
once, and rows that belong together travel together: sending a request for help keeps a dozen.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


def insert(rows: Iterable[Model]) -> None:
    """Insert new rows in this order. Their keys are made by us, so that nothing need come back."""
    new = list(rows)
    if not new:
        return
    orders, values = [], []
    for model, alike in groupby(new, key=type):
        words, places, fields = _order(model)
        some = list(alike)
        orders.append(f"{words} values {', '.join([places] * len(some))}")
        values += [value for row in some for value in _values(row, fields)]
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(orders), values)
    for row in new:
        row._state.adding, row._state.db = False, connection.alias


def insert_once(row: Model) -> bool:
    """Insert a new row unless one with the same unique key is there; say whether it was inserted."""
    words, places, fields = _order(type(row))
    with connection.cursor() as cursor:
        cursor.execute(f"{words} values {places} on conflict do nothing", _values(row, fields))
        is_new = bool(cursor.rowcount)
    row._state.adding, row._state.db = not is_new, connection.alias
    return is_new


def keep(rows: Iterable[Model]) -> None:
    """Insert the rows that are new; save those that were there before."""
    both = list(rows)
    new = [row for row in both if row._state.adding]
    for row in both:
        if not row._state.adding:
            row.save(force_update=True)
    insert(new)


def together(*asked: QuerySet[Any]) -> list[list[Any]]:
    """Return the rows of each of these, asked for in one message; whole rows, with no other joined."""
    compilers = [each.query.get_compiler(connection=connection) for each in asked]
    orders = [compiler.as_sql() for compiler in compilers]
    found: list[list[Any]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            ";\n".join(order for order, _ in orders), [one for _, given in orders for one in given]
        )
        for each, compiler in zip(asked, compilers, strict=True):
            columns = [column for column, *_rest in compiler.select]
            values = compiler.apply_converters(cursor.fetchall(), compiler.get_converters(columns))
            names = [column.target.attname for column in columns]
            found.append([each.model.from_db(connection.alias, names, row) for row in values])
            cursor.nextset()
    return found


def _values(row: Model, fields: tuple[Any, ...]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


@cache
def _order(model: type[Model]) -> tuple[str, str, tuple[Any, ...]]:
    """Return how an insert into a model's table begins, the places of one row, and their fields."""
    fields = tuple(model._meta.concrete_fields)
    name = connection.ops.quote_name
    columns = ", ".join(name(str(field.column)) for field in fields)
    words = f"insert into {name(model._meta.db_table)} ({columns})"
    return words, f"({', '.join(['%s'] * len(fields))})", fields
