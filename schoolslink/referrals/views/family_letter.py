"""The letter to one of the family, printed by the team or the school that tells them; each look noted."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from schoolslink.access import audit
from schoolslink.kernel import clock
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Item, Told
from schoolslink.referrals.pages import family_letter as pages
from schoolslink.referrals.queries.family_letter import FamilyLetter, family_letter
from schoolslink.web.errors import refused


@never_cache
@require_GET
def letter(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Show the letter as it will be on paper; the browser prints it alone."""
    try:
        one = _noted(request, item_id, told_id, "page")
    except NotPossible as refusal:
        return refused(request, refusal)
    page = pages.letter_page(one, clock.now(), is_large=_is_large(request))
    return render(request, "referrals/family-letter.jinja", page)


@never_cache
@require_GET
def letter_pdf(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Hand out the letter as PDF; whether they may be told is judged anew."""
    try:
        one = _noted(request, item_id, told_id, "pdf")
    except NotPossible as refusal:
        return refused(request, refusal)
    now = clock.now()
    body = pages.as_pdf(pages.content(one, now), now, is_large=_is_large(request))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = (
        f'attachment; filename="{one.opened.item.reference}-letter.pdf"'
    )
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _noted(request: HttpRequest, item_id: UUID, told_id: UUID, form: str) -> FamilyLetter:
    """Return the letter, with a line in the audit that it was made, and for whom."""
    try:
        one = family_letter(request.actor, item_id, told_id)
    except (Item.DoesNotExist, Told.DoesNotExist, Carer.DoesNotExist) as missing:
        raise Http404 from missing
    audit.record(
        request.actor, "referral.family_letter", told_id, at=clock.now(),
        child_id=one.opened.item.child_id, detail={"as": form},
    )  # fmt: skip
    return one


def _is_large(request: HttpRequest) -> bool:
    return request.GET.get("size") == "large"
