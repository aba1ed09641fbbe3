"""Every address says who may ever open it. One without a word is refused, and a house test finds it.

The audience is the outer door only: what somebody sees behind it is decided record by record in the
parts' `permissions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.http import url_has_allowed_host_and_scheme

from schoolslink.access.actor import Actor
from schoolslink.access.roles import Role
from schoolslink.web import problems
from schoolslink.web.errors import signed_out


@dataclass(frozen=True)
class Audience:
    """Who may open an address: kinds of actor and, among people, the roles they must hold."""

    name: str
    kinds: frozenset[str]
    roles: frozenset[Role] = frozenset()

    def admits(self, actor: Actor) -> bool:
        """Say whether this actor belongs to the audience."""
        if actor.kind not in self.kinds:
            return False
        return actor.kind != "person" or not self.roles or actor.holds(*self.roles)


EVERY_KIND = frozenset({"public", "person", "family", "machine"})
PUBLIC = Audience("public", EVERY_KIND)
ANYONE_WITH_LINK = Audience("anyone with the link", EVERY_KIND)
SIGNED_IN = Audience("signed in", frozenset({"person"}))
FAMILY = Audience("family", frozenset({"family"}))


def roles(*wanted: Role) -> Audience:
    """Return the audience of people who hold one of these roles."""
    return Audience("roles: " + ", ".join(sorted(wanted)), frozenset({"person"}), frozenset(wanted))


def route(
    pattern: str, view: Callable[..., HttpResponse], *, name: str, to: Audience
) -> URLPattern:
    """Return the address of a view for an audience; outside it, signed in, the page is not found."""
    return path(pattern, guarded(view, to), name=name)


def guarded(view: Callable[..., HttpResponse], to: Audience) -> Callable[..., HttpResponse]:
    """Return the view behind its outer door."""

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if to in (PUBLIC, ANYONE_WITH_LINK):
            return view(request, *args, **kwargs)
        if not to.admits(request.actor):  # type: ignore[attr-defined]
            return _turned_away(request, to)
        return view(request, *args, **kwargs)

    at_the_door.audience = to  # type: ignore[attr-defined]
    return at_the_door


def _turned_away(request: HttpRequest, to: Audience) -> HttpResponse:
    """Send a visitor to the right sign-in; tell anybody else that there is no such page.

    What was sent here is given back: whoever fills in a long form may be signed out meanwhile. The
    way leads back to the page it was typed on, never to an address that only takes what is sent.
    """
    from django.urls import reverse

    if request.actor.kind != "public":  # type: ignore[attr-defined]
        raise Http404
    door = reverse("family:enter" if to == FAMILY else "sign-in")
    if problems.asked_for(request):
        return problems.not_signed_in(request, door, settings.SESSION_COOKIE_NAME)
    if request.method in ("GET", "HEAD"):
        note = {"note": "ended"} if _was_here(request) else {}
        return redirect(_address(door, {"next": request.get_full_path()} | note))
    back = _came_from(request)
    return signed_out(request, _address(door, {"next": back} if back else {}))


def _was_here(request: HttpRequest) -> bool:
    """Say whether the browser still shows a session that has ended."""
    shown = settings.SESSION_COOKIE_NAME in request.COOKIES
    return shown and getattr(request.session, "session_key", None) is None


def _came_from(request: HttpRequest) -> str:
    """Return the page of ours from which a form was sent, "" when the browser does not say."""
    said = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(said, hosts, require_https=request.is_secure()):
        return ""
    page = urlsplit(said)
    return page.path + (f"?{page.query}" if page.query else "")


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query, safe='/')}" if query else path
