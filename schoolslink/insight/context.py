"""The menu of every page: the few places a role comes back to, and one's messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolslink.access.actor import Actor, Held
from schoolslink.access.roles import Role

TEAM = (Role.CAMHS_CONTACT, Role.TRIAGER, Role.SUPPORT_TEAM_WORKER)
HERE = "organisation"  # an address that is about the organisation of the role

# Organisation's kind, roles (empty: all), address, its argument, and what it is called.
PLACES: tuple[tuple[str, tuple[Role, ...], str, str, Any], ...] = (
    ("school", (), "home", "", gettext_lazy("First page")),
    ("school", (), "directory:school", HERE, gettext_lazy("Your school")),
    ("", TEAM, "referrals:queue", "", gettext_lazy("Queue")),
    ("", TEAM, "directory:my-schools", "", gettext_lazy("My schools")),
    ("", (Role.SERVICE_MANAGER,), "referrals:service", "", gettext_lazy("What is open")),
    ("service", (Role.SERVICE_MANAGER,), "service-clocks", HERE,
     gettext_lazy("How long people wait")),
    ("service", (Role.CAMHS_CONTACT, Role.SERVICE_MANAGER), "directory:service", HERE,
     gettext_lazy("Your service")),
    ("", (Role.SERVICE_MANAGER,), "people", HERE, gettext_lazy("People")),
    ("", (Role.TRUST_LEAD,), "group-schools", "", gettext_lazy("My schools")),
    ("", (Role.AREA_COORDINATOR,), "directory:areas", "", gettext_lazy("Your area")),
    ("", (Role.OPERATOR,), "directory:set-up-areas", "", gettext_lazy("Areas")),
    ("", (Role.NATIONAL_TEAM,), "national", "", gettext_lazy("England")),
    ("", (Role.AREA_COORDINATOR, Role.NATIONAL_TEAM, Role.OPERATOR), "directory:all-schools", "",
     gettext_lazy("Schools")),
    ("area", (Role.AREA_COORDINATOR,), "directory:people", HERE, gettext_lazy("People")),
    ("", (Role.OPERATOR,), "people", HERE, gettext_lazy("People")),
)  # fmt: skip


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of whoever is signed in; none for a visitor or a family."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {}
    shown: dict[str, Any] = {}
    for href, text in places(actor):
        shown.setdefault(href, text)
    shown[reverse("messages")] = _("Messages")
    return {
        "navigation": [
            {"href": href, "text": text, "current": href == request.path}
            for href, text in shown.items()
        ]
    }


def places(actor: Actor) -> Iterator[tuple[str, Any]]:
    """Yield the places of the role acted in, else of every role held; those come in their order."""
    acting = [held for held in actor.memberships if held.id == actor.acting]
    for held in acting or actor.memberships:
        for kind, roles, name, argument, text in PLACES:
            if _fits(held, kind, roles):
                yield reverse(name, args=[held.organisation_id] if argument else []), text


def _fits(held: Held, kind: str, roles: tuple[Role, ...]) -> bool:
    return kind in ("", held.organisation_kind) and (not roles or held.role in roles)
