"""A school says that a child has left it for none."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import save_once, was_saved
from schoolslink.kernel import clock
from schoolslink.referrals.commands.leaving_school import child_has_left
from schoolslink.referrals.forms.leaving_school import LeftForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.leaving_school import WhyLeft
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def left(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Ask why and since when a child has no school; then the request is the council's."""
    form = LeftForm(request.POST or None)
    if form.is_bound and form.is_valid() and was_saved(form.key, request.actor, "left"):
        return redirect("referrals:left-school")  # pressed twice: it is the council's already
    try:
        opened = open_at_school(request.actor, item_id).opened
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    if Move.LEAVE_SCHOOL not in opened.moves:
        raise Http404
    if not form.is_bound:
        form = LeftForm(initial={"version": opened.item.version})
    elif form.is_valid():
        given = form.to_input()
        try:
            save_once(
                form.key, request.actor, "left", item_id,
                lambda: child_has_left(
                    actor=request.actor, item_id=item_id, version=form.cleaned_data["version"],
                    why=WhyLeft(given["why"]), left_on=given["left_on"], at=clock.now(),
                ),
            )  # fmt: skip
            return redirect("referrals:left-school")
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "referrals/left-school.jinja", {"form": form, "item": opened.item})


def gone(request: HttpRequest) -> HttpResponse:
    """Say that it is with the council now."""
    return render(request, "referrals/left-school-done.jinja")
