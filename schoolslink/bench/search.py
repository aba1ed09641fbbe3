"""Searching and listing schools, measured at the size of England: queries and processor time a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolslink.access.jobs import as_system
from schoolslink.bench.measure import database_cpu_seconds, require, where
from schoolslink.directory.models import School
from schoolslink.directory.queries.search import (
    SchoolFilter,
    SchoolPage,
    school_list,
    search_schools,
)

MOST_QUERIES = 20
MOST_CPU_MS = 30.0
TURNS = 40


@dataclass(frozen=True)
class Asked:
    """One page that is measured: what it is, how it is made, and that its content is right."""

    what: str
    page: Callable[[], SchoolPage]
    is_right: Callable[[SchoolPage], bool]


def questions() -> list[Asked]:
    """Return what people type, from the narrowest to the widest, about schools that are there."""
    some = list(
        School.objects.filter(status="open")
        .exclude(postcode="")
        .exclude(town="")
        .select_related("organisation")
        .order_by("urn")[7000:27000:4000]
    )
    asked: list[Asked] = []
    for school in some:
        name, urn = school.organisation.name, school.urn
        word = max(name.split(), key=len)
        ways = {
            "whole name": name,
            "beginning of a name": name[: len(name) * 2 // 3],
            "URN": str(urn),
            "postcode": school.postcode.lower(),
            "misspelt": name.replace(word, word[:2] + word[3:]),
        }
        for what, typed in ways.items():
            asked.append(Asked(what, _search(typed), _names(school)))
    wide = {"one letter": "s", "two letters": "st", "one common word": "primary school"}
    asked += [Asked(what, _search(typed), _is_full) for what, typed in wide.items()]
    asked.append(Asked("nothing like it", _search("qqqqzzzz xxxyyy"), lambda page: not page.rows))
    first = school_list()
    far = School.objects.order_by("-sort_key", "-pk").values_list("pk", flat=True)[300]
    icb = some[0].icb_code or first.rows[0].icb_code
    asked += [
        Asked("list, first page", school_list, _is_full),
        Asked("list, last pages", lambda: school_list(after=far), _is_full),
        Asked("list of one NHS area", lambda: school_list(SchoolFilter(icb_code=icb)), _is_full),
        Asked("list of one phase", lambda: school_list(SchoolFilter(phase="Secondary")), _is_full),
    ]
    return asked


def _search(typed: str) -> Callable[[], SchoolPage]:
    return lambda: search_schools(typed)


def _names(school: School) -> Callable[[SchoolPage], bool]:
    """Two schools may share name, town and postcode; what must be there is one of that name."""
    return lambda page: any(row.name == school.organisation.name for row in page.rows)


def _is_full(page: SchoolPage) -> bool:
    return len(page.rows) == 25


def run(tell: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of each kind of page, the worst first; raise WrongAnswer on wrong content."""
    schools = School.objects.count()
    worst: dict[str, dict[str, Any]] = {}
    with as_system("bench"):
        for asked in questions():
            tell(f"Measuring: {asked.what} ...")
            figures = _measured(asked)
            before = worst.get(asked.what)
            if before is None or figures["cpu_ms"] > before["cpu_ms"]:
                worst[asked.what] = figures
    pages = sorted(worst.items(), key=lambda item: -item[1]["cpu_ms"])
    queries = max(figures["queries"] for _, figures in pages)
    cpu = pages[0][1]["cpu_ms"]
    return {
        "schools": schools,
        "queries": queries,
        "cpu_ms": cpu,
        "limits": {"queries": MOST_QUERIES, "cpu_ms": MOST_CPU_MS},
        "held": {"queries": queries <= MOST_QUERIES, "cpu_ms": cpu <= MOST_CPU_MS},
        "pages": dict(pages),
        **where(),
    }


def _measured(asked: Asked) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as sent:
        page = asked.page()
    require(f"{asked.what}: right answer", asked.is_right(page), True)
    server_before, client_before = database_cpu_seconds(), time.process_time()
    for _ in range(TURNS):
        asked.page()
    client = time.process_time() - client_before
    server_after = database_cpu_seconds()
    # The server's clock ticks in hundredths: over many turns that is exact enough.
    server = server_after - server_before if server_after and server_before else 0.0
    return {
        "queries": len(sent),
        "cpu_ms": round((client + server) * 1000 / TURNS, 2),
        "of_it_database_ms": round(server * 1000 / TURNS, 2),
    }
