"""Many rows at once, by COPY: a whole country must be there within seconds."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models
from psycopg import sql


def put(rows: Iterable[models.Model]) -> int:
    """Write rows of one or more models, models in the order in which they first come; return how many."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, alike in by_model.items():
        _copy(model, alike)
    return sum(map(len, by_model.values()))


def _copy(model: type[models.Model], rows: list[models.Model]) -> None:
    fields = model._meta.concrete_fields
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
    )
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as into:
        for row in rows:
            into.write_row(
                [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
            )
