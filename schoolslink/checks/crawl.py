"""Everybody tries every address with their own, foreign and unknown ids, reading and sending.

Through the service's own middleware, one request at a time; whatever a request would have changed is
undone, so that each meets the same village.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.test import Client

from schoolslink.access.routes import ANYONE_WITH_LINK, PUBLIC
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.checks import capacities, oracle
from schoolslink.checks.arguments import IN_QUERIES, UNKNOWN, Address, addresses
from schoolslink.checks.at_once import each_at_once
from schoolslink.checks.canaries import heard, may_hear
from schoolslink.checks.forms import forms_of
from schoolslink.checks.ground import undone
from schoolslink.checks.oracle import Who
from schoolslink.checks.reach import RECORDS, Reach
from schoolslink.checks.routes import Route, every_route
from schoolslink.checks.statements import StatementLog, audited, listening
from schoolslink.checks.village import Village
from schoolslink.kernel.ids import new_id

SHOWN = 20
OPEN_TO_ALL = (PUBLIC, ANYONE_WITH_LINK)  # what these say of a row is nobody's secret
# What differs between two pages that say the same: ids, tokens, and the second in which we signed.
_OWN = re.compile(
    rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    rb'|name="csrfmiddlewaretoken" value="[^"]*"'
    rb"|[\w-]+(?::|%3A)[\w-]{6}(?::|%3A)[\w-]{43}"
)


_ROW = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Crawled:
    """What came of it. Everything but the counts of requests must be nothing."""

    requests: int = 0
    routes: int = 0
    roles: int = 0
    own_pages: int = 0  # pages about a child that were opened by those who may
    own_places: int = 0  # pages about a row of the directory that were opened by those who may
    foreign_places: int = 0  # requests about a row that no grant ties to whoever asked
    foreign_requests: int = 0
    foreign_reads: int = 0
    told_apart: int = 0  # a foreign id was answered otherwise than an unknown one
    server_errors: int = 0
    statements: int = 0
    requests_that_read: int = 0
    child_reads_without_audit: int = 0
    seconds: float = 0.0
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether nobody read what is not theirs, over pages that somebody could read."""
        faults = self.foreign_reads, self.told_apart, self.server_errors
        return (
            not any(faults)
            and not self.child_reads_without_audit
            and self.own_pages + self.own_places > 0
        )

    def add(self, other: Crawled) -> None:
        """Count in what came of another's share."""
        for count in fields(self):
            if count.type == "int" and count.name not in ("routes", "roles"):
                setattr(self, count.name, getattr(self, count.name) + getattr(other, count.name))
        for fault in other.shown:
            self.note(fault)

    def note(self, fault: str) -> None:
        """Keep the first few faults, to be shown."""
        if len(self.shown) < SHOWN:
            self.shown.append(fault)


@dataclass
class Answer:
    """What one request got. brought: the words about a record that came with it, by `heard`."""

    status: int
    body: bytes
    where: str
    request_id: str
    brought: frozenset[tuple[int, str]] = frozenset()

    @property
    def plain(self) -> tuple[int, bytes, str]:
        """Return what a visitor could tell apart."""
        return self.status, _OWN.sub(b"", self.body), _OWN.sub(b"", self.where.encode()).decode()


@dataclass
class Share:
    """What one asker does at one time: reads every page, or sends every form that was shown."""

    method: str
    name: str
    session: str
    visits: list[Address]
    forms: dict[str, dict[str, str]]


class Crawler:
    """One walk of everybody through every address.

    listens: ask the server what each request read, and the audit what it knows of it. Then a foreign
    record is tried once for each address, since all of them are answered alike.
    """

    def __init__(self, village: Village, *, listens: bool = False) -> None:
        self.village, self.listens = village, listens
        self.log: StatementLog | None = None
        self.client: Client  # of the process that walks a share
        self.reach = Reach(village.world)
        self.found = Crawled()
        self.forms: dict[str, dict[str, str]] = {}
        self.baseline: dict[tuple[str, str, str], tuple[int, bytes, str]] = {}

    def walk(self, routes: list[Route] | None = None) -> Crawled:
        """Open every page as everybody, then send every form as everybody; return the count."""
        began = time.perf_counter()
        routes = every_route() if routes is None else routes
        askers = self.village.askers()
        sessions = {name: _session(who) for name, who in askers.items()}
        self.found.routes, self.found.roles = len(routes), len(askers)
        visits = [visit for route in routes for visit in self._visits(route)]
        for method in ("get", "post"):
            shares = [Share(method, name, sessions[name], visits, self.forms) for name in askers]
            shown: dict[str, dict[str, str]] = {}
            for found, forms in each_at_once(self.one, shares):
                self.found.add(found)
                for like, filled in forms.items():
                    shown.setdefault(like, {}).update(filled)
            self.forms = shown
        self.found.seconds = round(time.perf_counter() - began, 1)
        return self.found

    def one(self, share: Share) -> tuple[Crawled, dict[str, dict[str, str]]]:
        """Walk one asker's share; return what came of it, and the forms that were shown."""
        mine = Crawler(self.village, listens=self.listens)
        mine.forms, mine.client = dict(share.forms), Client(raise_request_exception=False)
        who = self.village.askers()[share.name]
        reads = self._reads(who)
        with listening() if self.listens else contextlib.nullcontext() as mine.log:
            # The unknown id first: what it gets is what a foreign one must get.
            for visit in sorted(share.visits, key=lambda v: not v.is_unknown):
                if self.listens and self._is_told_already(visit, reads):
                    continue
                mine._try(share.method, share.name, share.session, reads, visit)
        return mine.found, mine.forms

    def _is_told_already(self, visit: Address, reads: dict[UUID, tuple[str, set[str]]]) -> bool:
        """Say whether another record that is as foreign to this one is tried at the same address."""
        foreign = [record for record in self.village.items if not reads[record][1]]
        return visit.record in foreign and visit.record not in (foreign[0], foreign[-1])

    def _visits(self, route: Route) -> Iterator[Address]:
        """Yield each address; where a word varies, the records vary only with the first word."""
        first = ""
        for address in addresses(route, self.village.items):
            first = first or address.like
            few = address.record in (UNKNOWN, self.village.items[-1])
            if address.like == first or (few and not address.in_query) or not address.record:
                yield address

    def _reads(self, who: Who) -> dict[UUID, tuple[str, set[str]]]:
        """Return for each record what the oracle lets this one read of it, and why."""
        world = self.village.world
        roles = world.roles_of(who.id)
        found = {}
        for record in world.records.values():
            ways = oracle.ways(world, who, record, roles)
            found[record.id] = "".join(capacities.MAY[way][0] for way in ways), ways
        return found

    def _try(
        self,
        method: str,
        name: str,
        session: str,
        reads: dict[UUID, tuple[str, set[str]]],
        address: Address,
    ) -> None:
        answer = self._ask(method, session, address)
        told = f"{name} {method} {address.path}: {answer.status}"
        if answer.status >= 500:
            self.found.server_errors += 1
            self.found.note(told)
        self._listen(told, reads, answer)
        if method == "get" and answer.status == 200:
            self._keep_forms(address.path, answer)
        if address.record is None:
            self._judge_place(told, method, name, address, answer)
            return
        key = (method, name, f"{address.like} {address.in_query}")
        if address.record == UNKNOWN:
            self.baseline[key] = answer.plain
        elif reads[address.record][1]:
            self.found.own_pages += answer.status == 200
        else:
            self._is_foreign(told, answer, self.baseline[key], shows=not address.in_query)

    def _judge_place(
        self, told: str, method: str, name: str, address: Address, answer: Answer
    ) -> None:
        """Hold an address that names rows of the directory against the crawler's own rule."""
        kinds = {argument for argument, _ in address.named}
        if not kinds or kinds - RECORDS.keys() or address.route.audience in OPEN_TO_ALL:
            return
        key = (method, name, f"{address.alike} named")
        if address.is_unknown:
            self.baseline.setdefault(key, answer.plain)
        elif self.reach.may(self.village.askers()[name], address.named):
            self.found.own_places += method == "get" and answer.status == 200
        elif key in self.baseline:
            self.found.foreign_places += 1
            if answer.plain != self.baseline[key]:
                self.found.told_apart += 1
                self.found.note(f"{told}, but {self.baseline[key][0]} for an unknown row")

    def _is_foreign(
        self, told: str, answer: Answer, unknown: tuple[int, bytes, str], *, shows: bool
    ) -> None:
        """Compare with the answer to an unknown id. shows: a page that opens is about the record."""
        self.found.foreign_requests += 1
        if shows and answer.status == 200:
            self.found.foreign_reads += 1
            self.found.note(f"{told} for a foreign record")
        if answer.plain != unknown:
            self.found.told_apart += 1
            self.found.note(f"{told}, but {unknown[0]} for an unknown record")

    def _listen(self, told: str, reads: dict[UUID, tuple[str, set[str]]], answer: Answer) -> None:
        # Words that are given back to whoever sent them (signed out meanwhile) were not read here.
        said = heard(answer.body.decode("utf-8", "replace")) - answer.brought
        for number, letter in said:
            allowed, ways = reads[self.village.items[number]]
            if not may_hear(letter, allowed, ways):
                self.found.foreign_reads += 1
                self.found.note(f"{told} says a word of kind {letter} of record {number}")

    def _ask(self, method: str, session: str, address: Address) -> Answer:
        self.client.cookies.clear()
        if session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = session
        given: dict[str, Any] = {}
        if method == "post":
            given = self._filled(address) | {"form_key": str(new_id()), "version": "1"}
        if self.log:
            self.log.begin()
        with undone():
            response = getattr(self.client, method)(address.path, given)
            body = response.getvalue()
            request_id = getattr(response.wsgi_request, "request_id", "")
            self._account(method, address, response.status_code, request_id)
        self.found.requests += 1
        brought = frozenset(heard(" ".join(str(value) for value in given.values())))
        return Answer(response.status_code, body, response.get("Location", ""), request_id, brought)

    def _filled(self, address: Address) -> dict[str, str]:
        """Return the form that others were shown here, every record in it replaced by this one."""
        # Of a row of the directory the form that was shown of any: the same to a foreign and to none.
        fields = dict(self.forms.get(address.alike or address.like, {}))
        if address.record is None:
            return fields
        for name, value in fields.items():
            for record in self.village.items:
                value = value.replace(str(record), str(address.record))
            fields[name] = value
        return fields | dict.fromkeys(IN_QUERIES, str(address.record))

    def _account(self, method: str, address: Address, status: int, request_id: str) -> None:
        """Compare what the server says was read with what the audit says of this request."""
        if self.log is None:
            return
        read = set(self.log.tables)
        self.found.statements = self.log.statements
        if not read:
            return
        self.found.requests_that_read += 1
        kinds = audited(request_id)
        # What was only looked at is a look in the audit; what was changed may be another event.
        if not kinds or (method == "get" and status == 200 and "view" not in kinds):
            self.found.child_reads_without_audit += 1
            tables = ", ".join(sorted(read))
            self.found.note(f"{method} {address.path}: {status}, no audit of {tables}")

    def _keep_forms(self, path: str, answer: Answer) -> None:
        if b"<form" not in answer.body:
            return
        for action, filled in forms_of(path, answer.body.decode("utf-8", "replace")).items():
            like = action.partition("?")[0]
            for record in self.village.items:
                like = like.replace(str(record), "*")
            for known in {like, _ROW.sub("*", like)}:
                self.forms.setdefault(known, {}).update(filled)


def _session(who: Who) -> str:
    if who.kind == "public":
        return ""
    session = SessionStore()
    session[PERSON_KEY if who.kind == "person" else FAMILY_KEY] = str(who.id)
    session.create()
    return session.session_key or ""
