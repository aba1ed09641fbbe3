"""Everybody's first page: the next thing to do at the top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from schoolslink.access import personas
from schoolslink.access.roles import Role
from schoolslink.insight.pages.lead import lead_home
from schoolslink.insight.pages.national import national_page
from schoolslink.insight.queries import national_figures
from schoolslink.kernel import clock
from schoolslink.referrals.permissions import schools_to_ask_for


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to their own first page; a visitor to the front door."""
    actor = request.actor
    if actor.kind == "public":
        return render(request, "insight/front.jinja", {"personas": personas.listed()})
    if actor.kind == "family":
        return redirect("referrals:family")
    if schools_to_ask_for(actor):
        return render(request, "insight/home_lead.jinja", lead_home(actor, clock.now()))
    for roles, name in HOMES:
        if actor.holds(*roles):
            return redirect(name)
    return render(request, "insight/home_none.jinja")


@never_cache
def national(request: HttpRequest) -> HttpResponse:
    """Show the programme in England on one printable page."""
    since = clock.today().replace(month=9, day=1)
    if since > clock.today():
        since = since.replace(year=since.year - 1)
    return render(request, "insight/national.jinja", national_page(national_figures(since=since)))


# Roles -> the page that is their home; the first that fits.
HOMES: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.CAMHS_CONTACT, Role.TRIAGER, Role.SUPPORT_TEAM_WORKER), "referrals:queue"),
    ((Role.SERVICE_MANAGER,), "referrals:service"),
    ((Role.NATIONAL_TEAM,), "national"),
)
