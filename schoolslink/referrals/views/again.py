"""Asked again: what was said then beside what is said now, for the team that decides anew."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.again import again as again_page
from schoolslink.referrals.queries.answered import both_times


@never_cache
@require_safe
def again(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show both requests side by side; not found where the reader may not open the earlier one."""
    try:
        then, now = both_times(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    return render(request, "referrals/again.jinja", again_page(then, now))
