"""A whole move against the database alone: row security, history, audit and news, and nothing of a page.

A contact says that a request was seen: the command of that act in one unit of work, as a page runs it.
Its statements are taken down and run again by pgbench, each on a request of its own, as here: ids
of requests and children are numbers behind a fixed beginning, so that pgbench can count through them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.bench.measure import require, where
from schoolslink.bench.people import Person
from schoolslink.bench.requests import Builder, Made, Team
from schoolslink.bench.statements import (
    Speed,
    counted_through,
    pgbench,
    script,
    taken_down,
    with_fresh_ids,
)
from schoolslink.kernel import clock
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.rules import Move

ROUNDS = 3
LEAST_RATIO = 0.20
FIRST = 100_000_000_000  # twelve digits from the first to the last
ITEM, CHILD = "22222222222241118111", "33333333333341118111"


class Numbered(Builder):
    """Makes requests whose ids, and those of their children, are numbers that can be counted through."""

    def _things(self, team: Team) -> Iterator[Made]:
        first = FIRST + getattr(self, "numbered", 0)
        for number, thing in enumerate(super()._things(team)):
            self.numbered = first - FIRST + number + 1
            yield replace(
                thing,
                item_id=numbered(ITEM, first + number),
                child_id=numbered(CHILD, first + number),
                school_id=team.school_ids[0],
                is_advice=False,
                risk=False,
                language="en",
                asked_back=False,
            )


def numbered(beginning: str, number: int) -> UUID:
    """Return the id of a number."""
    return UUID(f"{beginning}{number}")


def see(actor: Actor, number: int) -> None:
    """Say that a request was seen, in a unit of work of its own."""
    with acting(actor, route="referrals:act") as acts:
        step(
            actor=acts,
            item_id=numbered(ITEM, number),
            move=Move.ACKNOWLEDGE,
            version=1,
            at=clock.now(),
        )


def moved(builder: Builder) -> tuple[int, int, int]:
    """Return how many moves were made: by their history, by the audit, and by the news of them."""
    with psycopg.connect(builder.admin) as line:
        row = line.execute(
            "select (select count(*) from referrals_itemevent where move = 'acknowledge'),"
            " (select count(*) from audit.event where kind = 'referral.acknowledge'),"
            " (select count(*) from kernel_outboxmessage where payload->>'move' = 'acknowledge')"
        ).fetchone()
    assert row is not None  # noqa: S101 (a select without a table gives one row)
    return int(row[0]), int(row[1]), int(row[2])


def requests_for(n: int) -> int:
    """Return how many requests so many moves a round need, each way and once for the caches."""
    return 2 * n * (ROUNDS + 1) + 2


def run(builder: Numbered, n: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure so many moves each way in each round; return the figures."""
    builder.grow_to(requests_for(n), tell)
    team = builder.teams[0]
    actor = Person(team.contact_id).actor
    number = FIRST
    with taken_down() as other:
        see(actor, number)
    with taken_down() as said:
        see(actor, number + 1)
    number += 2
    alone, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "move.sql"
        same = counted_through(said, {ITEM: number - 1, CHILD: number - 1})
        file.write_text(script(with_fresh_ids(same, other), actor), encoding="utf-8")
        for turn in range(ROUNDS + 1):
            connection.close()
            before = moved(builder)
            speed = pgbench([file], clients=1, transactions=n, numbers={"number": number - 1})
            require("pgbench moved", moved(builder), tuple(one + n for one in before))
            number += n
            before = moved(builder)
            mine = _at_once(actor, number, n)
            require("the application moved", moved(builder), tuple(one + n for one in before))
            number += n
            if turn:  # the first is for the caches
                alone.append(speed)
                ours.append(mine)
                tell(f"pgbench {speed.per_second:,.0f}/s, moved {mine.per_second:,.0f}/s")
    ratio = median(m.per_second / a.per_second for m, a in zip(ours, alone, strict=True))
    return {
        "requests": builder.made,
        "moves": n * (ROUNDS + 1),
        "queries": len(said),
        "pgbench_per_second": round(median(s.per_second for s in alone), 1),
        "moves_per_second": round(median(s.per_second for s in ours), 1),
        "ratio_to_pgbench": round(ratio, 3),
        "median_ms": round(median(s.median_ms for s in ours), 1),
        "held": {"ratio_to_pgbench": ratio >= LEAST_RATIO},
        **where(),
    }


def _at_once(actor: Actor, first: int, n: int) -> Speed:
    times = []
    began = time.perf_counter()
    for number in range(first, first + n):
        started = time.perf_counter()
        see(actor, number)
        times.append((time.perf_counter() - started) * 1000)
    took = time.perf_counter() - began
    times.sort()
    return Speed(n / took, times[n // 2], times[int(n * 0.95)], n)
