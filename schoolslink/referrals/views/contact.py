"""The team's pages: one record, and every act on it. A refusal is a sentence; words stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schoolslink.access.actor import Actor
from schoolslink.directory.queries import schools_linked_with
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.advice import log_phone_advice
from schoolslink.referrals.commands.decide import (
    add_service_note,
    keep_clinic_reference,
    record_told,
)
from schoolslink.referrals.commands.family import answer_family
from schoolslink.referrals.forms.contact import (
    FamilyAnswerForm,
    NoteForm,
    NumberForm,
    PhoneForm,
    TapForm,
    ToldForm,
)
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.pages.acts import BY_NAME
from schoolslink.referrals.pages.lead import asked_after
from schoolslink.referrals.pages.record import OWN_PAGE, record_page, what_changed
from schoolslink.referrals.queries import TeamRecord, chases, open_for_team
from schoolslink.referrals.queries.lists import own_teams
from schoolslink.referrals.queries.rights import open_copy_of
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm, TextField

Opening = Callable[[Actor, UUID], TeamRecord]  # how much of a record a page needs


@never_cache
@require_GET
def record(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one question or request: what was said, what was done, what can be done now."""
    opened = found(request, item_id)
    if page := OWN_PAGE.get(Kind(opened.opened.item.kind)):
        return redirect(page, item_id)
    return show_record(request, opened)


def found(request: HttpRequest, item_id: UUID, opening: Opening = open_for_team) -> TeamRecord:
    """Return the record; raise Http404 for what is not there for this reader."""
    try:
        return opening(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing


def show_record(
    request: HttpRequest,
    opened: TeamRecord,
    *,
    bound: dict[str, NhsForm] | None = None,
    changed: list[str] | None = None,
) -> HttpResponse:
    """Show a record, with the forms that were sent and not saved in their places."""
    bound = bound or {}
    did = BY_NAME.get(request.GET.get("did", ""))
    version = opened.opened.item.version
    context: dict[str, Any] = record_page(opened, clock.now(), request.actor.person_id) | {
        "form": next(iter(bound.values()), None),
        "note_form": bound.get("note") or _own_ids(NoteForm(), "note"),
        "number_form": bound.get("number")
        or _own_ids(NumberForm(initial={"reference": opened.clinic_reference}), "number"),
        "told_forms": {
            duty.pk: bound.get(str(duty.pk))
            or _own_ids(ToldForm(initial={"version": version}), f"told-{duty.pk}")
            for duty in opened.opened.told
            if duty.told_at is None
        },
        "answer_forms": {
            one.id: bound.get(f"answer-{one.id}")
            or _own_ids(FamilyAnswerForm(initial={"version": version}), f"answer-{one.id}")
            for one in opened.family
        },
        "tap_form": TapForm(initial={"version": version}),
        "new_key": new_id,  # each form of the page has its own
        # One more question only where there is a copy to look through.
        "look_through": open_copy_of(opened.opened.item)
        if opened.opened.item.pk in request.actor.answers
        else None,
        "unsent": unsent(bound["act"]) if "act" in bound else [],
        "did": did.label if did else "",
        "changed": changed or [],
    }
    if context["holder"]:
        asked = chases.asked_after(opened.opened.holds, opened.opened.item.pk, clock.today())
        context["holder"]["lines"] = asked_after(asked)
    return render(request, "referrals/record.jinja", context)


def unsent(form: NhsForm) -> list[str]:
    """Return the texts of a form whose act is no longer possible, to be copied from the page."""
    return [
        str(field.value())
        for field in form
        if isinstance(field.field, TextField) and str(field.value() or "").strip()
    ]


def _own_ids(form: NhsForm, name: str) -> NhsForm:
    """Give the fields of one of several forms on a page ids of their own."""
    form.auto_id = f"{name}-%s"
    return form


@never_cache
@require_POST
def told(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Write down that one of those concerned has been told, and how."""
    form = _own_ids(ToldForm(request.POST), f"told-{told_id}")
    here = found(request, item_id)
    if form.is_valid():
        try:
            save_once(
                form.key,
                request.actor,
                "told",
                item_id,
                lambda: record_told(
                    actor=request.actor,
                    item_id=item_id,
                    told_id=told_id,
                    how=form.cleaned_data["how"],
                    version=form.cleaned_data["version"],
                    at=clock.now(),
                ),
            )
            return redirect("referrals:record", item_id)
        except Told.DoesNotExist as missing:
            raise Http404 from missing
        except Refusal as refusal:
            version = form.cleaned_data["version"]
            here = found(request, item_id)
            form.begin_again(here.opened.item.version)
            form.refuse(refusal)
            changed = what_changed(here.opened.history, version)
            return show_record(request, here, bound={str(told_id): form}, changed=changed)
    return show_record(request, here, bound={str(told_id): form})


@never_cache
@require_POST
def answer(request: HttpRequest, item_id: UUID, member_id: UUID) -> HttpResponse:
    """Answer what somebody of the family wrote; they alone and the team read it."""
    name = f"answer-{member_id}"
    form = _own_ids(FamilyAnswerForm(request.POST), name)
    here = found(request, item_id)
    if member_id not in {one.id for one in here.family}:
        raise Http404
    if form.is_valid():
        given = {"words": form.cleaned_data["words"], "version": form.cleaned_data["version"]}
        try:
            save_once(
                form.key,
                request.actor,
                "answer-family",
                item_id,
                lambda: answer_family(
                    actor=request.actor,
                    item_id=item_id,
                    member_id=member_id,
                    at=clock.now(),
                    **given,
                ),
            )
            return redirect("referrals:record", item_id)
        except Refusal as refusal:
            here = found(request, item_id)
            form.begin_again(here.opened.item.version)
            form.refuse(refusal)
            changed = what_changed(here.opened.history, given["version"])
            return show_record(request, here, bound={name: form}, changed=changed)
    return show_record(request, here, bound={name: form})


@never_cache
@require_POST
def note(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Keep a note that only the team reads."""
    form = _own_ids(NoteForm(request.POST), "note")
    return _keep(request, item_id, "note", form, lambda: add_service_note(
        actor=request.actor, item_id=item_id, words=form.cleaned_data["words"], at=clock.now()
    ))  # fmt: skip


@never_cache
@require_POST
def number(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Keep the clinic's own number beside ours."""
    form = _own_ids(NumberForm(request.POST), "number")
    return _keep(request, item_id, "number", form, lambda: keep_clinic_reference(
        actor=request.actor, item_id=item_id, reference=form.cleaned_data["reference"],
        at=clock.now(),
    ))  # fmt: skip


def _keep(
    request: HttpRequest, item_id: UUID, name: str, form: NhsForm, command: Any
) -> HttpResponse:
    here = found(request, item_id)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, name, item_id, command)
            return redirect("referrals:record", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return show_record(request, here, bound={name: form})


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Write down a question answered on the phone, in three fields."""
    now = clock.now()
    schools = schools_linked_with(own_teams(request.actor), on=clock.local_day(now))
    form = PhoneForm(request.POST or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        given = form.to_input()
        try:
            item_id = log_phone_advice(
                actor=request.actor,
                school_id=UUID(given["school"]),
                form_key=form.key,
                at=now,
                about="service",
                question=given["question"],
                answer=given["answer"],
            )
            return redirect("referrals:record", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "referrals/phone.jinja", {"form": form})
