"""What the database lets be written, asked row by row: each tried as `app`, and undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction

from schoolslink.checks import oracle
from schoolslink.checks.ground import show, standing_as
from schoolslink.checks.oracle import Row, Who
from schoolslink.checks.walls import KEY_OF, actor_for, token_for
from schoolslink.checks.world import Invented

NO_RIGHT = "42501"
RECORDS_EACH = 2
SHOWN = 20


@dataclass
class Written:
    """How many rows were tried, how many might be written, and where the opinions differ."""

    tried: int = 0
    allowed: int = 0
    mismatches: int = 0
    shown: list[str] = field(default_factory=list)


def compare_writes(invented: Invented) -> Written:
    """Let everybody try to add a row like those of some records to every table that takes any."""
    found, world = Written(), invented.world
    records = list(world.records)
    by_record: dict[Any, list[Row]] = {}
    for row in world.rows:
        if row.table in oracle.ADDS:
            by_record.setdefault(row.record, []).append(row)
    for number, who in enumerate(invented.askers()):
        token = token_for(who, actor_for(who))
        wanted = {records[(number + n) % len(records)] for n in range(RECORDS_EACH)}
        if who.kind == "family":
            wanted.add(world.codes[who.id].record)  # type: ignore[index]
        rows = [row for record in sorted(wanted) for row in by_record.get(record, [])]
        for row, lets in zip(rows, _let(token, rows), strict=True):
            found.tried += 1
            found.allowed += lets
            if lets != oracle.may_add(world, who, row):
                found.mismatches += 1
                if len(found.shown) < SHOWN:
                    found.shown.append(_told(who, row, lets))
    return found


def _told(who: Who, row: Row, lets: bool) -> str:
    verb = "lets" if lets else "does not let"
    return f"the database {verb} {who.kind} {who.id or who.place or who.child} add to {row.table}"


def _let(token: str, rows: Iterable[Row]) -> list[bool]:
    """Say of each row whether the holder of a token may write it: its key is there already."""
    answers = []
    for row in rows:
        key = KEY_OF[row.table]
        with standing_as("seed") as cursor:
            of_it = f"{row.table} t where {key} = %s"
            cursor.execute(f"select to_jsonb(t)::text from {of_it}", [row.id])  # noqa: S608
            (copy,) = cursor.fetchone()
        answers.append(_inserts(token, row.table, copy))
    return answers


def _inserts(token: str, table: str, copy: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            show(cursor, token)
            cursor.execute(
                f"insert into {table} select * from jsonb_populate_record(null::{table}, %s::jsonb)",  # noqa: S608
                [copy],
            )
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "") != NO_RIGHT
    return True
