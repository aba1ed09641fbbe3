"""The queue's page against the database alone: the same statements, with and without our own work.

How much slower it gets with more requests is measured in the same seconds in both worlds, half of
the people in each. One world after the other, the slow end of a few hundred pages differed by half
between two rounds of the same world, on a machine where anything else ran at all; at the same time
whatever holds up one world holds up the other, and what is left is what the requests cost.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from schoolslink.bench.load import Answer, people_at_once, request_text, web_server
from schoolslink.bench.measure import cpu_seconds_of, require, where
from schoolslink.bench.people import Person
from schoolslink.bench.requests import Builder
from schoolslink.bench.statements import Speed, pgbench, script, taken_down

PAGE_SIZE = 25
AT_ONCE = 8
PEOPLE = 16  # whose queues are opened, drawn from all services
SECONDS = 5
ROUNDS = 5
TOGETHER_SECONDS = 10
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


@dataclass
class Place:
    """One world to open queues in: its scripts for pgbench, its requests, its server's port."""

    database: str
    port: int
    scripts: list[Path]
    asked: list[bytes]
    queries: int
    process: int = 0
    cpu_ms: list[float] = field(default_factory=list)
    alone: list[Speed] = field(default_factory=list)
    pages: list[Speed] = field(default_factory=list)

    def visit(self, seconds: float, clients: int = AT_ONCE) -> Speed:
        """Let people open their queues for a while."""
        return people_at_once(
            self.port,
            lambda n: self.asked[n % len(self.asked)],
            is_right,
            clients=clients,
            seconds=seconds,
        )

    def one_round(self, seconds: int) -> None:
        """Run the statements alone, then the pages."""
        use(self.database)
        self.alone.append(pgbench(self.scripts, clients=AT_ONCE, seconds=seconds))
        before = cpu_seconds_of(self.process)
        self.pages.append(self.visit(seconds))
        used = cpu_seconds_of(self.process) - before
        self.cpu_ms.append(used * 1000 / max(self.pages[-1].done, 1))

    def figures(self) -> dict[str, Any]:
        """Return what this world reached."""
        both = zip(self.pages, self.alone, strict=True)
        return {
            "queries": self.queries,
            "pgbench_per_second": round(median(s.per_second for s in self.alone), 1),
            "pages_per_second": round(median(s.per_second for s in self.pages), 1),
            "ratio_to_pgbench": round(median(p.per_second / a.per_second for p, a in both), 3),
            "median_ms": round(median(s.median_ms for s in self.pages), 1),
            "p95_ms": round(median(s.p95_ms for s in self.pages), 1),
            "page_cpu_ms": round(median(self.cpu_ms), 1),
        }


def growth_of(few: Place, many: Place) -> float:
    """Return how much slower the slow end of the pages is among many, visited at the same time."""
    with ThreadPoolExecutor(2) as both:
        after, before = both.map(
            lambda place: place.visit(TOGETHER_SECONDS, AT_ONCE // 2), (many, few)
        )
    return after.p95_ms / before.p95_ms


def use(database: str) -> None:
    """Let this process, and the servers it starts, speak to one of the worlds."""
    connection.close()
    connection.settings_dict["NAME"] = database
    url = os.environ["SCHOOLSLINK_DATABASE_URL"]
    os.environ["SCHOOLSLINK_DATABASE_URL"] = make_conninfo(url, dbname=database)


def prepared(builder: Builder, database: str, folder: Path, port: int) -> Place:
    """Return a world with the statements of some people's queues taken down."""
    use(database)
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
        path = folder / f"{database}-{number}.sql"
        path.write_text(script(said, person.actor), encoding="utf-8")
        scripts.append(path)
    require("Statements of the page are at most 20", queries <= MOST_QUERIES, True)
    asked = [request_text("GET", "/queue", cookies=person.cookies) for person in people]
    connection.close()
    return Place(database, port, scripts, asked, queries)


def run(
    builder: Builder, wanted: int, words: list[str], port: int, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Measure at ten thousand open requests and at so many as wanted, in turns; return the figures.

    In turns, because a machine that is busy with something else is so for both.
    """
    began = time.monotonic()
    small, large = builder.database, f"{builder.database}_large"
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        folder = Path(name)
        builder.grow_to(min(10_000, wanted), tell)
        few = prepared(builder, small, folder, port)
        running.callback(builder.drop, large)
        builder.copy_to(large)
        builder.grow_to(wanted, tell)
        built = time.monotonic() - began
        many = prepared(builder, large, folder, port + 1)
        for place in (few, many):
            use(place.database)
            mine = [str(place.port) if word == str(port) else word for word in words]
            place.process = running.enter_context(web_server(mine, place.port))
            place.one_round(2)
            place.alone.clear()
            place.pages.clear()
            place.cpu_ms.clear()
        growths = []
        for _ in range(ROUNDS):
            growths.append(growth_of(few, many))
            tell(f"p95 with more requests: {growths[-1]:.2f} times")
            for place in (few, many):
                place.one_round(SECONDS)
                tell(
                    f"{place.database}: pgbench {place.alone[-1].per_second:,.0f}/s,"
                    f" pages {place.pages[-1].per_second:,.0f}/s"
                )
        use(small)
    growth = median(growths)
    ratio = many.figures()["ratio_to_pgbench"]
    return {
        "requests": builder.made,
        "built_in_minutes": round(built / 60, 1),
        "ratio_to_pgbench": ratio,
        "p95_growth": round(growth, 2),
        "at_ten_thousand": few.figures(),
        "at_requests": many.figures(),
        "held": {
            "ratio_to_pgbench": ratio >= LEAST_RATIO,
            "p95_growth": growth <= MOST_GROWTH,
            "queries": many.queries <= MOST_QUERIES,
        },
        **where(),
    }
