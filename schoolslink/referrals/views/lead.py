"""The school's pages: ask a question, see one question or request, go on with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schoolslink.directory.queries import contact_card
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.advice import ask_advice, say
from schoolslink.referrals.commands.beside import step_beside
from schoolslink.referrals.commands.check_in import tap
from schoolslink.referrals.commands.choices import record_school_hears
from schoolslink.referrals.commands.decide import record_told, step
from schoolslink.referrals.commands.escalate import Rung, comes_next
from schoolslink.referrals.commands.family import Sheet, make_sheets
from schoolslink.referrals.commands.giving_at_school import may_give
from schoolslink.referrals.commands.next_step import say_it_began, say_whether_it_began
from schoolslink.referrals.commands.reading import read_at_school
from schoolslink.referrals.commands.transferring import arrange
from schoolslink.referrals.forms.advice import (
    AskForm,
    SchoolHearsForm,
    TapForm,
    ToldForm,
    UnnamedWordsForm,
    WordsForm,
)
from schoolslink.referrals.forms.begun import BegunForm
from schoolslink.referrals.limits import limits_of
from schoolslink.referrals.models import Item, Told
from schoolslink.referrals.pages import asked as pages
from schoolslink.referrals.pages.lead import asked_after
from schoolslink.referrals.pages.rights import copy_links
from schoolslink.referrals.pages.words import carer_or
from schoolslink.referrals.queries import Opened, chases
from schoolslink.referrals.queries.rights import copies_at_school
from schoolslink.referrals.queries.school import open_at_school
from schoolslink.referrals.rules import Duty, Kind, Move, Side
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.referrals.views.help_first import (
    help_first,
    reads_after,
    reads_of,
    saved_after_help,
)
from schoolslink.referrals.views.posted import version_seen
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal, refused
from schoolslink.web.forms import NhsForm


def own_school(request: HttpRequest) -> UUID:
    """Return the school the actor asks for: of the membership they act in, or their first."""
    schools = permissions.schools_to_ask_for(request.actor)
    if not schools:
        raise Http404
    acting = next(
        (h.organisation_id for h in request.actor.memberships if h.id == request.actor.acting), None
    )
    return acting if acting in schools else sorted(schools)[0]


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the named contact a question."""
    school_id, now = own_school(request), clock.now()
    on = clock.local_day(now)
    form = AskForm(request.POST or None)
    link = contact_card(school_id, on=on)
    limits = limits_of(link.service_id if link else None, on=on)
    first = help_first(
        request, form, lambda: reads_of(link, on, within=limits.answer_wd), school_id=school_id
    )
    if first is not None:
        return first
    if request.method == "POST" and form.is_valid():
        try:
            item_id = ask_advice(
                actor=request.actor,
                school_id=school_id,
                form_key=form.key,
                at=now,
                **form.to_input(),
            )
            saved_after_help(request, form, item_id, Side.SCHOOL)
            return redirect("referrals:asked", item_id)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    context = {"form": form, "link": link, "answer_wd": limits.answer_wd}
    return render(request, "referrals/ask.jinja", context)


@never_cache
def asked(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one question or request: who has it, what was said, what can be done now."""
    return _asked_page(request, item_id)


@never_cache
def go_on(request: HttpRequest, item_id: UUID, step_name: str) -> HttpResponse:
    """Make one step: reply, ask again, send more, say worse, look again, take back, say it is read."""
    made = pages.BY_NAME.get(step_name)
    if made is None:
        raise Http404
    if request.method != "POST":
        return redirect("referrals:asked", item_id)
    try:
        item = permissions.items(request.actor, permissions.Action.ADD).get(pk=item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    form = _form_of(made, request.POST, is_unnamed=item.kind == Kind.ADVICE)
    first = help_first(
        request, form, lambda: reads_after(item, Side.SCHOOL, made.move),
        school_id=item.school_id, item=item,
    )  # fmt: skip
    if first is not None:
        return first
    if form.is_valid():
        try:
            save_once(
                form.key,
                request.actor,
                step_name,
                item_id,
                lambda: _make(request, item, made, form),
            )
            saved_after_help(request, form, item_id, Side.SCHOOL)
            return redirect("referrals:asked", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _asked_page(request, item_id, form, step_name)


def _make(request: HttpRequest, item: Item, made: pages.Step, form: NhsForm) -> None:
    words = form.cleaned_data.get("words", "")
    if isinstance(form, BegunForm):
        say_it_began(
            actor=request.actor, item_id=item.pk, version=version_seen(request), at=clock.now(),
            **form.said(),
        )  # fmt: skip
        return
    if made.move is Move.ARRANGE_TRANSFER:
        arrange(
            actor=request.actor, item_id=item.pk, version=version_seen(request),
            why=WhyTransfer.SCHOOL_MOVE, by=None, words=words, at=clock.now(),
        )  # fmt: skip
        return
    if made.tap:
        command: Any = tap if item.about_id else say_whether_it_began
    else:
        command = say if item.kind == Kind.ADVICE else step_beside if item.about_id else step
    command(
        actor=request.actor,
        item_id=item.pk,
        move=made.move,
        version=version_seen(request),
        words=words,
        at=clock.now(),
    )


@never_cache
@require_POST
def told(request: HttpRequest, item_id: UUID, told_id: UUID) -> HttpResponse:
    """Write down that the school has told one of the family, and how."""
    form = ToldForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "told", item_id, lambda: record_told(
                actor=request.actor,
                item_id=item_id,
                told_id=told_id,
                how=form.cleaned_data["how"],
                version=version_seen(request),
                at=clock.now(),
            ))  # fmt: skip
            return redirect("referrals:asked", item_id)
        except (Item.DoesNotExist, Told.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
    return _asked_page(request, item_id, form, str(told_id))


@never_cache
@require_POST
def hears(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write down what whoever decides said: whether school may hear the answer."""
    form = SchoolHearsForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "hears", item_id, lambda: record_school_hears(
                actor=request.actor,
                item_id=item_id,
                may_hear=form.cleaned_data["hears"] == "yes",
                said_on=form.cleaned_data["said_on"],
                at=clock.now(),
            ))  # fmt: skip
            return redirect("referrals:asked", item_id)
        except Item.DoesNotExist as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
    return _asked_page(request, item_id, form, "hears")


def _form_of(step: pages.Step, sent: Any = None, *, is_unnamed: bool = False) -> NhsForm:
    if step.at_once:
        return NhsForm(sent)
    if step.move is Move.CONFIRM_NEXT_STEP:
        return BegunForm(sent)
    if step.tap:
        return TapForm(sent)
    return UnnamedWordsForm(sent) if is_unnamed else WordsForm(sent)


def _asked_page(
    request: HttpRequest, item_id: UUID, bound: NhsForm | None = None, bound_name: str = ""
) -> HttpResponse:
    """Show the page; bound: a form that was sent and not saved, in its place or, gone, its words."""
    try:
        record = open_at_school(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    if record.opened.item.kind == Kind.CONSULTATION:
        return redirect("referrals:talk", item_id)
    if record.opened.item.kind == Kind.ARRIVAL:
        return redirect("referrals:arrival", item_id)
    if any(duty.whom == "school" and not duty.read_at for duty in record.opened.told):
        read_at_school(actor=request.actor, item=record.opened.item, at=clock.now())
    page = pages.asked_page(record, clock.today(), _asked_next(record.opened))
    item = record.opened.item
    if page["holder"]:
        late = chases.asked_after(record.opened.holds, item.pk, clock.today())
        page["holder"]["lines"] = asked_after(late)
    page["may_set_orders"] = item.kind == Kind.REFERRAL and permissions.may_set_orders(
        request.actor, item
    )
    page["may_take_complaint"] = item.service_id is not None and permissions.may_take_complaint(
        request.actor, item
    )
    copies = copies_at_school(request.actor, item)
    page["copies"] = copy_links(
        item, copies, may_record=permissions.may_answer_alone(request.actor, item)
    )
    # Who is to have a copy of what was never sent takes it on their own page, and needs its code.
    page["may_hand_over"] |= item.kind == Kind.REFERRAL and bool(copies)
    page["may_hand_over"] &= permissions.may_hand_out_codes(request.actor, record.opened.item)
    page["may_give"] = may_give(
        request.actor, item, record.opened.holds.side if record.opened.holds else ""
    )
    forms: dict[str, NhsForm] = {one.name: _form_of(one) for one in page["steps"]}
    if page["may_tell"]:
        forms |= {str(row["id"]): ToldForm() for row in page["told"] if not row["done"]}
    if page["not_asked"] and page["may_record"]:
        forms["hears"] = SchoolHearsForm()
    if bound is not None and bound_name in forms:
        forms[bound_name] = bound
    elif bound is not None and "words" in bound.fields:
        # The step is gone meanwhile: the words come back in a box of their own, so nothing is lost.
        page["unsent"] = bound
    for name, form in forms.items():
        form.auto_id = f"{name}-%s"
    return render(request, "referrals/asked.jinja", page | {"forms": forms, "form": bound})


def _asked_next(opened: Opened) -> Rung | None:
    """Return who is asked when the first promise to look or answer is not kept."""
    holds = opened.holds
    if holds is None or holds.side != Side.SERVICE or holds.duty not in (Duty.ANSWER, Duty.LOOK):
        return None
    return comes_next(opened.item, at=clock.now())


@never_cache
def sheets(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Make the sheets to hand to the young person and each carer; the codes are shown this once.

    A code that is in use stays, unless a new one is asked for; the same form makes one new code.
    """
    if request.method != "POST":
        return redirect("referrals:asked", item_id)
    form, anew = NhsForm(request.POST), id_of(request.POST.get("anew"))
    made: list[Sheet] = []

    def make(anew_for: UUID | None = None) -> None:
        found = make_sheets(actor=request.actor, item_id=item_id, at=clock.now(), anew_for=anew_for)
        made[:] = [replace(sheet, name=carer_or(sheet.name)) for sheet in found]

    try:
        if anew and form.is_valid():
            save_once(form.key, request.actor, "new code", item_id, lambda: make(anew))
        if not made:
            make()
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    except Refusal as refusal:
        return refused(request, refusal)
    address = request.build_absolute_uri(reverse("family:enter"))
    return render(
        request,
        "referrals/sheets.jinja",
        {
            "sheets": [sheet for sheet in made if sheet.code],
            "others": [
                (sheet, NhsForm(auto_id=f"{sheet.member_id}-%s"))
                for sheet in made
                if not sheet.code
            ],
            "item_id": item_id,
            "address": address,
        },
    )
