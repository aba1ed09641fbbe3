"""Everybody's first page: the next thing to do at the top."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from schoolslink.access import personas
from schoolslink.access.roles import Role
from schoolslink.directory.queries import (
    areas_without_coordinator,
    national_numbers,
    register_quality,
)
from schoolslink.insight.pages.lead import COLUMNS, lead_home, queue_row
from schoolslink.insight.pages.national import national_page
from schoolslink.insight.queries import national_figures
from schoolslink.kernel import clock
from schoolslink.referrals.pages.lead import open_row
from schoolslink.referrals.pages.packs import leaver_lines
from schoolslink.referrals.queries import open_for_school
from schoolslink.referrals.queries.lists import FIRST
from schoolslink.referrals.queries.packs import leavers
from schoolslink.web.paging import Keyset

OPEN = Keyset("school-open")
SIZE = 25
# Everybody at a school starts from the same page; the safeguarding lead sees what is marked alone.
SCHOOL = (
    Role.SCHOOL_LEAD,
    Role.COUNCIL_LINK,
    Role.SCHOOL_COVER,
    Role.SCHOOL_HEAD,
    Role.SCHOOL_REFERRER,
    Role.SAFEGUARDING_LEAD,
)


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to their own first page; a visitor to the front door."""
    actor = request.actor
    if actor.kind == "public":
        return render(request, "insight/front.jinja", _demonstration())
    if actor.kind == "family":
        return redirect("referrals:family")
    if actor.holds(*SCHOOL):
        return render(request, "insight/home_lead.jinja", lead_home(actor, clock.now()))
    for roles, name in HOMES:
        if actor.holds(*roles):
            return redirect(name)
    return render(request, "insight/home_none.jinja")


def _demonstration() -> dict[str, Any]:
    """Return whom a visitor may be, in a database marked as invented; nobody in any other."""
    people = personas.listed()
    return {"personas": people, "real_schools": bool(people) and personas.has_real_register()}


@never_cache
def all_open(request: HttpRequest) -> HttpResponse:
    """Show everything that is open for the actor's schools, page by page."""
    due_on, calm, last = OPEN.after(request) or FIRST
    rows = open_for_school(request.actor, after=(due_on, bool(calm), last), size=SIZE)
    page = OPEN.page(
        request, rows, size=SIZE, key=lambda row: (row.due_on, int(row.calm), row.holding_id)
    )
    today, me = clock.today(), request.actor.person_id
    shown = [queue_row(open_row(row, today, me)) for row in page.rows]
    columns = [gettext(column) for column in COLUMNS]
    lines = leaver_lines(leavers(request.actor, today=today), today)
    context = {"rows": shown, "columns": columns, "page": page, "leavers": lines}
    return render(request, "insight/open.jinja", context)


@never_cache
def national(request: HttpRequest) -> HttpResponse:
    """Show the programme in England on one printable page."""
    since = clock.today().replace(month=9, day=1)
    if since > clock.today():
        since = since.replace(year=since.year - 1)
    today = clock.today()
    shown = national_page(national_figures(since=since), register_quality(on=today))
    numbers = national_numbers(on=today)
    to_ring = sum(number.is_stale for number in numbers)
    unled = areas_without_coordinator(on=today)
    return render(request, "insight/national.jinja", shown | {"to_ring": to_ring, "unled": unled})


# Roles -> the page that is their home; the first that fits.
HOMES: tuple[tuple[tuple[Role, ...], str], ...] = (
    ((Role.CAMHS_CONTACT, Role.TRIAGER, Role.SUPPORT_TEAM_WORKER), "referrals:queue"),
    ((Role.SERVICE_MANAGER,), "referrals:service"),
    ((Role.AREA_COORDINATOR,), "directory:areas"),
    ((Role.NATIONAL_TEAM,), "national"),
    ((Role.TRUST_LEAD,), "group-schools"),
    ((Role.OPERATOR,), "directory:set-up-areas"),
)
