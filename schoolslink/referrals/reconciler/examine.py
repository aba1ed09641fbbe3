"""Asks every question on one connection, in one snapshot, and keeps no more than it must."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from .every import INVARIANTS
from .invariant import EACH_TABLE, Invariant

# Of one invariant; all are counted. Whoever has a thousand alike has one cause to look for.
MOST_KEPT = 1_000
AT_ONCE = 2_000  # rows a fetch

_GIVEN = """
select count(*) as given,
  count(*) filter (where i.closed_at is null) as open,
  count(*) filter (where i.closed_at is not null) as ended,
  count(*) filter (where i.closed_at is null and h.held = 1) as open_with_one_holder,
  count(*) filter (where i.closed_at is not null and h.held is null and a.ends)
    as ended_with_an_outcome
from referrals_item i
left join (select distinct kind, to_state, ends from referrals_allowed_move) a
  on a.kind = i.kind and a.to_state = i.state
left join (select item_id, count(*) as held from referrals_holding
  where ended_at is null group by item_id) h on h.item_id = i.id
"""
CARRYING = """
select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p') and (select count(*) from pg_attribute a where a.attrelid = c.oid
    and a.attname in ('item_id', 'child_id', 'school_id', 'team_id', 'service_id', 'area_id',
      'opened_by_id', 'risk_marked', 'closed_on')) = 9
order by 1
"""


@dataclass(frozen=True)
class Moment:
    """When it is: now and today of what was asked, and the machine's, which memberships follow."""

    now: datetime
    today: date
    real_now: datetime
    real_day: date


@dataclass(frozen=True)
class Violation:
    """One place where an invariant does not hold: identifiers alone."""

    invariant: str
    about_id: UUID
    item_id: UUID | None
    school_id: UUID | None
    service_id: UUID | None
    area_id: UUID | None


@dataclass
class Examined:
    """What was found. counts: violations by invariant, those that have any; law: see `conserved`.

    seconds: how long each question took.
    """

    law: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    kept: list[Violation] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def conserved(self) -> bool:
        """Say whether given = open with exactly one holder + ended with a recorded outcome."""
        return self.law["given"] == (
            self.law["open_with_one_holder"] + self.law["ended_with_an_outcome"]
        )

    @property
    def violations(self) -> int:
        """Return how many there are of all invariants together."""
        return sum(self.counts.values())

    @property
    def holds(self) -> bool:
        """Say whether nothing at all was found."""
        return self.conserved and not self.violations


def examine(
    connection: psycopg.Connection[Any],
    moment: Moment,
    invariants: Iterable[Invariant] = INVARIANTS,
) -> Examined:
    """Ask every question inside the caller's transaction; the answers are streamed, not gathered."""
    found = Examined(law=_law(connection))
    tables = [name for (name,) in connection.execute(CARRYING).fetchall()]
    for invariant in invariants:
        seen: set[tuple[Any, ...]] = set()
        count, began = 0, time.perf_counter()
        for row in _answers(connection, invariant, tables, moment):
            if len(seen) < MOST_KEPT:
                if row in seen:
                    continue
                seen.add(row)
            count += 1
        found.seconds[invariant.name] = time.perf_counter() - began
        found.kept += [Violation(invariant.name, *row) for row in sorted(seen, key=str)]
        if count:
            found.counts[invariant.name] = count
    return found


def _law(connection: psycopg.Connection[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
        names = [column.name for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchone() or (), strict=True))


def _answers(
    connection: psycopg.Connection[Any], invariant: Invariant, tables: list[str], moment: Moment
) -> Iterator[tuple[Any, ...]]:
    for question in _questions(invariant, tables):
        with psycopg.ServerCursor(connection, "reconciler") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(question, vars(moment))
            yield from cursor


def _questions(invariant: Invariant, tables: list[str]) -> Iterator[sql.SQL]:
    if EACH_TABLE not in invariant.sql:
        yield sql.SQL(invariant.sql)  # type: ignore[arg-type]  # our own words, in this folder
        return
    for table in tables:
        named = invariant.sql.replace(EACH_TABLE, sql.Identifier(table).as_string(None))
        yield sql.SQL(named)  # type: ignore[arg-type]
