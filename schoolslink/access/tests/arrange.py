"""What tests of any part arrange first: people, organisations, memberships, a signed-in browser.

Call these inside `with as_seed():`, except `sign_in`, which does what the sign-in page does.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.test import Client

from schoolslink.access.models import Membership, Organisation, Person, Role
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id


def organisation(kind: str = "school", name: str = "Hillside Primary") -> Organisation:
    """Make an organisation."""
    return Organisation.objects.create(kind=kind, name=name)


def person(name: str = "Amira Khan", email: str = "") -> Person:
    """Make somebody with an address nobody else has."""
    pk = new_id()
    return Person.objects.create(pk=pk, name=name, email=email or f"{pk}@example.invalid")


def member(
    who: Person,
    where: Organisation,
    role: Role,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Membership:
    """Give somebody a role, since yesterday unless said otherwise, by the real calendar."""
    return Membership.objects.create(
        person=who,
        organisation=where,
        role=role,
        from_on=from_on or clock.real_now().date() - timedelta(days=1),
        until_on=until_on,
    )


def sign_in(client: Client, who: Person) -> SessionStore:
    """Sign a test's browser in as this person."""
    return _with_session(client, {PERSON_KEY: str(who.pk)})


def enter_family(client: Client, code_id: UUID) -> SessionStore:
    """Let a test's browser in by a family's code."""
    return _with_session(client, {FAMILY_KEY: str(code_id)})


def _with_session(client: Client, said: dict[str, str]) -> SessionStore:
    session = SessionStore()
    session.update(said)
    session.save()
    assert session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return session
