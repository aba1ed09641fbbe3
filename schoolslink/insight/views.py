"""Everybody's first page: the next thing to do at the top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from schoolslink.access.roles import Role
from schoolslink.insight.pages.lead import lead_home
from schoolslink.kernel import clock
from schoolslink.referrals.permissions import schools_to_ask_for

TEAM = (Role.CAMHS_CONTACT, Role.TRIAGER, Role.SUPPORT_TEAM_WORKER)


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to their own first page; a visitor to the front door."""
    actor = request.actor
    if actor.kind == "public":
        return render(request, "insight/front.jinja")
    if actor.kind == "family":
        return redirect("family:home")
    if schools_to_ask_for(actor):
        return render(request, "insight/home_lead.jinja", lead_home(actor, clock.now()))
    for roles, name in HOMES:
        if actor.holds(*roles):
            return redirect(name)
    return render(request, "insight/home_none.jinja")


# Role -> the page that is their home; the first that fits. Parts above know those below by name.
HOMES: tuple[tuple[tuple[Role, ...], str], ...] = ()
