"""The page of somebody who comes to a school: whoever leads there says whether they have arrived."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.kernel import clock
from schoolslink.referrals.commands.arriving import confirm_arrival, not_arrived
from schoolslink.referrals.forms.arriving import NotHereForm
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.arriving import arrival_page
from schoolslink.referrals.queries import chases
from schoolslink.referrals.queries.arriving import arrival_of
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show what is asked, or take the answer: they have arrived, or why not."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        one = arrival_of(actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    forms = _forms(request, one.opened.item.version)
    form = forms.get(request.POST.get("answer", "")) if request.method == "POST" else None
    if form is not None and form.is_valid():
        common: dict[str, Any] = {
            "actor": actor, "item_id": item_id, "version": form.cleaned_data["version"],
            "at": clock.now(),
        }  # fmt: skip
        try:
            if isinstance(form, NotHereForm):
                why, words = form.why(), form.cleaned_data["words"]
                save_once(
                    form.key, actor, "not-arrived", item_id,
                    lambda: not_arrived(**common, reason=why, words=words),
                )  # fmt: skip
            else:
                save_once(form.key, actor, "arrived", item_id, lambda: confirm_arrival(**common))
            return redirect("referrals:arrival", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
            one = arrival_of(actor, item_id)
    late = chases.asked_after(one.opened.holds, item_id, clock.today())
    page = arrival_page(one, late, clock.today())
    return render(request, "referrals/arrival.jinja", page | {"forms": forms, "form": form})


def _forms(request: HttpRequest, version: int) -> dict[str, ActForm]:
    pressed = request.POST.get("answer")
    made: dict[str, ActForm] = {}
    for name, kind in (("yes", ActForm), ("no", NotHereForm)):
        sent = request.POST if pressed == name else None
        made[name] = kind(sent, initial={"version": version}, auto_id=f"{name}-%s")
    return made
