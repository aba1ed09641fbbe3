"""One request, one unit of work: transaction, identity, audit, a truthful answer on failure."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from schoolslink.access import audit
from schoolslink.access.actor import PUBLIC, Actor
from schoolslink.access.sessions import SessionStore
from schoolslink.access.unit import NotWritten, Unit, entered
from schoolslink.kernel.ids import new_id
from schoolslink.web.errors import not_known_whether_saved

log = logging.getLogger(__name__)

AWAY = (
    OperationalError,
    InterfaceError,
    # Not every statement goes through Django: the identity is set on the driver's own cursor.
    psycopg.OperationalError,
    psycopg.InterfaceError,
    NotWritten,
)
WITHOUT_DATABASE = ("/healthz", "/readyz")  # readyz asks in its own way


class OneTransaction:
    """Runs every request in one transaction that commits before the first byte leaves.

    Stands above the session, sign-in and message middleware, so that theirs is inside too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = str(new_id())
        if request.path in WITHOUT_DATABASE or request.path.startswith("/static/"):
            request.actor = PUBLIC
            return self.get_response(request)
        request.apart = []
        # Found out from the session at the first use and not before: a public page costs nothing.
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        request.unit = Unit(actor=lambda: request.actor, request_id=request.request_id)
        began = time.perf_counter()
        response = self._in_one_transaction(request)
        log.info(
            "request",
            extra={
                "request": request.request_id,
                "route": request.unit.route,
                "method": request.method,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            },
        )
        return response

    def _in_one_transaction(self, request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic(), entered(request.unit):
                response = self._answer(request, request.unit)
        except Exception as error:
            if not is_away(error):
                raise
            log.error("request not kept", extra={"error": type(error.__cause__ or error).__name__})
            return not_known_whether_saved(request)
        return self._write_apart(request, response)

    def _answer(self, request: HttpRequest, unit: Unit) -> HttpResponse:
        """Return the response; roll back whatever an error left half done."""
        response = self.get_response(request)
        if hasattr(response, "render") and callable(response.render):
            response = response.render()
        if shows_who_is_here(request, response):
            response["Cache-Control"] = "no-store"
        if unit.failed or response.status_code >= 400:
            transaction.set_rollback(True)
            return response
        unit.finish()
        # In a test ours is a savepoint, and SET LOCAL outlives the release of a savepoint.
        if connection.savepoint_ids:
            unit.forget()
        return response

    def _write_apart(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write what must survive a rollback: denials and failed sign-ins, apart."""
        apart = list(request.apart)
        # Only where a view asked who it is: an address that does not exist was denied to nobody.
        asked = getattr(getattr(request, "session", None), "opened", None)
        if response.status_code in (403, 404) and asked and request.actor.kind != "public":
            apart.append((request.actor, "denied", {"route": request.unit.route}))
        try:
            for actor, kind, detail in apart:
                audit.record_apart(actor, kind, detail)
        except AWAY as away:
            log.error("denial not kept", extra={"error": type(away.__cause__ or away).__name__})
            return not_known_whether_saved(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Mark the unit failed: Django makes a 500 of the exception, and that would commit."""
        if unit := getattr(request, "unit", None):
            unit.failed = True
        if is_away(exception):
            return not_known_whether_saved(request)
        return None

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Name the route for audit and logs (the path itself holds ids and is never written)."""
        if (unit := getattr(request, "unit", None)) and request.resolver_match:
            unit.route = request.resolver_match.view_name or ""
        return None


def is_away(error: BaseException | None) -> bool:
    """Say whether the database went away beneath an error, whoever raised it: the queue has its own."""
    while error is not None:
        if isinstance(error, AWAY):
            return True
        error = error.__cause__
    return False


def shows_who_is_here(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether this is a page for everybody, with a name or a way back in its head all the same."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    is_kept = "public" in response.get("Cache-Control", "")
    return is_page and is_kept and request.actor.kind != "public"


def actor_of(request: HttpRequest) -> Actor:
    """Return who the request's session says is asking; the public when there is none."""
    session = getattr(request, "session", None)
    if not isinstance(session, SessionStore) or not session.session_key:
        return PUBLIC
    chosen = session.get("acting")  # loads the session, and with it who is asking
    opened = session.opened
    if opened is None:
        return PUBLIC
    request_id = getattr(request, "request_id", "")
    if opened.family_code is not None:
        return Actor(
            kind="family",
            subject_id=opened.family_code,
            child_id=opened.child_id,
            item_id=opened.item_id,
            relationship=opened.relationship,  # type: ignore[arg-type]
            request_id=request_id,
        )
    if opened.person_id is None:
        return PUBLIC
    first = opened.memberships[0].id if opened.memberships else None
    acting = next((h.id for h in opened.memberships if str(h.id) == chosen), first)
    return Actor(
        kind="person",
        subject_id=opened.person_id,
        name=opened.name,
        memberships=opened.memberships,
        closed=opened.closed,
        glass=opened.glass,
        answers=opened.answers,
        acting=acting,
        language=opened.language,
        request_id=request_id,
    )
