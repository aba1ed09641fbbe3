"""What the family says is wrong: written down for them, and answered by the team that holds the record."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.policy import Action
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands import correcting as commands
from schoolslink.referrals.commands.rights import member_to_give
from schoolslink.referrals.forms.correcting import AnswerCorrectionForm, RecordCorrectionForm
from schoolslink.referrals.models import Carer, Item
from schoolslink.referrals.pages import correcting as pages
from schoolslink.referrals.pages.told import TOLD
from schoolslink.referrals.queries.correcting import OneCorrection, correction_of
from schoolslink.referrals.queries.rights import who_may_have_one
from schoolslink.referrals.rules import Kind, Side
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def record_correction(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write down that one of the family said on paper, by telephone or in person what is wrong."""
    actor, at = request.actor, clock.now()  # type: ignore[attr-defined]
    try:
        item = permissions.items(actor, Action.VIEW).get(pk=item_id, kind=Kind.REFERRAL)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    if permissions.side_of(actor, item) is not Side.SERVICE:
        raise Http404
    members = [(one.pk, str(TOLD[one.relationship])) for one in who_may_have_one(item)]
    form = RecordCorrectionForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            save_once(form.key, actor, "correction", item_id, lambda: commands.ask_correction(
                actor=actor, item=item, at=at, asked_on=said["asked_on"], wrong=said["wrong"],
                should_be=said["should_be"], member=member_to_give(item, form.member_id()),
            ))  # fmt: skip
            return redirect("referrals:record", item_id)
        except Carer.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "referrals/correction/record.jinja", {"item": item, "form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show what is said to be wrong, or answer it."""
    actor, one = request.actor, _found(request, item_id)  # type: ignore[attr-defined]
    form = AnswerCorrectionForm(request.POST or None, initial={"version": one.opened.item.version})
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, actor, "corrected", item_id, lambda: commands.answer_correction(
                actor=actor, item_id=item_id, version=form.cleaned_data["version"],
                outcome=form.chosen(), words=form.cleaned_data["words"], at=clock.now(),
                elsewhere=form.cleaned_data["elsewhere"],
            ))  # fmt: skip
            return redirect("referrals:correction", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.correction_page(one, clock.today())
    return render(request, "referrals/correction/answer.jinja", page | {"form": form})


def _found(request: HttpRequest, item_id: UUID) -> OneCorrection:
    try:
        return correction_of(request.actor, item_id)  # type: ignore[attr-defined]
    except Item.DoesNotExist as missing:
        raise Http404 from missing
