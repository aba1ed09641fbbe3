"""The coordinator's list of records that are not right."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolslink.directory import queries as directory
from schoolslink.directory.views.door import actor_of, page
from schoolslink.insight.pages import faults as pages
from schoolslink.insight.pages.coordinator import SHOWN
from schoolslink.kernel import clock
from schoolslink.referrals.queries import fault_count, faults_in_area


@page
@require_safe
def faults(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show what the night's check found in an area's records and is still so."""
    actor, today = actor_of(request), clock.today()
    area = directory.area_of(actor, area_id)
    rows = faults_in_area(actor, area_id, most=SHOWN)
    rings = {
        **directory.managers_to_ring({r.service_id for r in rows if r.service_id}, on=today),
        **directory.heads_to_ring({r.school_id for r in rows if r.school_id}, on=today),
    }
    total = fault_count(actor, area_id) if len(rows) == SHOWN else len(rows)
    return render(request, "insight/to_do.jinja", pages.faults(area, rows, rings, total))
