"""How long records are kept: what may be deleted, what is kept all the same."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from schoolslink.kernel import clock
from schoolslink.referrals.commands import retention
from schoolslink.referrals.forms.retention import AgreeForm, HoldForm, LiftForm
from schoolslink.referrals.models import RetentionDue, RetentionHold
from schoolslink.referrals.pages.retention import hold_rows, kept_rows
from schoolslink.referrals.queries.retention import holds, kept_long
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Show what may be deleted and what is held, or hold one more record."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reference, reason, review_on = form.said()
        try:
            save_once(form.key, request.actor, "hold", form.key, lambda: retention.hold(
                actor=request.actor, reference=reference, reason=reason, review_on=review_on,
                at=clock.now(),
            ))  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:retention")
    return _page(request, form)


def _page(
    request: HttpRequest, form: HoldForm, lifting: tuple[UUID, LiftForm] | None = None
) -> HttpResponse:
    """Show the page. lifting: a hold, and the form by which it was not ended."""
    due = kept_rows(kept_long(request.actor))
    held = hold_rows(holds(request.actor), clock.today())
    lifts = {row["id"]: LiftForm(auto_id=f"{row['id']}-%s") for row in held}
    if lifting and lifting[0] not in lifts:
        raise Http404
    lifts |= dict([lifting] if lifting else [])
    context = {
        "form": form,
        "wrong": lifting[1] if lifting else form,
        "due": [(row, AgreeForm(auto_id=f"{row['id']}-%s")) for row in due],
        "held": [(row, lifts[row["id"]]) for row in held],
    }
    return render(request, "referrals/retention.jinja", context)


@never_cache
@require_POST
def agreed(request: HttpRequest, due_id: UUID) -> HttpResponse:
    """Agree that one thing may be deleted."""
    form = AgreeForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "kept long enough", due_id, lambda: retention.agree(
                actor=request.actor, due_id=due_id, at=clock.now(),
            ))  # fmt: skip
        except RetentionDue.DoesNotExist as missing:
            raise Http404 from missing
    return redirect("referrals:retention")


@never_cache
@require_POST
def lifted(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End one hold, with the reason."""
    form = LiftForm(request.POST, auto_id=f"{hold_id}-%s")
    if not form.is_valid():
        return _page(request, HoldForm(), (hold_id, form))
    try:
        save_once(form.key, request.actor, "hold lifted", hold_id, lambda: retention.lift(
            actor=request.actor, hold_id=hold_id, why=form.said(), at=clock.now(),
        ))  # fmt: skip
    except RetentionHold.DoesNotExist as missing:
        raise Http404 from missing
    return redirect("referrals:retention")
