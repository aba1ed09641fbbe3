"""The page of whoever leads a trust or federation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolslink.access import audit
from schoolslink.access.roles import Role
from schoolslink.directory.queries import schools_of_my_groups
from schoolslink.directory.views.door import actor_of, page
from schoolslink.insight.pages import trust as pages
from schoolslink.insight.queries import figures_of_my_schools
from schoolslink.kernel import clock
from schoolslink.web.paging import Keyset

SCHOOLS = Keyset("group-schools")
SIZE = 25


@page
@require_safe
def my_schools(request: HttpRequest) -> HttpResponse:
    """Show the schools of one's trust or federation, page by page, with their rounded numbers."""
    actor, today = actor_of(request), clock.today()
    found = schools_of_my_groups(actor, on=today, after=SCHOOLS.after(request), size=SIZE)
    shown = SCHOOLS.page(request, found, size=SIZE, key=lambda school: school.key)
    figures = figures_of_my_schools(on=today)
    audit.read("school figures", figures.schools, groups="C")
    groups = {held.organisation_name for held in actor.memberships if held.role == Role.TRUST_LEAD}
    context = pages.my_schools(
        sorted(groups), shown.rows, figures, until=today.replace(day=1), on=today
    )
    return render(request, "insight/trust.jinja", context | {"page": shown})
