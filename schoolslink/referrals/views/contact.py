"""The team's pages: the queue, one record, and every act on it. A refusal is a sentence; words stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schoolslink.access.actor import Actor
from schoolslink.directory.queries import schools_linked_with
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of, new_id
from schoolslink.kernel.languages import code_of
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.advice import log_phone_advice
from schoolslink.referrals.commands.decide import (
    acknowledge,
    add_service_note,
    keep_clinic_reference,
    record_told,
)
from schoolslink.referrals.commands.family import answer_family
from schoolslink.referrals.commands.hand_over import seen_in
from schoolslink.referrals.forms.contact import (
    FamilyAnswerForm,
    NoteForm,
    NumberForm,
    PhoneForm,
    TapForm,
    ToldForm,
)
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.pages import consulting as pages_of_talks
from schoolslink.referrals.pages import queue as pages
from schoolslink.referrals.pages.acts import BY_NAME
from schoolslink.referrals.pages.lead import asked_after
from schoolslink.referrals.pages.record import record_page, what_changed
from schoolslink.referrals.queries import (
    Narrowed,
    TeamRecord,
    chases,
    done_by_team,
    letters_owed,
    open_for_team,
    queue_of,
)
from schoolslink.referrals.queries.alike import how_many_pairs
from schoolslink.referrals.queries.consulting import talks_of_team
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.queries.lists import FIRST, Place, last_moves, own_teams
from schoolslink.referrals.queries.rights import open_copy_of
from schoolslink.referrals.rules import Kind, Move
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm, TextField
from schoolslink.web.paging import Keyset

Opening = Callable[[Actor, UUID], TeamRecord]  # how much of a record a page needs
SIZE = 25
MOST_TICKED = 50
WAITING = Keyset("queue")
DONE = Keyset("queue-done")


@never_cache
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the team, or mark several as seen and show what came of each."""
    if request.method == "POST":
        return _mark_seen(request)
    now = clock.now()
    view = request.GET.get("view", "you")
    if view not in pages.VIEWS:
        view = "you"
    narrowed = narrowed_by(request.GET, request.actor.person_id)
    table = _done(request, now) if view == "done" else _waiting(request, view, narrowed, now)
    ticked = read_ids(request.GET.getlist("seen"))
    context = {
        "view": view,
        "less": pages.LESS[view],
        "heading": pages.heading(view),
        "switcher_links": pages.switcher(request, view),
        "table": table,
        "filters": _filters(request, narrowed, clock.local_day(now)),
        "narrowed": narrowed != Narrowed(),
        "came_of": pages.came_of(
            last_moves(request.actor, ticked), len(ticked), request.actor.person_id,
            Move.ACKNOWLEDGE,
        ) if ticked else [],
        "here": request.get_full_path(),
        "let_go": pages.let_go_lines(
            let_go(request.actor, since=pages.started_today(now))
        ) if view == "done" else [],
        "talks": pages_of_talks.today_lines(
            talks_of_team(request.actor, on=clock.local_day(now)), request.actor.person_id
        ) if view == "you" else [],
        "letters": len(letters_owed(request.actor)) if view == "you" else 0,
        "pairs": how_many_pairs(request.actor) if view == "you" else 0,
    }  # fmt: skip
    return render(request, "referrals/queue.jinja", context)


def _waiting(request: HttpRequest, view: str, narrowed: Narrowed, now: Any) -> dict[str, Any]:
    rows = queue_of(
        request.actor,
        after=_after(request),
        size=SIZE,
        waits_for="service" if view == "you" else "school",
        narrowed=narrowed,
    )
    page = WAITING.page(request, rows, size=SIZE, key=lambda row: (
        row.due_on, int(row.calm), row.holding_id))  # fmt: skip
    me, today = request.actor.person_id, clock.local_day(now)
    shown = pages.queue_rows(page.rows, today, me)
    return {
        "rows": shown,
        "columns": pages.columns(view),
        "may_tick": view == "you" and any(row.key for row in shown),
        "page": page,
        "empty": pages.empty(view, narrowed != Narrowed()),
    }


def _after(request: HttpRequest) -> Place:
    """Return the place the address goes on after."""
    key = WAITING.after(request)
    return (key[0], bool(key[1]), key[2]) if key else FIRST


def _done(request: HttpRequest, now: Any) -> dict[str, Any]:
    rows = done_by_team(
        request.actor,
        since=pages.started_today(now),
        until=now,
        before=DONE.after(request),  # type: ignore[arg-type]
        size=SIZE,
    )
    page = DONE.page(request, rows, size=SIZE, key=lambda row: row.place)
    return {
        "rows": pages.done_rows(page.rows, request.actor.name),
        "columns": pages.columns("done"),
        "may_tick": False,
        "page": page,
        "empty": pages.empty("done", False),
    }


def narrowed_by(query: QueryDict, me: UUID | None) -> Narrowed:
    """Return what the address asks to see; what cannot be read narrows nothing."""
    kind, schools = query.get("kind", ""), read_ids([query.get("school", "")])
    return Narrowed(
        school_id=schools[0] if schools else None,
        kind=kind if kind in set(Kind) else "",
        language=code_of(query.get("language", "")[:40].replace("\x00", "")),
        marked=query.get("risk") == "yes",
        held_by=me if query.get("mine") == "yes" else None,
    )


def _filters(request: HttpRequest, narrowed: Narrowed, today: date) -> dict[str, Any]:
    return {
        "schools": schools_linked_with(own_teams(request.actor), on=today),
        "school": str(narrowed.school_id or ""),
        "kinds": pages.kinds(),
        "kind": narrowed.kind,
        "languages": pages.languages(),
        "language": narrowed.language,
        "marked": narrowed.marked,
        "mine": narrowed.held_by is not None,
        "view": request.GET.get("view", ""),
        "may_break_glass": permissions.may_break_glass(request.actor),
    }


def _mark_seen(request: HttpRequest) -> HttpResponse:
    """Mark each ticked row as seen by itself; the next page says what came of each."""
    seen = seen_in(read_ids(request.POST.getlist("held"))[:MOST_TICKED])
    acknowledge(actor=request.actor, seen=seen, at=clock.now())
    query = QueryDict(mutable=True)
    query.update(QueryDict(request.GET.urlencode()))
    query.setlist("seen", [str(item_id) for item_id, _ in seen])
    return redirect(f"{reverse('referrals:queue')}?{query.urlencode()}")


def read_ids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among texts from an address or a form; anything else is left out."""
    return [found for text in texts if (found := id_of(text))][:MOST_TICKED]


@never_cache
@require_GET
def record(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one question or request: what was said, what was done, what can be done now."""
    opened = found(request, item_id)
    if opened.opened.item.kind == Kind.CONSULTATION:
        return redirect("referrals:talk", item_id)
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
