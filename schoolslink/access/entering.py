"""A browser comes in or goes: the session changes its key, and the audit says so apart."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from schoolslink.access import limits
from schoolslink.access.actor import PUBLIC, Actor
from schoolslink.access.models import Person
from schoolslink.access.sessions import FAMILY_KEY
from schoolslink.kernel import clock

HALFWAY = "halfway"
HALFWAY_SECONDS = 600


def come_in(request: HttpRequest, person_id: UUID, *, how: str) -> None:
    """Sign this browser in as a person, under a new session key."""
    _begin(request, {PERSON_KEY: str(person_id)})
    Person.objects.filter(pk=person_id).update(last_login=clock.real_now())
    actor = Actor(kind="person", subject_id=person_id, request_id=_id(request))
    _say(request, actor, "login", {"how": how})


def come_in_as_family(request: HttpRequest, code_id: UUID) -> None:
    """Let this browser see what one family's code opens, under a new session key."""
    _begin(request, {FAMILY_KEY: str(code_id)})
    _say(
        request,
        Actor(kind="family", subject_id=code_id, request_id=_id(request)),
        "login",
        {"how": "family code"},
    )


def joined(request: HttpRequest, person_id: UUID, purpose: str) -> None:
    """Record that somebody used a link. It signs nobody in."""
    actor = Actor(kind="person", subject_id=person_id, request_id=_id(request))
    _say(request, actor, "link.used", {"purpose": purpose})


def come_halfway(request: HttpRequest, person_id: UUID, name: str, *, go_on: str) -> None:
    """Remember who has shown a password and still owes the second step."""
    said = {"person": str(person_id), "name": name, "at": time.time(), "next": go_on}
    _begin(request, {HALFWAY: said})


def halfway(request: HttpRequest) -> dict[str, Any] | None:
    """Return who is halfway in (person, name, next), for ten minutes."""
    said = request.session.get(HALFWAY)
    if not said or time.time() - said["at"] > HALFWAY_SECONDS:
        return None
    return {**said, "person": UUID(said["person"])}


def leave(request: HttpRequest) -> None:
    """End this browser's session."""
    actor = request.actor
    if actor.kind in ("person", "family"):
        _say(request, actor, "logout", {})
    request.session.flush()


def failed(request: HttpRequest, how: str) -> None:
    """Record a sign-in that failed: how, and from which address, hidden."""
    machine = limits.hidden(limits.machine_of(request)).hex()
    _say(request, PUBLIC, "failed", {"how": how, "from": machine})


def _begin(request: HttpRequest, said: dict[str, Any]) -> None:
    """Start afresh: nothing that was chosen before signing in comes along."""
    request.session.flush()
    request.session.update(said)
    request.session.create()
    rotate_token(request)


def _say(request: HttpRequest, actor: Actor, kind: str, detail: dict[str, Any]) -> None:
    request.apart.append((actor, kind, {**detail, "route": request.unit.route}))


def _id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
