"""One unit of work: one transaction, one identity, one line in the audit; requests and jobs alike.

The identity is set by the first statement, whoever sends it; the audit row is the last statement
before the commit. What a unit read and did is collected here and written at once, so that the
audit's one chain is held for microseconds and not for a whole page.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from schoolslink.access import identity
from schoolslink.access.actor import Actor
from schoolslink.kernel.ids import new_id

# A token lives a minute; a long job takes a new one while the old one still holds.
RENEW_AFTER_SECONDS = identity.LIFETIME_SECONDS / 2
# By how much this machine's clock may differ from the database's before nothing is done any more:
# by a day, and every promise made from "today" would be wrong by a day.
MOST_SKEW_SECONDS = 60


# How the ORM's own questions begin. A function may write: what calls one by hand counts as writing.
_READING = ('SELECT "', "SELECT %s AS ", "SELECT COUNT(", "SAVEPOINT ", "RELEASE SAVEPOINT ")


class NotWritten(Exception):
    """The audit could not be written, so nothing was done and nothing is shown."""


class ClockWrong(NotWritten):
    """This machine's clock and the database's tell another time, so nothing was done."""


@dataclass
class Unit:
    """What one request or job has begun, read and done so far."""

    actor: Callable[[], Actor]
    route: str = ""
    request_id: str = ""
    begun: bool = False
    begun_at: float = 0.0
    failed: bool = False
    bare: bool = False
    wrote: bool = False
    reads: list[dict[str, Any]] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    children: set[UUID] = field(default_factory=set)
    keys: dict[UUID, bytes] = field(default_factory=dict)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Wrap a statement: set the identity before the first one."""
        if not self.bare and (
            not self.begun or time.monotonic() - self.begun_at > RENEW_AFTER_SECONDS
        ):
            self.begin(context["cursor"].cursor)
        if not self.wrote and not str(sql).startswith(_READING):
            self.wrote = True
        return execute(sql, params, many, context)

    def begin(self, cursor: Any) -> None:
        """Tell the database who asks. Nobody (a public page) is told as nobody.

        Raises ClockWrong where the two clocks differ.
        """
        self.begun = True
        self.begun_at = time.monotonic()
        actor = self.actor()
        if actor.kind != "public":
            cursor.execute(
                "select set_config('schoolslink.token', %s, true),"
                " extract(epoch from clock_timestamp())",
                [identity.mint(actor)],
            )
            if abs(float(cursor.fetchone()[1]) - time.time()) > MOST_SKEW_SECONDS:
                raise ClockWrong(ClockWrong.__doc__)

    @contextlib.contextmanager
    def unidentified(self) -> Iterator[None]:
        """Run the statement that finds out who asks, before it can be said."""
        self.bare = True
        try:
            yield
        finally:
            self.bare = False

    def finish(self) -> None:
        """Check what was deferred, then write the audit: the last statements before the commit.

        Raises NotWritten when the audit refuses.
        """
        if not (self.begun or self.events or self.reads):
            return
        kinds = [kind for kind, _ in self.events]
        bodies = [body for _, body in self.events]
        if self.reads:
            kinds.append("view")
            bodies.append({"reads": self._reads(), "children": _as_text(self.children)})
        if not (kinds or self.wrote):
            return
        if not (kinds or connection.savepoint_ids):
            return  # what was deferred is checked by the commit, which comes now
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            if not kinds:
                return
            acting = self.actor().acting
            frame = {"route": self.route} | ({"acting": str(acting)} if acting else {})
            texts = [json.dumps(frame | body) for body in bodies]
            try:
                cursor.execute("select audit.append(%s, %s)", [kinds, texts])
            except DatabaseError as error:
                raise NotWritten(NotWritten.__doc__) from error

    def _reads(self) -> list[dict[str, Any]]:
        """Return the reads; with its own children each that was not about all of this unit's.

        A page shows more of one child than of another: whose words were read must stay known.
        """
        return [
            {name: value for name, value in read.items() if name != "children"}
            | (
                {}
                if read["children"] == self.children
                else {"children": _as_text(read["children"])}
            )
            for read in self.reads
        ]

    def forget(self) -> None:
        """Take back what would outlive us inside another transaction: identity, checks at once."""
        if self.begun and connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("select set_config('schoolslink.token', '', true)")
                cursor.execute("set constraints all deferred")


def _as_text(children: set[UUID]) -> list[str]:
    return [str(child) for child in sorted(children)]


_current: ContextVar[Unit | None] = ContextVar("unit", default=None)


class NoUnit(Exception):
    """Something touched the record outside a unit of work, where nobody would have seen it."""


def current() -> Unit:
    """Return the unit of work under way; raise NoUnit when there is none."""
    unit = _current.get()
    if unit is None:
        raise NoUnit(NoUnit.__doc__)
    return unit


@contextlib.contextmanager
def entered(unit: Unit) -> Iterator[Unit]:
    """Make the unit current and send every statement through it, and through no unit around it."""
    around = _current.get()
    mark = _current.set(unit)
    silent = around.unidentified() if around else contextlib.nullcontext()
    try:
        with silent, connection.execute_wrapper(unit):
            yield unit
    finally:
        _current.reset(mark)
        if around:
            around.begun_at = float("-inf")  # its identity was replaced by ours: say it again


@contextlib.contextmanager
def attempt() -> Iterator[None]:
    """Run a block that may be refused: what it wrote, and what it recorded, goes when it raises.

    The page that then shows the refusal still commits its own audit of what it showed.
    """
    unit = current()
    recorded = len(unit.events)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        del unit.events[recorded:]
        raise


@contextlib.contextmanager
def acting(actor: Actor, *, route: str = "") -> Iterator[Actor]:
    """Run a block as one unit of work of this actor: transaction, identity, audit."""
    if not actor.request_id:
        actor = replace(actor, request_id=str(new_id()))
    unit = Unit(actor=lambda: actor, route=route, request_id=actor.request_id)
    # The lambda is what the request's unit needs too: there the actor is found out late.
    with transaction.atomic(), entered(unit):
        yield actor
        unit.finish()
        if connection.savepoint_ids:
            unit.forget()
