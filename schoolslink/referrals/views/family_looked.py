"""Who has looked: the page on which a young person reads it, in roles and places, without a name."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.pages.family_looked import page
from schoolslink.referrals.queries.log import days_looked
from schoolslink.referrals.queries.own import own_page
from schoolslink.web.languages import in_chosen_language

SIZE = 200


@never_cache
@require_GET
@in_chosen_language
def looked(request: HttpRequest) -> HttpResponse:
    """Show on which days who of the staff had the request before them, newest first."""
    try:
        own = own_page(request.actor)
        found = days_looked(request.actor, own, size=SIZE + 1)
    except (Carer.DoesNotExist, Item.DoesNotExist) as missing:
        raise Http404 from missing
    context = page(found[:SIZE], more=len(found) > SIZE)
    return render(request, "referrals/family-looked.jinja", context)
