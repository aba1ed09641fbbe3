"""The letter to a child's GP practice: shown, printed, written down as sent; each look is noted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.access import audit
from schoolslink.kernel import clock
from schoolslink.referrals.commands.practice_letter import keep_practice, record_letter_sent
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.forms.contact import LetterSentForm
from schoolslink.referrals.forms.practice import QUESTION
from schoolslink.referrals.models import Told
from schoolslink.referrals.pages import practice_letter as pages
from schoolslink.referrals.queries import PracticeLetter, TeamRecord, letter_of, letters_owed
from schoolslink.referrals.rules.request import FIELDS, Block
from schoolslink.referrals.views.contact import found
from schoolslink.referrals.views.practices import block_form, only_looks
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.dates import day_with_year
from schoolslink.web.errors import Refusal, refused


@never_cache
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters to practices that the team still owes, the first due first."""
    rows = pages.owed_rows(letters_owed(request.actor), clock.today())
    return render(request, "referrals/letters-owed.jinja", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Show one letter with its address, and write down that it went."""
    record, one = _letter(request, item_id, told_id)
    if one.duty.told_at is not None:
        return redirect("referrals:record", item_id)
    now = clock.now()
    form = LetterSentForm(request.POST or None, initial={"on": day_with_year(clock.today())})
    if request.method == "POST" and form.is_valid():
        try:
            save_once(
                form.key,
                request.actor,
                "letter",
                item_id,
                lambda: record_letter_sent(
                    actor=request.actor,
                    item_id=item_id,
                    told_id=told_id,
                    how=form.how(),
                    on=form.cleaned_data["on"],
                    at=now,
                ),
            )
            return redirect("referrals:record", item_id)
        except Told.DoesNotExist:
            return redirect("referrals:record", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.letter_page(record, one, now)
    return render(request, "referrals/practice-letter.jinja", page | {"form": form})


@never_cache
@require_GET
def letter_pdf(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Hand out the letter as PDF; judged anew, so that a yes taken back stops it here too."""
    now = clock.now()
    record, one = _letter(request, item_id, told_id)
    try:
        said = pages.content(record, one, now)
    except NotPossible as refusal:
        return refused(request, refusal)
    item = record.opened.item
    audit.record(request.actor, "referral.practice_letter", told_id, at=now, child_id=item.child_id)
    response = HttpResponse(pages.as_pdf(said, now), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{item.reference}-letter.pdf"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def practice(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Ask which practice it is, where the school could not say or the practice has closed."""
    record, one = _letter(request, item_id, told_id)
    item = record.opened.item
    form = block_form(request, Block("gp", "", (FIELDS[QUESTION],)), _answered(record))
    if request.method == "POST" and not only_looks(request) and form.is_valid():
        answer = form.to_answers()[QUESTION]
        if answer:
            keep_practice(actor=request.actor, item_id=item_id, answer=answer, at=clock.now())
        return redirect("referrals:letter", item_id, told_id)
    context = {"form": form, "item": item, "told_id": one.duty.pk}
    return render(request, "referrals/practice-choice.jinja", context)


def _letter(
    request: HttpRequest, item_id: UUID, told_id: UUID
) -> tuple[TeamRecord, PracticeLetter]:
    record = found(request, item_id)
    try:
        return record, letter_of(record, told_id)
    except Told.DoesNotExist as missing:
        raise Http404 from missing


def _answered(record: TeamRecord) -> dict[str, Any]:
    return {QUESTION: record.contacts.get(QUESTION)}
