"""Talks about a pupil: choose a time, book it, and one page that both sides read and act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import was_saved
from schoolslink.directory.queries import contact_card
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.referrals import permissions
from schoolslink.referrals.commands import consulting as commands
from schoolslink.referrals.errors import NoLink
from schoolslink.referrals.forms.consulting import BookForm, NoteForm, WhyForm
from schoolslink.referrals.forms.contact import ActForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import consulting as pages
from schoolslink.referrals.queries.consulting import SlotKey, Talk, slots_of_school, talk_of
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.views.help_first import (
    help_first,
    reads_after,
    reads_of,
    saved_after_help,
)
from schoolslink.referrals.views.lead import own_school
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal

# What somebody does on the page of a talk, by the name in its address.
FORMS: dict[str, tuple[Move, type[ActForm], Callable[..., object]]] = {
    "note": (Move.AGREE_STEP, NoteForm, commands.write_note),
    "call-off": (Move.CANCEL_TALK, WhyForm, commands.call_off),
    "not-there": (Move.NOT_THERE, WhyForm, commands.nobody_came),
    "not-needed": (Move.WITHDRAW, WhyForm, commands.take_back),
    "done": (Move.DO_STEP, WhyForm, commands.step_done),
}


@never_cache
def times(request: HttpRequest) -> HttpResponse:
    """Show the times that a school can book; each leads to the form. again: another time for a talk."""
    school_id, now = own_school(request), clock.now()
    again = _again(request)
    about = id_of(request.GET.get("question"))
    try:
        slots = slots_of_school(again.opened.item.school_id if again else school_id, at=now)
    except NoLink:
        slots = []
    link = contact_card(school_id, on=clock.local_day(now))
    query = f"?again={again.opened.item.pk}" if again else f"?question={about}" if about else ""
    context = pages.times_page(slots, link, query) | {"again": again}
    return render(request, "referrals/talk-times.jinja", context)


@never_cache
@require_http_methods(["GET", "POST"])
def book_time(request: HttpRequest, slot: str) -> HttpResponse:
    """Book one time: the pupil is named in the same form, unless it is another time for one talk."""
    school_id, now, key = own_school(request), clock.now(), _key(slot)
    if (booked := _booked_again(request)) is not None:
        return redirect("referrals:talk", booked)
    again = _again(request)
    about = id_of(request.GET.get("question"))
    form: Any = ActForm(
        request.POST or None, initial={"version": again.opened.item.version}
    ) if again else BookForm(request.POST or None)  # fmt: skip
    on = clock.local_day(now)
    link = contact_card(school_id, on=on)
    if again is None:
        first = help_first(request, form, lambda: reads_of(link, on), school_id=school_id)
        if first is not None:
            return first
    if request.method == "POST" and form.is_valid():
        try:
            item_id = _book(request, again, form, key, school_id, about, now)
            if again is None:
                saved_after_help(request, form, item_id, Side.SCHOOL)
            return redirect("referrals:talk", item_id)
        except Item.DoesNotExist as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "again": again,
        "when": pages.when(key.starts_at),
        "name": pages.name_of(again.opened) if again else "",
        "back": reverse("referrals:talk-times"),
    }
    return render(request, "referrals/talk-book.jinja", context)


def _book(
    request: HttpRequest,
    again: Talk | None,
    form: Any,
    key: SlotKey,
    school_id: UUID,
    about: UUID | None,
    now: datetime,
) -> UUID:
    if again is None:
        return commands.book(
            actor=request.actor, school_id=school_id, form_key=form.key, at=now, slot=key,
            advice_id=about, **form.to_input(),
        )  # fmt: skip
    item_id = again.opened.item.pk
    save_once(form.key, request.actor, "book-again", item_id, lambda: commands.book_again(
        actor=request.actor, item_id=item_id, version=form.cleaned_data["version"], slot=key, at=now,
    ))  # fmt: skip
    return item_id


@never_cache
def talk(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one talk: when, with whom, what was said, what comes next, what can be done now."""
    return _page(request, _open(request, item_id))


@never_cache
def go_on(request: HttpRequest, item_id: UUID, talk_step: str) -> HttpResponse:
    """Make one step of a talk: write the note, call it off, say nobody came, take it back, say it is done."""
    if talk_step not in FORMS:
        raise Http404
    if request.method != "POST":
        return redirect("referrals:talk", item_id)
    one = _open(request, item_id)
    if one.side is None:
        raise Http404
    move, kind, command = FORMS[talk_step]
    form, item, now = kind(request.POST), one.opened.item, clock.now()
    side = one.side
    first = help_first(
        request, form, lambda: reads_after(item, side, move), school_id=item.school_id, item=item
    )
    if first is not None:
        return first
    if form.is_valid():
        given = (
            form.steps() if isinstance(form, NoteForm) else {"words": form.cleaned_data["words"]}
        )
        try:
            save_once(form.key, request.actor, talk_step, item_id, lambda: command(
                actor=request.actor, item_id=item_id, version=form.cleaned_data["version"],
                at=now, **given,
            ))  # fmt: skip
            saved_after_help(request, form, item_id, side)
            return redirect("referrals:talk", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _page(request, _open(request, item_id), form, talk_step)


def _page(
    request: HttpRequest, one: Talk, bound: ActForm | None = None, bound_name: str = ""
) -> HttpResponse:
    page = pages.talk_page(one, at=clock.now())
    forms: dict[str, Any] = {
        name: FORMS[name][1](initial={"version": one.opened.item.version}) for name in page["steps"]
    }
    if bound is not None and bound_name in forms:
        forms[bound_name] = bound
    elif bound is not None:
        page["unsent"] = bound
    for name, form in forms.items():
        form.auto_id = f"{name}-%s"
    return render(request, "referrals/talk.jinja", page | {"forms": forms, "form": bound})


def _open(request: HttpRequest, item_id: UUID) -> Talk:
    try:
        return talk_of(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing


def _again(request: HttpRequest) -> Talk | None:
    """Return the talk for which another time is looked for; None for a new one."""
    wanted = id_of(request.GET.get("again"))
    if wanted is None:
        return None
    one = _open(request, wanted)
    if Move.BOOK_AGAIN not in permissions.moves_now(request.actor, one.opened.item):
        raise Http404
    return one


def _booked_again(request: HttpRequest) -> UUID | None:
    """Return the talk for which this very form booked another time before."""
    wanted, sent = id_of(request.GET.get("again")), ActForm(request.POST or None)
    saved = sent.is_valid() and was_saved(sent.key, request.actor, "book-again")
    return wanted if saved else None


def _key(text: str) -> SlotKey:
    """Return the time that an address names; what names none is not found."""
    hours, _colon, moment = text.partition(":")
    found = id_of(hours)
    try:
        starts_at = datetime.strptime(moment, pages.SLOT_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return SlotKey(found, starts_at)
