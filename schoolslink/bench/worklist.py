"""The queue's page against the database alone: the same statements, with and without our own work."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from django.db import connection

from schoolslink.bench.load import Answer, people_at_once, request_text, web_server
from schoolslink.bench.measure import require, where
from schoolslink.bench.people import Person
from schoolslink.bench.requests import Builder
from schoolslink.bench.statements import Speed, pgbench, script, taken_down

PAGE_SIZE = 25
AT_ONCE = 8
PEOPLE = 16  # whose queues are opened, drawn from all services
SECONDS = 6
ROUNDS = 3
LEAST_RATIO, MOST_GROWTH, MOST_QUERIES = 0.10, 1.2, 20
ROW = re.compile(rb'class="nhsuk-table__row sl-queue__row')


def is_right(answer: Answer) -> bool:
    """Say whether an answer is a whole queue: 25 rows, with initials, schools, dates, a pager."""
    body = answer.body
    return (
        answer.status == 200
        and len(ROW.findall(body)) == PAGE_SIZE
        and b"Waits for you" in body
        and b"Request for help" in body
        and b"School " in body
        and b'rel="next"' in body
    )


def measure(
    builder: Builder, folder: Path, port: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Return what pgbench and people reach on the queues of the world as it is now."""
    people = [
        Person(team.contact_id)
        for team in Random(2).sample(builder.teams, min(PEOPLE, len(builder.teams)))  # noqa: S311
    ]
    scripts, queries = [], 0
    for number, person in enumerate(people):
        browser = person.client()
        browser.get("/queue")  # what a process does once is not a page's work
        with taken_down() as said:
            answer = browser.get("/queue")
        require("The page of the queue", len(ROW.findall(answer.content)), PAGE_SIZE)
        queries = max(queries, len(said))
        path = folder / f"page-{number}.sql"
        path.write_text(script(said, person.actor), encoding="utf-8")
        scripts.append(path)
    require("Statements of the page are at most 20", queries <= MOST_QUERIES, True)
    asked = [request_text("GET", "/queue", cookies=person.cookies) for person in people]

    def visit(seconds: float) -> Speed:
        return people_at_once(
            port, lambda n: asked[n % len(asked)], is_right, clients=AT_ONCE, seconds=seconds
        )

    visit(2)
    pgbench(scripts, clients=AT_ONCE, seconds=2)
    alone, pages = [], []
    for _ in range(ROUNDS):
        alone.append(pgbench(scripts, clients=AT_ONCE, seconds=SECONDS))
        pages.append(visit(SECONDS))
        tell(f"pgbench {alone[-1].per_second:,.0f}/s, pages {pages[-1].per_second:,.0f}/s")
    return {
        "queries": queries,
        "pgbench_per_second": round(median(s.per_second for s in alone), 1),
        "pages_per_second": round(median(s.per_second for s in pages), 1),
        "ratio_to_pgbench": round(
            median(p.per_second / a.per_second for p, a in zip(pages, alone, strict=True)), 3
        ),
        "median_ms": round(median(s.median_ms for s in pages), 1),
        "p95_ms": round(min(s.p95_ms for s in pages), 1),
    }


def run(
    builder: Builder, wanted: int, words: list[str], port: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Measure at ten thousand open requests and at so many as wanted; return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        small = min(10_000, wanted)
        builder.grow_to(small, tell)
        with web_server(words, port):
            few = measure(builder, Path(folder), port, tell)
        builder.grow_to(wanted, tell)
        connection.close()
        with web_server(words, port):
            many = measure(builder, Path(folder), port, tell) if wanted > small else few
    growth = round(many["p95_ms"] / few["p95_ms"], 2)
    return {
        "requests": builder.made,
        "ratio_to_pgbench": many["ratio_to_pgbench"],
        "p95_growth": growth,
        "at_ten_thousand": few,
        "at_requests": many,
        "held": {
            "ratio_to_pgbench": many["ratio_to_pgbench"] >= LEAST_RATIO,
            "p95_growth": growth <= MOST_GROWTH,
            "queries": many["queries"] <= MOST_QUERIES,
        },
        **where(),
    }
