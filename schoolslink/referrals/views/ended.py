"""The school's list of what has ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from schoolslink.kernel import clock
from schoolslink.referrals.pages.ended import COLUMNS, ended_row
from schoolslink.referrals.queries.ended import ended_at_school
from schoolslink.web.paging import Keyset

SIZE = 25
ENDED = Keyset("school-ended")


@never_cache
@require_GET
def ended(request: HttpRequest) -> HttpResponse:
    """Show what has ended at the actor's schools, newest first, page by page."""
    after = ENDED.after(request)
    before = (after[0], after[1]) if after else None
    rows = ended_at_school(request.actor, before=before, until=clock.now(), size=SIZE)
    page = ENDED.page(request, rows, size=SIZE, key=lambda row: row.place)
    context = {
        "rows": [ended_row(row) for row in page.rows],
        "columns": [str(column) for column in COLUMNS],
        "page": page,
    }
    return render(request, "referrals/ended.jinja", context)
