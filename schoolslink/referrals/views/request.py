"""The school asks for help for a child: gate, what I know, more, agreement, check, sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schoolslink.access.actor import Actor
from schoolslink.access.unit import attempt
from schoolslink.directory import queries as directory
from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.referrals import queries
from schoolslink.referrals.commands.drafts import choose_service
from schoolslink.referrals.commands.request import (
    ask_at_once,
    save_step,
    send_request,
    start_request,
)
from schoolslink.referrals.commands.sending import closes_soon, was_danger
from schoolslink.referrals.commands.standing import said_no, standing_now
from schoolslink.referrals.errors import NoSharingAgreement
from schoolslink.referrals.forms.request import (
    AgreementForm,
    GateForm,
    SendForm,
    WhatIKnowForm,
    read_gate,
    seal_gate,
)
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import request as pages
from schoolslink.referrals.pages.gate import help_cards, help_now
from schoolslink.referrals.pages.known import NOT_ASKED_FIRST, known_answers
from schoolslink.referrals.pages.orders import order_lines
from schoolslink.referrals.queries import OpenDraft
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.agreement import CompetenceNote, competence_note
from schoolslink.referrals.rules.gate import NOT_AN_EMERGENCY_SERVICE, gate_again, gate_outcome
from schoolslink.referrals.rules.request import (
    block_possible,
    holiday_contact_missing,
    risks_marked,
)
from schoolslink.referrals.views.dropping import tasks_page
from schoolslink.referrals.views.earlier import from_advice, from_before
from schoolslink.referrals.views.help_first import help_at_school, help_in_draft, saved_after_help
from schoolslink.referrals.views.lead import own_school
from schoolslink.referrals.views.posted import sent_meanwhile, version_seen
from schoolslink.referrals.views.practices import block_form, only_looks
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


def gate(request: HttpRequest) -> HttpResponse:
    """Ask the three questions; a yes shows whom to ring first, and the request may still go on."""
    school_id = own_school(request)
    lines = directory.help_lines_of_school(school_id, on=clock.today())
    form = GateForm(request.POST or None)
    context: dict[str, Any] = {
        "form": form,
        "not_an_emergency_service": _(NOT_AN_EMERGENCY_SERVICE),
        "calls": help_now(lines),
    }
    if not form.is_valid():
        return render(request, "referrals/request/gate.jinja", context)
    answers = form.answers()
    outcome = gate_outcome(answers)
    onward = f"{_know_address(request)}gate={seal_gate(answers)}"
    if not outcome.cards:
        return redirect(onward)
    context["cards"] = help_cards(
        outcome.cards, safeguarding=safeguarding_leads(school_id), lines=lines
    )
    context["onward"] = onward
    return render(request, "referrals/request/gate-help.jinja", context)


def know(request: HttpRequest) -> HttpResponse:
    """Start with what I know: twelve questions, then send now or add more."""
    school_id, actor = own_school(request), _actor(request)
    passed = read_gate(request.GET.get("gate", ""))
    if passed is None:
        return redirect("referrals:gate")
    today = clock.today()
    advice_id = _id_in(request.GET.get("question"))
    known = known_answers(directory.asker_of(actor.person_id, school_id, on=today))
    begun: dict[str, Any] = dict(known)
    if advice_id and request.method != "POST":
        begun |= from_advice(actor, advice_id)
    again_id = _id_in(request.GET.get("again"))
    if again_id and request.method != "POST":
        begun |= from_before(actor, again_id, school_id)
    form = WhatIKnowForm(
        request.POST or None,
        is_college=directory.is_college(school_id),
        today=today,
        answers=begun,
        risk=was_danger(passed[0]),
        holiday=closes_soon(school_id, today),
    )
    link = directory.contact_card(school_id, on=today)
    # Who has just said that it cannot wait was shown the same numbers on the page before.
    shown = was_danger(passed[0])
    if not shown and (first := help_at_school(request, form, link, school_id, form.wants_to_send)):
        return first
    if request.method == "POST" and form.is_valid():
        asked: dict[str, Any] = {
            "actor": actor,
            "school_id": school_id,
            "form_key": form.key,
            "at": clock.now(),
            "answers": {n: known[n] for n in NOT_ASKED_FIRST if n in known} | form.to_answers(),
            "gate": passed[0],
            "advice_id": advice_id,
            "again_id": again_id,
        }
        try:
            if form.wants_to_send and (sent_id := ask_at_once(**asked)):
                saved_after_help(request, form, sent_id, Side.SCHOOL)
                return _to("sent", sent_id)
            item_id = start_request(**asked)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            saved_after_help(request, form, item_id, Side.SCHOOL)
            return _send_now(actor, item_id) if form.wants_to_send else _to("tasks", item_id)
    return render(
        request,
        "referrals/request/know.jinja",
        {
            "form": form,
            "link": link,
            "not_an_emergency_service": _(NOT_AN_EMERGENCY_SERVICE),
        },
    )


def _send_now(actor: Actor, item_id: UUID) -> HttpResponse:
    """Send what was kept as a draft; where something stands in the way, show the last page.

    What does not fit the service stops there once too, with what fits better; a risk never waits.
    """
    draft = queries.open_draft(actor, item_id, on=clock.today())
    if draft.is_unsent:
        if draft.hints and not draft.item.risk_marked:
            return _to("check", item_id)
        try:
            send_request(actor=actor, item_id=item_id, version=draft.item.version, at=clock.now())
        except NoSharingAgreement:
            return redirect(f"{_address('check', item_id)}?sharing=missing")
        except Refusal:
            return _to("check", item_id)
    return _to("sent", item_id)


def tasks(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show what else this service asks, and what is there already."""
    draft = _draft(request, item_id)
    if not draft.is_unsent:
        return _to("sent", item_id)
    return tasks_page(request, draft)


def part(request: HttpRequest, item_id: UUID, block: str) -> HttpResponse:
    """Ask the questions of one block; keep them, then go back to the list."""
    draft = _draft(request, item_id)
    if not draft.is_unsent and request.method != "POST":
        return _to("sent", item_id)
    asked = block_possible(block, draft.about)
    if asked is None or block in pages.NO_PAGE:
        raise Http404
    form = block_form(request, asked, pages.begun_answers(draft))
    if not draft.is_unsent:
        if block == "risk" and form.is_valid() and _has(draft.item, request, form.to_answers()):
            return _to("first", item_id)  # the press that sent it, and came twice
        return sent_meanwhile(request, draft.item, form)
    # A risk that is marked shows the cards anyway.
    shown = block == "risk" or only_looks(request)
    if not shown and (first := help_in_draft(request, form, draft.item)):
        return first
    if (
        request.method == "POST"
        and not only_looks(request)
        and form.is_valid()
        and _kept(request, form, item_id, block, pages.answers_given(form.to_answers(), draft))
    ):
        saved_after_help(request, form, item_id, Side.SCHOOL)
        return _to("first" if gate_again(form.to_answers()).cards else "tasks", item_id)
    return render(
        request,
        "referrals/request/part.jinja",
        {
            "read_late": _(NOT_AN_EMERGENCY_SERVICE) if block == "risk" else "",
            "form": form,
            "item": draft.item,
            "heading": _(asked.title),
            "name": pages.child_name(draft.answers),
            "support": draft.setting.support if block == "tried" else (),
        },
    )


def agreement(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Ask who agreed and who may be told; show why it may be shared."""
    draft = _draft(request, item_id)
    if not draft.is_unsent and request.method != "POST":
        return _to("sent", item_id)
    decider = pages.decider_of(draft)
    form = AgreementForm(
        request.POST or None,
        is_college=draft.about.is_college,
        decider=decider,
        answers=draft.answers,
        risk=draft.item.risk_marked,
    )
    if not draft.is_unsent:
        return sent_meanwhile(request, draft.item, form)
    if (
        request.method == "POST"
        and form.is_valid()
        and _kept(request, form, item_id, "agreement", form.to_answers())
    ):
        return _to("check" if request.POST.get("then") == "check" else "tasks", item_id)
    return render(
        request,
        "referrals/request/agreement.jinja",
        {
            "form": form,
            "item": draft.item,
            "decider": decider,
            "ground": pages.ground_of(draft),
            "name": pages.child_name(draft.answers),
            "orders": order_lines(request.actor, draft.item),
        },
    )


def check(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show all answers and what will happen, then send once."""
    actor, draft = _actor(request), _draft(request, item_id)
    if not draft.is_unsent:
        return _to("sent", item_id)
    today = clock.today()
    note = competence_note(draft.answers, today)
    stands = standing_now(draft.item, draft.answers, draft.about, note)
    risk = draft.item.risk_marked or bool(risks_marked(draft.answers))
    asks_for_holiday = (stands.is_there or risk) and holiday_contact_missing(draft.answers)
    form = SendForm(
        request.POST or None,
        is_complete=draft.completeness.is_complete,
        must_explain_sharing=request.GET.get("sharing") == "missing",
        holiday=closes_soon(draft.setting.school_id, today) if asks_for_holiday else None,
        answers=draft.answers,
        risk=risk,
    )
    if request.method == "POST" and form.is_valid():
        try:
            # While it waits for a yes it can be sent again: the same press, twice, is one.
            save_once(form.key, actor, "send", item_id, lambda: _send(request, item_id, form, note))
            return _to("sent", item_id)
        except NoSharingAgreement as refusal:
            if "emergency_reason" not in form.fields:
                return redirect(f"{_address('check', item_id)}?sharing=missing")
            form.refuse(refusal)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.check(
        draft,
        today,
        stands=stands,
        said_no=said_no(draft.answers, stands),
        safeguarding=safeguarding_leads(draft.setting.school_id),
        lines=directory.help_lines_of_school(draft.setting.school_id, on=today),
    )
    return render(
        request, "referrals/request/check.jinja", {"form": form, "page": page, "item": draft.item}
    )


def _send(
    request: HttpRequest, item_id: UUID, form: SendForm, note: CompetenceNote | None
) -> object:
    """Keep who was named for the holidays, and send; both or neither."""
    said, actor = form.to_input(), _actor(request)
    with attempt():
        if named := form.holiday_answers():
            save_step(actor=actor, item_id=item_id, step="referrer", answers=named, at=clock.now())
        return send_request(
            actor=actor,
            item_id=item_id,
            version=version_seen(request),
            at=clock.now(),
            note=note,
            incomplete_because=said.get("incomplete_because", ""),
            emergency_reason=said.get("emergency_reason", ""),
        )


@require_POST
def send_elsewhere(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Mean another service, as the line beside the form offers."""
    service_id = _id_in(request.POST.get("service"))
    if service_id is None:
        raise Http404
    try:
        choose_service(
            actor=_actor(request), item_id=item_id, service_id=service_id, at=clock.now()
        )
    except Item.DoesNotExist:
        raise Http404 from None
    return _to("check" if request.POST.get("then") == "check" else "tasks", item_id)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _draft(request: HttpRequest, item_id: UUID) -> OpenDraft:
    try:
        return queries.open_draft(_actor(request), item_id, on=clock.today())
    except Item.DoesNotExist:
        raise Http404 from None


def _kept(
    request: HttpRequest, form: Any, item_id: UUID, step: str, answers: dict[str, Any]
) -> bool:
    """Keep the answers of a step; show a refusal in the form when that cannot be."""
    try:
        save_step(
            actor=_actor(request), item_id=item_id, step=step, answers=answers, at=clock.now()
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _has(item: Item, request: HttpRequest, answers: dict[str, Any]) -> bool:
    """Say whether these answers were sent as they stand here."""
    kept = queries.open_item(_actor(request), item.pk).answers.get("risk", {})
    return all(kept.get(name) == said for name, said in answers.items() if said)


def _id_in(text: str | None) -> UUID | None:
    found = id_of(text)
    if text and found is None:
        raise Http404
    return found


def _know_address(request: HttpRequest) -> str:
    """Return the next page's address, with what came with this one."""
    query = QueryDict(mutable=True)
    for earlier in ("question", "again"):
        if request.GET.get(earlier):
            query[earlier] = request.GET[earlier]
    known = query.urlencode()
    return f"{reverse('referrals:know')}?{known}{'&' if known else ''}"


def _address(name: str, item_id: UUID) -> str:
    return reverse(f"referrals:{name}", args=[item_id])


def _to(name: str, item_id: UUID) -> HttpResponse:
    return redirect(_address(name, item_id))
