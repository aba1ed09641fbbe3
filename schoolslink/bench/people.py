"""People of an invented world, signed in: at a browser in this process, or at one of their own."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

from django.conf import settings
from django.test import Client

from schoolslink.access.middleware import actor_of
from schoolslink.access.sessions import PERSON_KEY, SessionStore


class Person:
    """Somebody with a session: the cookie of their browser, and who the database takes them for."""

    def __init__(self, person_id: UUID):
        session = SessionStore()
        session.update({PERSON_KEY: str(person_id)})
        session.save()
        self.cookie = session.session_key or ""
        request = SimpleNamespace(session=SessionStore(self.cookie), request_id="bench")
        self.actor = actor_of(request)  # type: ignore[arg-type]

    @property
    def cookies(self) -> dict[str, str]:
        """Return what their browser sends."""
        return {settings.SESSION_COOKIE_NAME: self.cookie}

    def client(self) -> Client:
        """Return them at a browser inside this process."""
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.cookie
        return client
