"""What a program reads in the place of an error page: problem details (RFC 9457), never HTML."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _

PLACE = "/api/"
MEDIA_TYPE = "application/problem+json"
# What each is, for people: a place on the page about the API.
TYPE = "/api/v1/docs#problem-{status}"

# Where a page speaks of buttons and forms, or where there is no such page.
SAID: dict[int, tuple[Any, Any]] = {
    401: (_("Sign in first"), _("Nobody is signed in here, or not any more.")),
    404: (_("Not found"), _("There is nothing at this address, or it is not for you.")),
    405: (_("This address can only be read"), _("Nothing was saved.")),
    422: (_("We could not read what you asked for"), _("What is wrong is said beside its name.")),
}


def asked_for(request: HttpRequest | None) -> bool:
    """Say whether it is a program that asks."""
    return request is not None and request.path_info.startswith(PLACE)


def problem(
    request: HttpRequest, status: int, title: str = "", detail: str = "", **more: Any
) -> JsonResponse:
    """Return a problem: what happened and what to do, in the sentences that people read.

    instance: the number of this request, by which an operator finds it again. more: members of the
    problem's own.
    """
    title, detail = SAID.get(status, (title, detail))
    body = {
        "type": TYPE.format(status=status),
        "status": status,
        "title": str(title),
        "detail": str(detail),
    }
    if number := getattr(request, "request_id", ""):
        body["instance"] = f"urn:uuid:{number}"
    response = JsonResponse(body | more, status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def not_signed_in(request: HttpRequest, door: str, cookie: str) -> JsonResponse:
    """Answer 401: where to sign in, and the cookie that comes of it; never a way there by itself."""
    response = problem(request, 401)
    response["WWW-Authenticate"] = f'Cookie form-action="{door}", cookie-name="{cookie}"'
    return response
