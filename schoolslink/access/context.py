"""What every page's head shows of whoever is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _


def account(request: HttpRequest) -> dict[str, Any]:
    """Return the account links for the layout: name and the way out; nothing for a visitor."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {"account": None}
    return {
        "account": {
            "name": actor.name,
            "links": [{"href": "/sign-out", "text": _("Sign out")}],
        }
    }
