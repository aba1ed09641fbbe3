"""What the database lets be written, row by row: each tried as `app`, and undone.

Adding is tried with a copy of a row. Changing and removing are tried blindly, on a whole table at
once and naming no column of it: only so does the policy of the write stand alone, and not behind
that of reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction

from schoolslink.checks import capacities, oracle
from schoolslink.checks.ground import show, standing_as, undone
from schoolslink.checks.oracle import Row, Who
from schoolslink.checks.walls import KEY_OF, actor_for, token_for
from schoolslink.checks.world import Invented

NO_RIGHT = "42501"
RECORDS_EACH = 2
SHOWN = 20
# A change that leaves the row as it was; the row's routing is put right again by its trigger. The
# application may change but a few columns of these. Each is set to what it is, and not to itself: what a
# change reads, the policy of reading must let it read (of a link's there is no one such word).
CHANGE = "update {table} set child_id = '01900000-0000-7000-8000-000000000000'"
CHANGE_OF = {
    "referrals_advicerequest": "update {table} set became_id = null",
    "referrals_told": "update {table} set told_at = null",
    "referrals_conflictblock": "update {table} set lifted_at = null",
    "referrals_retentiondue": "update {table} set agreed_at = null",
    "referrals_retentionhold": "update {table} set lifted_at = null",
    "referrals_rightasked": "update {table} set taken_at = null",
    "referrals_complaint": "update {table} set asked_next_at = null",
    "referrals_contactbar": "update {table} set lifted_at = null",
    "referrals_likeness": "update {table} set words = ''",
    "referrals_elsewhere": "update {table} set words = ''",
    "referrals_joining": "update {table} set apart_words = ''",
    "referrals_post": "update {table} set other_id = null",
    "referrals_glass": "update {table} set words = ''",
    "referrals_outsideoffer": "update {table} set agreed_by = ''",
    "referrals_outsidelink": "update {table} set why = why",
    "referrals_practiceasking": "update {table} set how = how",
    "referrals_review": "update {table} set asked_next_at = null",
}
REMOVE = "delete from {table}"
ADD = "add to"


@dataclass
class Written:
    """How many rows were tried, how many might be written, and where the opinions differ."""

    tried: int = 0
    allowed: int = 0
    changed: int = 0
    removed: int = 0
    mismatches: int = 0
    shown: list[str] = field(default_factory=list)
    added: set[str] = field(default_factory=set)  # tables to which somebody tried to add who may

    def judge(self, who: Who, verb: str, row: Row, *, lets: bool, may: bool) -> None:
        """Count one try, and hold it against the oracle."""
        self.tried += 1
        self.allowed += lets
        if may and verb == ADD:
            self.added.add(row.table)
        if lets == may:
            return
        self.mismatches += 1
        if len(self.shown) < SHOWN:
            does = "lets" if lets else "does not let"
            name = who.id or who.place or who.child
            self.shown.append(f"the database {does} {who.kind} {name} {verb} {row.table}")


def compare_writes(invented: Invented, only: str = "", *, until_wrong: bool = False) -> Written:
    """Let everybody try to add rows like those of some records, and to change and remove every row.

    only: the one table to try. until_wrong: only as far as the first asker of whom the opinions differ.
    """
    found = Written()
    by_record: dict[Any, list[Row]] = {}
    by_table: dict[str, dict[Any, Row]] = {only: {}} if only else {t: {} for t in oracle.TABLES}
    for row in invented.world.rows:
        if row.table in by_table:
            by_table[row.table][row.id] = row
            if row.table in capacities.ADDS:
                by_record.setdefault(row.record, []).append(row)
    stamps = {table: _stamps(table) for table in by_table}
    for number, who in enumerate(invented.askers()):
        token = token_for(who, actor_for(who))
        _adding(found, invented, number, who, token, by_record)
        for table, rows in by_table.items():
            _changing(found, invented, who, token, table, rows, stamps[table])
        if until_wrong and found.mismatches:
            return found
    _adding_at_least_once(found, invented, by_record)
    return found


def _adding(
    found: Written,
    invented: Invented,
    number: int,
    who: Who,
    token: str,
    by_record: dict[Any, list[Row]],
) -> None:
    world, records = invented.world, list(invented.world.records)
    wanted = {records[(number + n) % len(records)] for n in range(RECORDS_EACH)}
    if who.kind == "family":
        wanted.add(world.codes[who.id].record)  # type: ignore[index]
    if who.kind == "link":
        wanted.add(world.links[who.id].record)  # type: ignore[index]
    rows = [row for record in sorted(wanted) for row in by_record.get(record, [])]
    for row, lets in zip(rows, _let(token, rows), strict=True):
        found.judge(who, ADD, row, lets=lets, may=oracle.may_add(world, who, row))


def _adding_at_least_once(
    found: Written, invented: Invented, by_record: dict[Any, list[Row]]
) -> None:
    """Let somebody who may add to a table to which nobody of those tried: that nobody can would not show."""
    tried = {row.table for rows in by_record.values() for row in rows} & found.added
    for who in invented.askers():
        for row in (row for rows in by_record.values() for row in rows if row.table not in tried):
            if row.table not in tried and oracle.may_add(invented.world, who, row):
                (lets,) = _let(token_for(who, actor_for(who)), [row])
                found.judge(who, ADD, row, lets=lets, may=True)
                tried.add(row.table)


def _changing(
    found: Written,
    invented: Invented,
    who: Who,
    token: str,
    table: str,
    rows: dict[Any, Row],
    stamps: dict[Any, str],
) -> None:
    """Let somebody try to change every row of a table, then to remove every one."""
    tries: list[tuple[str, str, Callable[..., bool]]] = [
        ("change", CHANGE_OF.get(table, CHANGE), oracle.may_change),
        ("remove from", REMOVE, oracle.may_remove),
    ]
    for verb, statement, may in tries:
        touched = _touched(token, table, statement, stamps)
        if verb == "change":
            found.changed += len(touched)
        else:
            found.removed += len(touched)
        for key, row in rows.items():
            found.judge(who, verb, row, lets=key in touched, may=may(invented.world, who, row))


def _stamps(table: str) -> dict[Any, str]:
    """Return which version of each row there is, as the database itself counts them."""
    with standing_as("seed") as cursor:
        cursor.execute(f"select {KEY_OF[table]}, xmin::text from {table}")  # noqa: S608
        return dict(cursor.fetchall())


def _touched(token: str, table: str, statement: str, before: dict[Any, str]) -> set[Any]:
    """Return the rows that the holder of a token changes or removes when they try it on all."""
    with undone():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                show(cursor, token)
                cursor.execute(statement.format(table=table))
                if not cursor.rowcount:
                    return set()
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlstate", "") != NO_RIGHT:
                raise
            return set()
        after = _stamps(table)
    return {key for key, stamp in before.items() if after.get(key) != stamp}


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
