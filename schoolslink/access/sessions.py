"""Django's session, kept behind definer functions and bound to its key and person by a MAC.

Named in settings as SESSION_ENGINE. One statement opens it and says who its person is and what
they hold today, so that a membership ended a moment ago is gone with the next page.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection

from schoolslink.access.actor import Held
from schoolslink.access.roles import Role
from schoolslink.access.unit import NoUnit, current
from schoolslink.kernel import clock

LONGEST = timedelta(hours=12)
FAMILY_KEY = "family_code"


@dataclass(frozen=True)
class Opened:
    """What the database said of an open session."""

    person_id: UUID | None
    family_code: UUID | None
    started_at: datetime
    ends_at: datetime
    name: str
    language: str
    memberships: tuple[Held, ...]
    child_id: UUID | None = None
    relationship: str = ""
    item_id: UUID | None = None
    closed: frozenset[UUID] = frozenset()
    glass: frozenset[UUID] = frozenset()
    answers: frozenset[UUID] = frozenset()


def key_hash(key: str) -> bytes:
    """Return what is stored of a session key."""
    return hashlib.sha256(key.encode()).digest()


def _mac(
    key: bytes, hashed: bytes, data: str, person: UUID | None, family: UUID | None, end: datetime
) -> bytes:
    moment = end.astimezone(UTC).isoformat()
    said = f"{hashed.hex()}|{person or ''}|{family or ''}|{moment}|".encode()
    return hmac.new(key, said + data.encode(), hashlib.sha256).digest()


def _is_ours(mac: bytes, *said: Any) -> bool:
    """Say whether one of our keys, the present or an older one, made this MAC."""
    keys = settings.RINGS["SESSION_KEY"].keys.values()
    return any(hmac.compare_digest(mac, _mac(key, *said)) for key in keys)


def _bare():
    """Let the session's own statements run before anybody is known."""
    try:
        return current().unidentified()
    except NoUnit:
        return nullcontext()


class SessionStore(SessionBase):
    """One browser's session. `opened` holds who it is, after the first touch."""

    opened: Opened | None = None

    def load(self) -> dict[str, Any]:
        """Return the session's data; an unknown, ended or altered one is empty and forgotten."""
        row = self._row() if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row)

    def _row(self) -> str | None:
        hashed = key_hash(self.session_key or "")
        with _bare(), connection.cursor() as cursor:
            cursor.execute("select * from access.session_open(%s)", [hashed])
            found = cursor.fetchone()
        if found is None:
            return None
        (
            data, person, family, started, end, mac, name, language, memberships, child, way, item,
            closed, glass, answers,
        ) = found  # fmt: skip
        if not _is_ours(bytes(mac), hashed, data, person, family, end):
            return None
        self.opened = Opened(
            person_id=person,
            family_code=family,
            started_at=started,
            ends_at=end,
            name=name or "",
            language=language or "en",
            memberships=tuple(
                Held(UUID(m), UUID(o), kind, label, Role(role))
                for m, o, kind, label, role in json.loads(memberships)
            ),
            child_id=child,
            relationship=way or "",
            item_id=item,
            closed=frozenset(closed),
            glass=frozenset(glass),
            answers=frozenset(answers),
        )
        return data

    def exists(self, session_key: str) -> bool:
        """Say whether the key is taken."""
        with _bare(), connection.cursor() as cursor:
            cursor.execute("select 1 from access.session_open(%s)", [key_hash(session_key)])
            return cursor.fetchone() is not None

    def create(self) -> None:
        """Begin a session under a new key."""
        self._session_key = secrets.token_urlsafe(32)
        self.opened = None
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Keep the session; raise UpdateError when it ended meanwhile, as Django expects."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        person = UUID(data[PERSON_KEY]) if PERSON_KEY in data else None
        family = UUID(data[FAMILY_KEY]) if FAMILY_KEY in data else None
        if must_create or self.opened is None:
            started = clock.real_now()
            end = started + LONGEST
        else:
            started, end = self.opened.started_at, self.opened.ends_at
        text, hashed = self.encode(data), key_hash(self.session_key)
        _, key = settings.RINGS["SESSION_KEY"].current
        mac = _mac(key, hashed, text, person, family, end)
        with _bare(), connection.cursor() as cursor:
            cursor.execute(
                "select access.session_save(%s, %s, %s, %s, %s, %s, %s, %s)",
                [hashed, must_create, text, person, family, started, end, mac],
            )
            row = cursor.fetchone()
        if not (row and row[0]):
            raise CreateError if must_create else UpdateError
        if self.opened is None:
            self.opened = Opened(person, family, started, end, "", "en", ())
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End the session."""
        key = session_key or self.session_key
        if key is None:
            return
        with _bare(), connection.cursor() as cursor:
            cursor.execute("select access.session_end(%s)", [key_hash(key)])

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what ended."""
        with connection.cursor() as cursor:
            cursor.execute("select access.sessions_sweep()")

    def cycle_key(self) -> None:
        """Go on under a new key: at every sign-in."""
        data = self._session
        old = self.session_key
        self.create()
        self._session_cache = data
        self.save()
        if old:
            self.delete(old)
