"""The one API of the service, beneath /api/v1/: what each part lets programs read, and its description."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from schoolslink.access.api import addresses, assembled, document_of
from schoolslink.access.routes import PUBLIC, route
from schoolslink.referrals import api as referrals
from schoolslink.web import openapi

PLACE = "/api/v1/"
FIVE_MINUTES = 300
PARTS = (referrals.operations,)

app_name = "api"

api = assembled(
    "Schools Link",
    "1",
    "Where things stand, who must act by when, and what may be done now. Read only. "
    "Nothing here says who a child is, and no word that anybody wrote.",
    PARTS,
)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document; it is the same until the code changes."""
    return document_of(api, PLACE)


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def described(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"indent": 1})


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def docs(request: HttpRequest) -> HttpResponse:
    """Show the same to people, without scripts and from no other origin."""
    return render(request, "web/api.jinja", {"api": openapi.read(document())})


urlpatterns: list[URLPattern] = [
    *addresses(api, PARTS),
    route("openapi.json", described, name="openapi", to=PUBLIC),
    route("docs", docs, name="docs", to=PUBLIC),
]
