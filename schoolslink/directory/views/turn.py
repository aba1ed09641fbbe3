"""Where to turn: public, no account, in the reader's language, and it works on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from schoolslink.directory import queries
from schoolslink.directory.pages import service as service_pages
from schoolslink.directory.pages import turn as pages
from schoolslink.directory.queries import turn
from schoolslink.directory.queries.search import search_schools
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.kernel import clock
from schoolslink.web.languages import in_chosen_language

FRESH_SECONDS = 60
OUTLINE_SECONDS = 24 * 3600
LONGEST_TYPED = 200


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that anybody may keep for a minute, in the language they chose."""
    spoken = in_chosen_language(view)

    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = spoken(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return require_safe(opened)


@public
def search(request: HttpRequest) -> HttpResponse:
    """Find a school or postcode; a whole postcode goes straight to its page."""
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_TYPED].strip()
    is_typing = bool(request.headers.get("HX-Request"))
    postcode = normalise_postcode(typed)
    known = postcode is not None and turn.place_of_postcode(postcode, on=clock.today())
    if known and not is_typing:
        return redirect("directory:postcode-turn", "".join(str(postcode).split()))
    found = search_schools(typed) if typed else None
    return render(
        request,
        "directory/turn-search.jinja",
        {
            "typed": typed,
            "found": found,
            "postcode": postcode if known else "",
            "unknown": "" if known else postcode or "",
            "postcode_path": "".join(str(postcode).split()) if known else "",
        }
        | pages.help_now(),
    )


@public
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """Show where to turn at and around a school."""
    return render(request, "directory/turn.jinja", _school(urn))


@public
def postcode(request: HttpRequest, typed: str) -> HttpResponse:
    """Show where to turn around a postcode."""
    today = clock.today()
    found = turn.place_of_postcode(typed, on=today)
    if found is None:
        raise Http404
    return render(request, "directory/turn.jinja", pages.place(found, today=today))


@public
def poster(request: HttpRequest, urn: int) -> HttpResponse:
    """Show a school's poster for the wall."""
    return render(request, "directory/poster.jinja", _printed(urn))


@public
def pocket_card(request: HttpRequest, urn: int) -> HttpResponse:
    """Show a school's card for the pocket, eight to a page."""
    return render(request, "directory/pocket-card.jinja", _printed(urn))


@public
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show what anybody may know of a service, with what it takes."""
    today = clock.today()
    card = queries.service_card(service_id, on=today)
    if card is None:
        raise Http404
    coming = queries.coming_criteria(card, on=today)
    return render(
        request,
        "directory/turn-service.jinja",
        {"card": service_pages.public_card(card), "criteria": service_pages.criteria(card, coming)},
    )


@public
def sources(request: HttpRequest) -> HttpResponse:
    """Say whose facts these are, as their licence asks."""
    return render(request, "directory/sources.jinja")


@public
def help_now(request: HttpRequest) -> HttpResponse:
    """Show the numbers that hold everywhere."""
    return render(request, "directory/help-now.jinja", pages.help_now())


@require_safe
def outline(request: HttpRequest, layer: str, code: str) -> HttpResponse:
    """Give the outline of an area for the map."""
    geometry = turn.outline(layer, code)
    if geometry is None:
        raise Http404
    response = HttpResponse(geometry, content_type="application/geo+json")
    patch_cache_control(response, public=True, max_age=OUTLINE_SECONDS)
    return response


def _school(urn: int) -> dict[str, Any]:
    today = clock.today()
    found = turn.place_of_school(urn, on=today)
    if found is None:
        raise Http404
    return pages.place(found, today=today) | {"urn": urn}


def _printed(urn: int) -> dict[str, Any]:
    today = clock.today()
    found = turn.place_of_school(urn, on=today)
    if found is None:
        raise Http404
    return pages.printed(found, urn, today=today) | {"urn": urn}
