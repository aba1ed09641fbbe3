"""Finds out, without a browser, which pages each reader can open, and which forms answer with a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.urls import Resolver404, ResolverMatch, resolve

from schoolslink.access.actor import Actor
from schoolslink.access.policy import Action
from schoolslink.access.routes import PUBLIC
from schoolslink.access.unit import acting
from schoolslink.checks.arguments import UNKNOWN, addresses
from schoolslink.checks.ground import undone
from schoolslink.checks.pages.reading import Page, plain, read
from schoolslink.checks.pages.worlds import Reader, client
from schoolslink.checks.routes import every_route
from schoolslink.checks.walls import actor_for
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item

RECORD = "item_id"
HOME = "home"
ENOUGH = 3  # records for which one reader opens a page that is named by a word
ALIKE = 2  # addresses of one route that differ in ids alone
# Leaving ends the session with which the reader came.
NOT_OPENED = {"sign-out", "family:leave"}


@dataclass(frozen=True)
class Sight:
    """One page as one reader meets it."""

    reader: Reader
    route: str
    path: str
    page: Page


@dataclass
class Planned:
    """Every page to open, and what was wrong already."""

    sights: list[Sight] = field(default_factory=list)
    requests: int = 0
    server_errors: list[tuple[str, str]] = field(default_factory=list)  # role, path


def plan(reader: Reader, only: str) -> Planned:
    """Return the pages that this reader can open in the world as it is.

    only: of addresses that hold this text, or from where nothing else leads on.
    """
    found = Planned()
    _Walk(reader, found, only).walk()
    return found


class _Walk:
    """One reader's way: first what needs no id, then wherever each page leads."""

    def __init__(self, reader: Reader, found: Planned, only: str) -> None:
        self.reader, self.found, self.client = reader, found, client(reader)
        self.only = only
        self.seen: dict[str, int] = {}
        self.tried: set[str] = set()
        self.waiting: list[str] = []
        self.records: set[str] = set()

    def walk(self) -> None:
        """Follow every link that is of a new kind, then try what no link led to."""
        with undone(), acting(actor_for(self.reader.who)) as actor:
            self.routes = [r for r in every_route() if r.audience and r.audience.admits(actor)]
            chosen = _one_of_each(actor)
        self.records = set(map(str, chosen))
        self.waiting = [route.pattern for route in self.routes if not route.arguments]
        self.waiting += [*self.reader.by_mail, *self._of_own_records(chosen)]
        self._follow()
        for path in self._never_reached():
            self._open(path, even_if_known=False)
        self._follow()

    def _follow(self) -> None:
        while self.waiting:
            self._open(self.waiting.pop(0), even_if_known=True)

    def _open(self, path: str, *, even_if_known: bool) -> None:
        match = _match(path)
        if match is None or path in self.tried or not self._is_for(match):
            return
        self.tried.add(path)
        kind, words = self._kind(match, path), _words(match)
        if RECORD in match.kwargs and words and self.seen.get(words, 0) >= ENOUGH:
            return
        if self.seen.get(kind, 0) >= (ALIKE if even_if_known else 1):
            return
        with undone():
            answer = self.client.get(path)
            body = answer.getvalue()
        self.found.requests += 1
        if answer.status_code >= 500:
            self.found.server_errors.append((self.reader.role, path))
        if answer.status_code in (301, 302) and answer["Location"].startswith("/"):
            self.waiting.append(answer["Location"])
        if answer.status_code != 200:
            return
        for same in {kind, words}:
            self.seen[same] = self.seen.get(same, 0) + 1
        if not answer.get("Content-Type", "").startswith("text/html"):
            return
        if b"<html" not in body:
            return  # a part of a page, which a script asks for
        page = read(path, body.decode())
        self.found.sights.append(Sight(self.reader, match.view_name, path, page))
        # What is only sent to may be asked for too; its answer is then an error or a form.
        self.waiting += [*page.links, *(form.action for form in page.posts)]

    def _is_for(self, match: ResolverMatch) -> bool:
        """Say whether to open this one: a page for everybody looks alike to all who signed in."""
        if match.view_name in NOT_OPENED or self.only not in f"/{match.route}":
            return False
        is_public = getattr(match.func, "audience", None) == PUBLIC
        return self.reader.opens_public or not is_public or match.view_name == HOME

    def _kind(self, match: ResolverMatch, path: str) -> str:
        """Return what makes an address one of its kind: its route, its words, which record."""
        record = str(match.kwargs.get(RECORD, ""))
        # Of the many records that a list leads to, those that were chosen stand for the others.
        record = record if record in self.records else record and "another"
        query = sorted((n, plain(v)) for n, v in parse_qsl(urlsplit(path).query))
        return f"{match.view_name} {_words(match)} {record} {urlencode(query)}"

    def _of_own_records(self, chosen: list[UUID]) -> Iterator[str]:
        for route in self.routes:
            if RECORD in route.arguments and chosen:
                for address in addresses(route, chosen):
                    if address.record != UNKNOWN:
                        yield address.path

    def _never_reached(self) -> Iterator[str]:
        """Yield addresses of rows of the database, for routes to which no link led."""
        reached = {kind.partition(" ")[0] for kind in self.seen}
        for route in self.routes:
            if route.name not in reached and RECORD not in route.arguments:
                for address in addresses(route, [UNKNOWN]):
                    if not address.in_query:
                        yield address.path


def _one_of_each(actor: Actor) -> list[UUID]:
    """Return a record of each kind and state that somebody sees. Call as them."""
    visible = permissions.visible_to(actor, Action.VIEW, Item.objects.order_by("pk"))
    facts = visible.values_list("pk", "kind", "state", "risk_marked")
    return list({tuple(rest): pk for pk, *rest in facts}.values())


def _words(match: ResolverMatch) -> str:
    """Return the words of an address, such as what is done there, with its route; "" without any."""
    words = [str(v) for v in match.kwargs.values() if not isinstance(v, UUID | int)]
    return " ".join([match.view_name, *words]) if words else ""


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(path).path)
    except Resolver404:
        return None
