"""A request that was begun is dropped: at once, or with the reason where a risk is marked."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from schoolslink.kernel import clock
from schoolslink.referrals import queries
from schoolslink.referrals.commands.drafts import drop_draft
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.forms.request import DropForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import request as pages
from schoolslink.referrals.queries import OpenDraft
from schoolslink.referrals.rules import State
from schoolslink.referrals.views.help_first import help_in_draft


def tasks_page(
    request: HttpRequest, draft: OpenDraft, form: DropForm | None = None
) -> HttpResponse:
    """Show what else this service asks, what is there already, and how it is dropped."""
    page = {
        "page": pages.tasks(draft, clock.today()),
        "item": draft.item,
        "form": form or DropForm(is_marked=draft.item.risk_marked),
        "shows_error": form is not None,
    }
    return render(request, "referrals/request/tasks.jinja", page)


@require_POST
def drop(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Drop a request that was begun and never sent."""
    try:
        draft = queries.open_draft(request.actor, item_id, on=clock.today())
    except Item.DoesNotExist:
        raise Http404 from None
    item = draft.item
    if item.state == State.DISCARDED:
        return redirect("home")
    if item.state != State.DRAFT:
        return redirect("referrals:tasks", item_id)
    form = DropForm(request.POST, is_marked=item.risk_marked)
    first = help_in_draft(request, form, item)
    if first is not None:
        return first
    if form.is_valid():
        try:
            drop_draft(
                actor=request.actor, item_id=item_id, version=item.version, at=clock.now(),
                words=form.cleaned_data.get("words", ""),
            )  # fmt: skip
            return redirect("home")
        except NotPossible as refusal:  # a risk was marked a moment ago
            form.add_error(None, refusal.message)
    return tasks_page(request, draft, form)
