"""What went wrong: said on the family's own page, heard and answered by whoever manages the service."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.access.saving import save_once
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands import complaining as commands
from schoolslink.referrals.forms.complaining import (
    AnswerComplaintForm,
    GivenForm,
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
    how_to_give,
    own_complaints,
    who_would_hear,
)
from schoolslink.referrals.queries.own import Own, own_page
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.complaint import acknowledge_by, answer_by, is_long_ago
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.views.help_first import (
    at_place,
    help_first,
    is_asked_at_school,
    is_somebody_asked,
    saved_after_help,
)
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
    is_told = is_somebody_asked(own.item) and own.item.closed_at is None
    return Reads(
        at_place(name, place),
        by if place else None,
        is_told=is_told,
        at_school=is_asked_at_school(own.item),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Show one complaint to whoever hears it, write back by which day it is answered, or answer it."""
    one = _found(request, complaint_id)
    today = clock.today()
    is_sent = request.method == "POST"
    act = request.POST.get("act", "back") if is_sent else ""
    giving = how_to_give(one.id)
    forms: dict[str, Any] = {
        "back": WriteBackForm(
            request.POST if is_sent and act not in ("answer", "given") else None,
            initial={"answer_on": answer_by(today, add_working_days)}, auto_id="back-%s",
        ),
        "answer": AnswerComplaintForm(request.POST if act == "answer" else None, auto_id="answer-%s"),
        "given": GivenForm(
            request.POST if act == "given" else None, by_post=giving.by_post, auto_id="given-%s"
        ),
    }  # fmt: skip
    form = forms.get(act, forms["back"])
    if is_sent and form.is_valid():
        try:
            _do(request, complaint_id, forms, form)
            return redirect("referrals:complaint", complaint_id)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.complaint_page(one, today) | {"giving": giving, "form": form}
    page |= {"back": forms["back"], "reply": forms["answer"], "given": forms["given"]}
    return render(request, "referrals/complaint/hear.jinja", page)


def _do(request: HttpRequest, complaint_id: UUID, forms: dict[str, Any], form: Any) -> None:
    actor, at = request.actor, clock.now()  # type: ignore[attr-defined]
    if form is forms["answer"]:
        save_once(form.key, actor, "complaint-answered", complaint_id, lambda: commands.answer(
            actor=actor, complaint_id=complaint_id, words=form.cleaned_data["words"], at=at,
        ))  # fmt: skip
    elif form is forms["given"]:
        save_once(form.key, actor, "complaint-given", complaint_id, lambda: commands.give(
            actor=actor, complaint_id=complaint_id, how=form.chosen(), at=at,
        ))  # fmt: skip
    else:
        save_once(form.key, actor, "complaint-seen", complaint_id, lambda: commands.write_back(
            actor=actor, complaint_id=complaint_id, at=at,
            answer_on=form.cleaned_data["answer_on"], is_agreed=form.is_agreed(),
        ))  # fmt: skip


@never_cache
@require_GET
def paper(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Show what whoever complained reads, to be printed where they have no page of their own."""
    one = _found(request, complaint_id)
    page = pages.paper_page(one, how_to_give(one.id), clock.now())
    return render(request, "referrals/complaint/paper.jinja", page)


def _found(request: HttpRequest, complaint_id: UUID) -> Said:
    try:
        return complaint_of(request.actor, complaint_id)  # type: ignore[attr-defined]
    except Complaint.DoesNotExist as missing:
        raise Http404 from missing
