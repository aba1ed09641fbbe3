"""Who looked: the page of each child's record that says it, for those who may know."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from schoolslink.access.policy import Action
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.looks import look_days
from schoolslink.referrals.permissions import side_of
from schoolslink.referrals.queries import who_looked
from schoolslink.referrals.queries.log import NEWEST
from schoolslink.referrals.rules import Side
from schoolslink.referrals.sharing import kept_from_school
from schoolslink.web.paging import Keyset

SIZE = 50
LOOKS = Keyset("looks")
BACK = {Side.SCHOOL: "referrals:asked", Side.SERVICE: "referrals:record"}


@never_cache
@require_GET
def looks(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show who looked at a child's record, newest first."""
    before = LOOKS.after(request)
    try:
        item, rows = who_looked(
            request.actor, item_id, before=before[0] if before else NEWEST, size=SIZE + 1
        )
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    page = LOOKS.page(request, rows, size=SIZE, key=lambda look: (look.seq,))
    side = side_of(request.actor, item)
    kept = side is Side.SCHOOL and kept_from_school(item) is not None
    days = look_days(page.rows, kept=kept)
    guards = permissions.items(request.actor, Action.GUARD).filter(pk=item.pk).exists()
    context = {
        "item": item,
        "days": days,
        "page": page,
        "back": BACK.get(side),
        "may_close": guards,
    }
    return render(request, "referrals/looks.jinja", context)
