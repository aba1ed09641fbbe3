"""The pack of somebody who leaves: for those of the same team or school who go on with it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolslink.access.models import Person
from schoolslink.kernel import clock
from schoolslink.referrals.pages import packs as pages
from schoolslink.referrals.queries.lists import own_teams
from schoolslink.referrals.queries.packs import FIRST, leaver, pack_of
from schoolslink.referrals.rules import Side
from schoolslink.web.paging import Keyset

PACK = Keyset("pack")
SIZE = 50


@never_cache
@require_safe
def pack(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what somebody held whose last day is near, and who has each of it now."""
    today = clock.today()
    try:
        gone = leaver(request.actor, person_id, today=today)
    except Person.DoesNotExist as missing:
        raise Http404 from missing
    key = PACK.after(request)
    rows = pack_of(request.actor, gone, after=key[0] if key else FIRST, size=SIZE)
    page = PACK.page(request, rows, size=SIZE, key=lambda row: (row.holding_id,))
    side = Side.SERVICE if own_teams(request.actor) else Side.SCHOOL
    context = {
        "head": pages.pack_head(gone, today),
        "columns": pages.pack_columns(),
        "rows": pages.pack_rows(page.rows, today, request.actor.person_id, side=side),
        "page": page,
    }
    return render(request, "referrals/pack.jinja", context)
