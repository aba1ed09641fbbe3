"""The school's pages: ask a question, see one question or request, go on with it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from schoolslink.directory.queries import contact_card
from schoolslink.kernel import clock
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.advice import ask_advice, say
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.family import make_sheets
from schoolslink.referrals.forms.advice import AskForm, WordsForm
from schoolslink.referrals.limits import limits_of
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import lead as pages
from schoolslink.referrals.queries import open_item
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.views.posted import version_seen
from schoolslink.web.errors import Refusal, refused


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
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            item_id = ask_advice(
                actor=request.actor,
                school_id=school_id,
                form_key=form.key,
                at=now,
                **form.to_input(),
            )
            return redirect("referrals:asked", item_id)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    link = contact_card(school_id, on=clock.local_day(now))
    limits = limits_of(link.service_id if link else None, on=clock.local_day(now))
    context = {"form": form, "link": link, "answer_wd": limits.answer_wd}
    return render(request, "referrals/ask.jinja", context)


@never_cache
def asked(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show one question or request: who has it, what was said, what can be done now."""
    return _asked_page(request, item_id, None, "")


@never_cache
def go_on(request: HttpRequest, item_id: UUID, step_name: str) -> HttpResponse:
    """Make one step that is made of words: reply, ask again, send more, say worse, take back."""
    move = next((m for m, name in pages.WORDS_MOVES.items() if name == step_name), None)
    if move is None:
        raise Http404
    if request.method != "POST":
        return redirect("referrals:asked", item_id)
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            item = permissions.items(request.actor, permissions.Action.ADD).get(pk=item_id)
            command = say if item.kind == Kind.ADVICE else step
            command(
                actor=request.actor,
                item_id=item_id,
                move=move,
                version=version_seen(request),
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
            return redirect("referrals:asked", item_id)
        except Item.DoesNotExist as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    return _asked_page(request, item_id, form, step_name)


def _asked_page(
    request: HttpRequest, item_id: UUID, bound: WordsForm | None, bound_step: str
) -> HttpResponse:
    try:
        opened = open_item(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    page = pages.asked_page(opened, clock.today())
    page["may_hand_over"] &= permissions.may_hand_out_codes(request.actor, opened.item)
    forms = {s.name: bound if s.name == bound_step else WordsForm(prefix="") for s in page["steps"]}
    if bound is not None and bound_step not in forms:
        # The step is gone meanwhile: the words come back in a box of their own, so nothing is lost.
        page["unsent"] = bound
    for name, form in forms.items():
        form.auto_id = f"{name}-%s"
    return render(request, "referrals/asked.jinja", page | {"forms": forms, "form": bound})


@never_cache
def sheets(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Make the sheets to hand to the young person and each carer; the codes are shown this once."""
    if request.method != "POST":
        return redirect("referrals:asked", item_id)
    try:
        made = make_sheets(actor=request.actor, item_id=item_id, at=clock.now())
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    except Refusal as refusal:
        return refused(request, refusal)
    address = request.build_absolute_uri(reverse("family:enter"))
    return render(
        request,
        "referrals/sheets.jinja",
        {"sheets": made, "item_id": item_id, "address": address},
    )
