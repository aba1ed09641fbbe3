"""A manager looks at what a team may not end alone, and says so by a day."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import was_saved
from schoolslink.kernel import clock
from schoolslink.referrals.commands.second_look import judge
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.forms.second_look import JudgeForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import second_look as pages
from schoolslink.referrals.queries.second_look import look_of
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one of them, or write down what the manager says."""
    try:
        one = look_of(request.actor, item_id)
    except Item.DoesNotExist as missing:
        if _was_said(request):
            return redirect("referrals:service")
        raise Http404 from missing
    form = JudgeForm(
        request.POST or None, agree=pages.agree_words(one), initial={"version": one.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, request.actor, "judge", item_id, lambda: judge(
                actor=request.actor, item_id=item_id, version=form.cleaned_data["version"],
                instead=form.instead(), at=clock.now(),
            ))  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:service")
    return render(request, "referrals/look.jinja", pages.look_page(one) | {"form": form})


def _was_said(request: HttpRequest) -> bool:
    """Say whether this very form was saved before: what was said is closed to whoever said it."""
    sent = ActForm(request.POST or None)
    return sent.is_valid() and was_saved(sent.key, request.actor, "judge")
