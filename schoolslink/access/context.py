"""What every page's head shows of whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def account(request: HttpRequest) -> dict[str, Any]:
    """Return the account links for the layout: who, for whom, and the way out; none for a visitor."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {"account": None}
    acting = next((held for held in actor.memberships if held.id == actor.acting), None)
    links = [
        {"href": reverse("account"), "text": _("Your account")},
        {"href": reverse("sign-out"), "text": _("Sign out"), "post": True},
    ]
    if acting and len(actor.memberships) > 1:
        links.insert(0, {"href": reverse("account"), "text": acting.organisation_name})
    return {"account": {"name": actor.name, "links": links}}
