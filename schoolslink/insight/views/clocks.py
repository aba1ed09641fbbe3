"""The page of a service's clocks, for its managers and for whoever looks after its area."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolslink.directory.views.door import actor_of
from schoolslink.insight.commands import WEEKS
from schoolslink.insight.pages.clocks import clocks_page
from schoolslink.insight.pages.groups import groups_page
from schoolslink.insight.pages.standards import standards_shown
from schoolslink.insight.permissions import NoCounts
from schoolslink.insight.queries import service_clocks, service_split
from schoolslink.kernel import clock
from schoolslink.referrals.queries import recent_waits
from schoolslink.referrals.rules.clocks import BY_ID


@never_cache
@require_safe
def clocks(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show how long a service made people wait, and what became of what was asked."""
    today = clock.today()
    try:
        found = service_clocks(actor_of(request), service_id, on=today, weeks=WEEKS)
    except (NoCounts, ObjectDoesNotExist) as absent:
        raise Http404 from absent
    shown = clocks_page(found, recent_waits(service_id, today))
    shown["standards"] = standards_shown(found, today)
    return render(request, "insight/clocks.jinja", shown)


@never_cache
@require_safe
def groups(request: HttpRequest, service_id: UUID, clock_id: str) -> HttpResponse:
    """Show one clock of a service by the kinds of school at which help was asked for."""
    one = BY_ID.get(clock_id)
    if one is None or not one.is_recorded:
        raise Http404
    try:
        found = service_split(actor_of(request), service_id, clock_id)
    except (NoCounts, ObjectDoesNotExist) as absent:
        raise Http404 from absent
    return render(request, "insight/groups.jinja", groups_page(one, found))
