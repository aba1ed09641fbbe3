"""Before words of danger are saved, whom to ring now is shown once. Nothing is stopped or lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from schoolslink.directory.queries import LinkView, contact_card, help_lines_of_school
from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.help_first import ask_to_look, help_was_shown, who_reads
from schoolslink.referrals.limits import limits_of
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import help_first as pages
from schoolslink.referrals.pages.asking_practice import LEAD
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.door import Holds
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.crisis import crisis_words
from schoolslink.web.forms import READ_FIRST, NhsForm

FAMILY_PAGE, STAFF_PAGE = "referrals/help-first-family.jinja", "referrals/help-first.jinja"
NOT_CARRIED = ("csrfmiddlewaretoken", READ_FIRST)


def help_first(
    request: HttpRequest,
    form: NhsForm,
    reads: Callable[[], Reads],
    *,
    school_id: UUID | None,
    item: Item | None = None,
) -> HttpResponse | None:
    """Return the page that shows help before these words are saved, or None where there is no need.

    It comes once for a form; then everything goes on as if it had not been. reads: who reads the
    words, asked only when the page is made.
    """
    if request.method != "POST" or form.was_read_first or not has_crisis_words(form):
        return None
    now = clock.now()
    help_was_shown(actor=request.actor, at=now, item=item)
    lines = help_lines_of_school(school_id, on=clock.local_day(now)) if school_id else ()
    typed = [(label, text) for label, text in _typed(form) if text.strip()]
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]
    # A link to another language would lead away from the page, and lose what was typed.
    request.offers_languages = False
    if request.actor.kind == "family":
        words = [text for _label, text in typed]
        page = pages.for_family(request.actor.relationship or "self", reads(), lines, words)
        return render(request, FAMILY_PAGE, page | {"sent": sent})
    # A service rings too, and has no safeguarding lead of this school to tell in person.
    at_service = item is not None and permissions.side_of(request.actor, item) is Side.SERVICE
    leads = safeguarding_leads(school_id) if school_id and not at_service else ()
    sends = request.actor.kind == "public"
    if sends:  # a practice keeps nothing before it sends; and it has a safeguarding lead of its own
        leads = (str(LEAD),)
    page = pages.for_staff(reads(), lines, leads, typed, at_service=at_service)
    return render(request, STAFF_PAGE, page | {"sent": sent, "sends": sends})


def help_at_school(
    request: HttpRequest, form: NhsForm, link: LinkView | None, school_id: UUID, is_sent: bool
) -> HttpResponse | None:
    """Return the page of help before a school begins a request, or None. link: who will read it."""
    today = clock.today()
    return help_first(
        request, form,
        lambda: replace(reads_of(link, today, is_sent=is_sent), at_school=not is_sent),
        school_id=school_id,
    )  # fmt: skip


def help_in_draft(request: HttpRequest, form: NhsForm, item: Item) -> HttpResponse | None:
    """Return the page of help before a school keeps a part of a request, or None."""
    school_id, today = item.school_id, clock.today()

    def reads() -> Reads:
        link = contact_card(school_id, on=today) if school_id else None
        return replace(reads_of(link, today, is_sent=False), at_school=item.team_id is None)

    return help_first(request, form, reads, school_id=school_id, item=item)


def saved_after_help(request: HttpRequest, form: NhsForm, item_id: UUID, side: Side) -> None:
    """Let whoever has it be asked to look today, where help was shown for what has just been saved."""
    if form.was_read_first and has_crisis_words(form):
        ask_to_look(actor=request.actor, item_id=item_id, side=side, at=clock.now())


def has_crisis_words(form: NhsForm) -> bool:
    """Say whether somebody in danger may have typed into this form."""
    return crisis_words("\n".join(typed_words(form)), get_language() or "") is not None


def typed_words(form: NhsForm) -> list[str]:
    """Return what was typed into the boxes for words; choices are no words of anybody's."""
    return [text for _label, text in _typed(form)]


def _typed(form: NhsForm) -> list[tuple[str, str]]:
    """Return each box for words with what it asks and what was typed into it."""
    return [
        (str(field.label or ""), str(form.data.get(form.add_prefix(name)) or ""))
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField) and not field.widget.is_hidden
    ]


def reads_after(item: Item, side: Side, move: Move) -> Reads:
    """Return who reads what goes with a move, and by when."""
    person, place, by = who_reads(item, side, move, at=clock.now())
    # What got worse is with a team as soon as it is saved.
    at_school = move is not Move.SAY_WORSE and is_asked_at_school(item)
    return Reads(at_place(person, place), by, at_school=at_school)


def reads_what_stands(holds: Holds | None, item: Item) -> Reads:
    """Return who reads what is changed in a request that was sent: whoever has it, by no day."""
    who = at_place(holds.name, holds.place) if holds else ""
    return Reads(who, at_school=is_asked_at_school(item), is_told=is_somebody_asked(item))


def is_asked_at_school(item: Item) -> bool:
    """Say whether the school is asked to look, because no team has it yet."""
    return item.team_id is None and item.school_id is not None


def is_somebody_asked(item: Item) -> bool:
    """Say whether anybody is asked to look today at what is saved after help was shown."""
    return item.team_id is not None or item.school_id is not None


def reads_of(
    link: LinkView | None, on: date, *, within: int | None = None, is_sent: bool = True
) -> Reads:
    """Return who reads what a school writes to its service. within: working days, else as it is promised."""
    if link is None:
        return Reads()
    days = limits_of(link.service_id, on=on).look_wd if within is None else within
    who = at_place(link.contact.name if link.contact else "", link.service_name)
    return Reads(who, add_working_days(on, days), is_sent=is_sent)


def at_place(person: str, place: str) -> str:
    """Return who and where, as one line."""
    return ", ".join(filter(None, (person, place)))
