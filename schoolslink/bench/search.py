"""Searching and listing schools, measured at the size of England: queries and processor time a page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.html import escape

from schoolslink.access.actor import Actor, Held
from schoolslink.access.roles import Role
from schoolslink.access.unit import acting
from schoolslink.bench.measure import database_cpu_seconds, require, where
from schoolslink.directory.models import School
from schoolslink.directory.views import register
from schoolslink.kernel.ids import new_id

MOST_QUERIES = 20
MOST_CPU_MS = 30.0
TURNS = 40
ROW, FOUND = 'class="nhsuk-table__row', '<li><a href="/where-to-turn/school/'


@dataclass(frozen=True)
class Asked:
    """One page that is measured: what it is, how it is opened, and what must stand on it."""

    what: str
    open: Callable[[], HttpResponse]
    says: str = ""
    rows: int = 0


def questions(*, is_real: bool) -> list[Asked]:
    """Return what people type, from the narrowest to the widest, about schools that are there.

    Invented names are so alike that a part of one means hundreds; then any of them will do.
    """
    some = list(
        School.objects.filter(status="open")
        .exclude(postcode="")
        .exclude(town="")
        .select_related("organisation")
        .order_by("urn")[7000:27000:4000]
    )
    asked: list[Asked] = []
    for school in some:
        name = school.organisation.name
        word = max(name.split(), key=len)
        ways = {
            "whole name": name,
            "beginning of a name": name[: len(name) * 2 // 3],
            "URN": str(school.urn),
            "beginning of a postcode": school.postcode.lower()[:-2],
            "misspelt": name.replace(word, word[:2] + word[3:]),
        }
        vague = {} if is_real else {"beginning of a name": "", "misspelt": "come close"}
        asked += [
            Asked(what, _search(typed), vague.get(what, escape(name)))
            for what, typed in ways.items()
        ]
    wide = {"one letter": "s", "two letters": "st", "one common word": "primary school"}
    asked += [Asked(what, _search(typed), rows=25) for what, typed in wide.items()]
    misspelt = {"a common word misspelt": "primery", "two common words misspelt": "primery scool"}
    asked += [Asked(what, _search(typed), "come close", 25) for what, typed in misspelt.items()]
    asked.append(Asked("nothing like it", _search("qqqqzzzz xxxyyy"), "no school or postcode"))
    far = School.objects.order_by("-sort_key", "-pk").values_list("pk", flat=True)[300]
    asked += [
        Asked("list, first page", _list(""), rows=25),
        Asked("list, last pages", _list(f"?after={far}"), rows=25),
    ]
    return asked


def _search(typed: str) -> Callable[[], HttpResponse]:
    """Return the public page, through everything a visitor's request goes through."""
    visitor = Client()
    return lambda: visitor.get("/where-to-turn", {"q": typed})  # type: ignore[return-value]


def _list(query: str) -> Callable[[], HttpResponse]:
    """Return the register's page as the operator sees it; signing in is not part of it."""
    held = Held(new_id(), new_id(), "programme", "Programme", Role.OPERATOR)
    operator = Actor(kind="person", subject_id=new_id(), memberships=(held,))

    def opened() -> HttpResponse:
        request = RequestFactory().get(f"/register/schools{query}")
        request.actor = operator  # type: ignore[attr-defined]
        with acting(operator, route="bench"):
            return register.schools(request)

    return opened


def run(tell: Callable[[str], None], *, is_real: bool) -> dict[str, Any]:
    """Return the figures of each kind of page, the worst first; raise WrongAnswer on wrong content."""
    logging.getLogger("schoolslink.access").setLevel(logging.WARNING)  # a line a request is noise
    schools = School.objects.count()
    worst: dict[str, dict[str, Any]] = {}
    for asked in questions(is_real=is_real):
        tell(f"Measuring: {asked.what} ...")
        figures = _measured(asked)
        before = worst.get(asked.what)
        if before is None or figures["cpu_ms"] > before["cpu_ms"]:
            worst[asked.what] = figures
    pages = sorted(worst.items(), key=lambda item: -item[1]["cpu_ms"])
    queries = max(figures["queries"] for _, figures in pages)
    cpu = pages[0][1]["cpu_ms"]
    return {
        "real_data": is_real,
        "schools": schools,
        "queries": queries,
        "cpu_ms": cpu,
        "limits": {"queries": MOST_QUERIES, "cpu_ms": MOST_CPU_MS},
        "held": {"queries": queries <= MOST_QUERIES, "cpu_ms": cpu <= MOST_CPU_MS},
        "pages": dict(pages),
        **where(),
    }


def _measured(asked: Asked) -> dict[str, Any]:
    sent: list[str] = []

    def counted(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        page = asked.open()
    text = page.content.decode()
    require(f"{asked.what}: status", page.status_code, 200)
    require(f"{asked.what}: says {asked.says!r}", asked.says in text, True)
    if asked.rows:
        require(f"{asked.what}: rows", text.count(ROW) + text.count(FOUND), asked.rows)
    server_before, client_before = database_cpu_seconds(), time.process_time()
    for _ in range(TURNS):
        asked.open()
    client = time.process_time() - client_before
    server_after = database_cpu_seconds()
    # The server's clock ticks in hundredths: over many turns that is exact enough.
    server = server_after - server_before if server_after and server_before else 0.0
    return {
        "queries": len(sent),
        "cpu_ms": round((client + server) * 1000 / TURNS, 2),
        "of_it_database_ms": round(server * 1000 / TURNS, 2),
    }
