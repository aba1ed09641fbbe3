"""The page of a link that somebody outside was sent: a little to read, and a yes or a no.

Opening it changes nothing, whoever opens it and how often: mail programs open links by themselves. Only
what a button sends is an answer, and there is one. What is done here is done as the link, and opens
what the link opens: docs/adr/0105.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access import limits
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands.outside import they_confirm, they_return, they_take
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.forms.outside import ConfirmForm, NoForm, YesForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import outside as pages
from schoolslink.referrals.queries.outside import OpenedLink, asked_by_link, opened_link
from schoolslink.referrals.rules import State
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.rules.outside import LinkState
from schoolslink.web import errors
from schoolslink.web.errors import Refusal

ROUTE = "referrals:asked-outside"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked, or take the answer; a link that opens nothing says no more than that."""
    machine = limits.machine_of(request)
    if not limits.OUTSIDE_FROM.is_open(machine):
        return errors.too_many(request, retry_after_seconds=300)
    link = opened_link(token, at=clock.now())
    if link is None:
        limits.OUTSIDE_FROM.take(machine)
        return _over(request)
    if link.state is LinkState.ANSWERED:
        context = {"answered": True, "has_them": link.has_them}
        return render(request, "referrals/outside-over.jinja", context)
    try:
        return _asked(request, link, token)
    except (Refusal, Item.DoesNotExist):
        # Answered, stopped or taken back in this very moment: nothing of ours was saved.
        return _over(request)


def _asked(request: HttpRequest, link: OpenedLink, token: str) -> HttpResponse:
    actor = Actor(
        kind="link", subject_id=link.link_id, item_id=link.item_id,
        request_id=getattr(request, "request_id", ""),
    )  # fmt: skip
    with acting(actor, route=ROUTE) as actor:
        item, preview, name = asked_by_link(link.item_id)
        is_receipt = item.state == State.RECEIPT_ASKED
        forms = _forms(request, item.version, ConfirmForm if is_receipt else YesForm)
        pressed = request.POST.get("answer") if request.method == "POST" else None
        form = forms.get(pressed or "")
        if form is None or not form.is_valid():
            context = pages.asked(preview, name, link.opens_until)
            page = "outside-confirm" if is_receipt else "outside"
            return render(request, f"referrals/{page}.jinja", context | {"forms": forms})
        common: dict[str, Any] = {"actor": actor, "item_id": item.pk, "at": clock.now()}
        # Whoever holds it may have changed since they opened the page: whether it is still asked counts.
        common["version"] = item.version
        if isinstance(form, YesForm):
            (they_confirm if is_receipt else they_take)(**common, words=form.words())
        else:
            given = form.to_input()
            they_return(**common, reason=WhyBack(given["reason"]), words=given["words"])
    return redirect("referrals:asked-outside", token)


def _forms(request: HttpRequest, version: int, yes: type[YesForm]) -> dict[str, ActForm]:
    """Return both answers; what was sent fills the one whose button was pressed."""
    pressed = request.POST.get("answer")
    made: dict[str, ActForm] = {}
    for name, kind in (("yes", yes), ("no", NoForm)):
        sent = request.POST if pressed == name else None
        made[name] = kind(sent, initial={"version": version})
    return made


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/outside-over.jinja", {"answered": False})
