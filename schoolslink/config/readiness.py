"""Whether this process can do its work now: asked by whatever spreads the load, and by operators."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from functools import cache

from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolslink.access.jobs import as_system
from schoolslink.access.limits import address_of
from schoolslink.access.unit import ClockWrong
from schoolslink.web.proxies import is_ours

KEPT_SECONDS = 3


class NotReady(Exception):
    """The message is one word for the cause; no name, address or row."""


def database() -> None:
    """Ask the database for anything."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return every migration of this code; it cannot change while we run."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def migrations() -> None:
    """Raise NotReady when the database lacks a migration that this code has."""
    with connection.cursor() as cursor:
        cursor.execute("select app, name from django_migrations")
        applied = set(cursor.fetchall())
    if known_migrations() - applied:
        raise NotReady("pending")


def identity() -> None:
    """Say who we are, and hear it back from the database, which checks the signature."""
    with as_system("readiness"), connection.cursor() as cursor:
        cursor.execute("select (access.who()).kind")
        if cursor.fetchone() != ("system",):
            raise NotReady("refused")


def audit() -> None:
    """Append to the audit, and take it back: the chain must be there, and free."""
    with as_system("readiness"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select audit.append(array['readiness'], array['{}'])")
        transaction.set_rollback(True)


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "identity": identity,
    "audit": audit,
}


def found() -> dict[str, str]:
    """Return "ok" or one word of trouble for each check."""
    said = {}
    for name, check in CHECKS.items():
        try:
            check()
            said[name] = "ok"
        except NotReady as reason:
            said[name] = str(reason)
        except ClockWrong:
            said[name] = "clock"
        except DatabaseError:
            said[name] = "failed"
    return said


class Kept:
    """What was found last, for a few seconds: a flood of questions asks the database once.

    The audit's check takes the lock that every page needs, so it must not be anybody's to repeat.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.said: dict[str, str] = {}
        self.until = 0.0

    def ask(self) -> dict[str, str]:
        """Return what is known, or find it out; those who ask meanwhile wait for the same answer."""
        with self.lock:
            if time.monotonic() >= self.until:
                self.said = found()
                self.until = time.monotonic() + KEPT_SECONDS
            return self.said


kept = Kept()


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well, else 503; say no more than which check failed.

    For this machine and the proxies named in the settings; to anybody else it does not exist.
    """
    address = address_of(request)
    if not (is_here(address) or is_ours(address)):
        raise Http404
    said = kept.ask()
    return JsonResponse(said, status=200 if set(said.values()) == {"ok"} else 503)


def is_here(address: str) -> bool:
    """Say whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
