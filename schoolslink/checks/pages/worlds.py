"""The two worlds whose pages are opened: one where nothing has been asked yet, one that is lived in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse

from schoolslink.access.models import FamilyCode, Membership, Person, Persona
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.checks import village
from schoolslink.checks.ground import standing_as, undone
from schoolslink.checks.oracle import Who
from schoolslink.checks.pages import hostile
from schoolslink.directory import tokens
from schoolslink.directory.models import Nomination
from schoolslink.kernel import clock
from schoolslink.referrals.models import Item


@dataclass(frozen=True)
class Reader:
    """Somebody who opens pages: a role, as whom to sign in, and in which language."""

    role: str
    who: Who
    language: str = ""
    opens_public: bool = False  # also the pages that are for everybody
    by_mail: tuple[str, ...] = ()  # addresses that only a mail leads to

    def cookies(self) -> dict[str, str]:
        """Return what their browser holds: a session, and the language chosen before."""
        held = {"language": self.language} if self.language else {}
        if self.who.kind == "public":
            return held
        session = SessionStore()
        session[PERSON_KEY if self.who.kind == "person" else FAMILY_KEY] = str(self.who.id)
        session.create()
        return held | {settings.SESSION_COOKIE_NAME: session.session_key or ""}


class Undoing(StaticFilesHandler):
    """Serves the site; whatever a request changed is undone, so that each meets the same world."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer, and put everything back. Not in get_response, which is asked for files alone."""
        # It would close the connection, which is within a transaction already when a page begins.
        request_started.disconnect(close_old_connections)
        with undone():
            return super().__call__(environ, start_response)


def client(reader: Reader) -> Client:
    """Return a client that asks as this reader, without a browser."""
    found = Client(raise_request_exception=False)
    for name, value in reader.cookies().items():
        found.cookies[name] = value
    return found


def settle() -> list[Reader]:
    """Make a place where nothing was asked; return everybody in it, and nobody in particular."""
    made = village.settle("Quiet")
    people = [Reader(role, Who("person", person)) for role, person in made.people.items()]
    return [Reader("nobody", Who("public"), opens_public=True), *people]


def live(people: dict[str, UUID], places: dict[str, UUID], languages: list[str]) -> list[Reader]:
    """Add hostile words, and whoever is missing, to the demonstration's world; return its readers.

    people, places: of the lived-in area, by the names that the world gives them.
    """
    links = tuple(_in_mails())
    readers = [
        Reader(f"nobody {language}".strip(), Who("public"), language, True, links)
        for language in ["", *languages]
    ] + _players()
    readers += _everybody_else(places, {reader.role for reader in readers})
    item = hostile.ask(people["nadia"], people["priya"], places["northgate"])
    for relationship, code in _codes(item):
        readers.append(Reader(f"family {relationship}", Who("family", code)))
        for language in languages:
            readers.append(
                Reader(f"family {relationship} {language}", Who("family", code), language)
            )
    return readers


def _players() -> list[Reader]:
    """Return one of the demonstration's own people for each of their roles and places."""
    with standing_as("seed"):
        people = [p.person_id for p in Persona.objects.filter(person__isnull=False)]
        roles = {
            (m.role, m.organisation_id): m.person_id
            for m in Membership.objects.filter(person_id__in=people).order_by("from_on", "pk")
        }
    return [
        Reader(role, Who("person", person), opens_public=number == 0)
        for number, ((role, _), person) in enumerate(roles.items())
    ]


def _everybody_else(places: dict[str, UUID], there: set[str]) -> list[Reader]:
    """Seat somebody of every role that the demonstration has nobody of."""
    at = {
        "school": "northgate",
        "service": "service",
        "team": "team",
        "area": "area",
        "programme": "country",
    }
    readers = []
    with standing_as("seed"):
        for kind, roles in village.PLACE_OF.items():
            for role in set(roles.split()) - there:
                if kind not in at:
                    continue
                person = Person.objects.create(
                    name=f"Of {role}", email=f"{role}@{kind}.example.invalid"
                )
                Membership.objects.create(
                    person=person,
                    organisation_id=places[at[kind]],
                    role=role,
                    from_on=clock.local_day(clock.real_now()),
                )
                readers.append(Reader(role, Who("person", person.pk)))
    return sorted(readers, key=lambda reader: reader.role)


def _in_mails() -> Iterator[str]:
    """Yield the address at which a school that was asked names somebody: the first that waits."""
    with standing_as("seed"):
        waiting = Nomination.objects.filter(state="waiting").order_by("pk").first()
    if waiting:
        yield reverse("directory:nominate", args=[tokens.token(tokens.NOMINATION, waiting.pk)])


def _codes(unkind: UUID) -> Iterator[tuple[str, UUID]]:
    """Yield the codes of one family for each state that a request is in, and those of hostile words."""
    with standing_as("seed"):
        codes = FamilyCode.objects.filter(revoked_at__isnull=True).order_by("-made_at")
        states = dict(Item.objects.values_list("pk", "state"))
        seen = set()
        for code in codes:
            state = "hostile" if code.item_id == unkind else states[code.item_id]
            if (state, code.relationship) not in seen:
                seen.add((state, code.relationship))
                yield f"{code.relationship} {state}", code.pk
