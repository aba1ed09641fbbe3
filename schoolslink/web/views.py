"""Public addresses that know nobody: robots, icon, health, the accessibility statement."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FIVE_MINUTES = 300
DAY = 24 * 3600


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines out of everything but the public pages that settings name."""
    allowed = getattr(settings, "ROBOTS_ALLOWED", ["/accessibility", "/help-now"])
    lines = ["User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """Send a browser that asks for the old address on to the icon."""
    return HttpResponsePermanentRedirect(static("web/favicon.svg"))


@require_safe
@cache_control(public=True, max_age=FIVE_MINUTES)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "web/accessibility.jinja")
