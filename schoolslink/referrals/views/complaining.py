"""What went wrong: said on the family's own page, heard and answered by whoever manages the service."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import save_once
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands import complaining as commands
from schoolslink.referrals.forms.complaining import (
    AnswerComplaintForm,
    OwnComplaintForm,
    WriteBackForm,
)
from schoolslink.referrals.models import Carer, Complaint
from schoolslink.referrals.pages import complaining as pages
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.complaints import (
    Hearers,
    Said,
    complaint_of,
    own_complaints,
    who_would_hear,
)
from schoolslink.referrals.queries.own import Own, own_page
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.complaint import acknowledge_by, answer_by, is_long_ago
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.views.help_first import at_place, help_first, saved_after_help
from schoolslink.web.errors import Refusal
from schoolslink.web.languages import in_chosen_language


@never_cache
@require_http_methods(["GET", "POST"])
@in_chosen_language
def complain(request: HttpRequest) -> HttpResponse:
    """Show what one of the family complained of, or let them say what went wrong."""
    try:
        own = own_page(request.actor)  # type: ignore[attr-defined]
    except Carer.DoesNotExist:
        raise Http404 from None
    said, at = own_complaints(own), clock.now()
    waits = own.item.service is None or any(not one.is_answered for one in said)
    hearers = Hearers(()) if waits else who_would_hear()
    form = OwnComplaintForm(request.POST or None, labels=pages.own_labels(), people=hearers.people)
    if request.method == "POST":
        first = help_first(
            request, form, lambda: _who_reads(own, hearers), school_id=own.item.school_id,
            item=own.item,
        )  # fmt: skip
        if first is not None:
            return first
        if form.is_valid():
            try:
                save_once(form.key, request.actor, "complaint", own.member.pk, lambda: commands.complain(  # type: ignore[attr-defined]
                    actor=request.actor, item=own.item, member=own.member, at=at, **form.to_input(),  # type: ignore[attr-defined]
                ))  # fmt: skip
            except Refusal:
                form.add_error(None, gettext(LABELS["not_now"]))
            else:
                if own.item.closed_at is None:
                    saved_after_help(request, form, own.item.pk, Side.FAMILY)
                return redirect("referrals:family-complain")
    return _own_shown(request, own, said, None if waits else hearers, form)


def _own_shown(
    request: HttpRequest,
    own: Own,
    said: list[Said],
    hearers: Hearers | None,
    form: OwnComplaintForm,
) -> HttpResponse:
    today = clock.today()
    may_send = hearers is not None and hearers.is_anybody
    page = pages.family_page(
        own.item.service.name if own.item.service else "", said, hearers,
        form if may_send or form.is_bound else None,
        is_long_ago=is_long_ago(own.item.closed_on, today), today=today,
    )  # fmt: skip
    page["may_send"] = may_send
    return render(request, "referrals/complaint/family.jinja", page)


def _who_reads(own: Own, hearers: Hearers) -> Reads:
    """Return who reads what went wrong, and by which day they must have written back."""
    name = hearers.people[0][1] if hearers.people else hearers.finder
    place = own.item.service.name if own.item.service else ""
    by = acknowledge_by(clock.today(), add_working_days)
    is_told = own.item.team_id is not None and own.item.closed_at is None
    return Reads(at_place(name, place), by if place else None, is_told=is_told)


@never_cache
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Show one complaint to whoever hears it, write back by which day it is answered, or answer it."""
    actor, one = request.actor, _found(request, complaint_id)  # type: ignore[attr-defined]
    today = clock.today()
    is_answer = request.POST.get("act") == "answer"
    back = WriteBackForm(
        request.POST if request.method == "POST" and not is_answer else None,
        initial={"answer_on": answer_by(today, add_working_days)}, auto_id="back-%s",
    )  # fmt: skip
    reply = AnswerComplaintForm(
        request.POST if request.method == "POST" and is_answer else None, auto_id="answer-%s"
    )
    form = reply if is_answer else back
    if request.method == "POST" and form.is_valid():
        try:
            if is_answer:
                save_once(reply.key, actor, "complaint-answered", complaint_id, lambda: commands.answer(
                    actor=actor, complaint_id=complaint_id, words=reply.cleaned_data["words"],
                    at=clock.now(),
                ))  # fmt: skip
            else:
                save_once(back.key, actor, "complaint-seen", complaint_id, lambda: commands.write_back(
                    actor=actor, complaint_id=complaint_id, at=clock.now(),
                    answer_on=back.cleaned_data["answer_on"], is_agreed=back.is_agreed(),
                ))  # fmt: skip
            return redirect("referrals:complaint", complaint_id)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.complaint_page(one, today)
    return render(
        request, "referrals/complaint/hear.jinja",
        page | {"form": form, "back": back, "reply": reply},
    )  # fmt: skip


def _found(request: HttpRequest, complaint_id: UUID) -> Said:
    try:
        return complaint_of(request.actor, complaint_id)  # type: ignore[attr-defined]
    except Complaint.DoesNotExist as missing:
        raise Http404 from missing
