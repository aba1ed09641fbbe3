"""After sending: who has it now, what may still be added, and whom to ring when a risk is said."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from schoolslink.directory.queries import help_lines_of_school
from schoolslink.directory.queries.safeguarding import safeguarding_leads
from schoolslink.kernel import clock
from schoolslink.referrals import queries
from schoolslink.referrals.commands.additions import add_answers
from schoolslink.referrals.forms.questions import BlockForm
from schoolslink.referrals.limits import limits_for
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.as_sent import as_sent as sections_as_sent
from schoolslink.referrals.pages.files import file_lines
from schoolslink.referrals.pages.gate import help_cards
from schoolslink.referrals.pages.mended import mended_lines
from schoolslink.referrals.pages.request import NO_PAGE
from schoolslink.referrals.pages.said import answers_of
from schoolslink.referrals.pages.sent import RISK
from schoolslink.referrals.pages.sent import sent as sent_page
from schoolslink.referrals.queries import Opened
from schoolslink.referrals.queries.drafts import UNSENT
from schoolslink.referrals.queries.school import open_as_sent
from schoolslink.referrals.rules import Move, State
from schoolslink.referrals.rules.gate import NOT_AN_EMERGENCY_SERVICE, gate_again
from schoolslink.referrals.rules.request import BLOCKS, Block, blocks_left
from schoolslink.referrals.views.posted import added_meanwhile, version_seen
from schoolslink.referrals.views.practices import block_form, only_looks
from schoolslink.web.errors import Refusal

# Later its own page tells more than a confirmation.
JUST_SENT = (State.SUBMITTED, State.AWAITING_AGREEMENT)


def _opened(request: HttpRequest, item_id: UUID) -> Opened:
    try:
        return queries.open_item(request.actor, item_id)
    except Item.DoesNotExist:
        raise Http404 from None


@require_GET
def first(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show whom to ring and tell, once a risk was written down; what was written is kept."""
    opened = _opened(request, item_id)
    answers = {name: said for block in opened.answers.values() for name, said in block.items()}
    if opened.item.state in UNSENT:
        answers |= queries.answers_of_draft(request.actor, item_id)
        onward = reverse("referrals:tasks", args=[item_id])
    else:
        just_sent = bool(opened.history) and opened.history[-1].move == Move.SUBMIT
        onward = reverse("referrals:sent" if just_sent else "referrals:asked", args=[item_id])
    cards, school_id = gate_again(answers).cards, opened.item.school_id
    if not cards or school_id is None:
        return redirect(onward)
    context = {
        "cards": help_cards(
            cards,
            safeguarding=safeguarding_leads(school_id),
            lines=help_lines_of_school(school_id, on=clock.today()),
        ),
        "not_an_emergency_service": _(NOT_AN_EMERGENCY_SERVICE),
        "kept": True,
        "is_sent": opened.item.state not in UNSENT,
        "onward": onward,
    }
    return render(request, "referrals/request/gate-help.jinja", context)


def sent(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Say who has it now and by when they must act."""
    opened = _opened(request, item_id)
    if opened.item.state not in JUST_SENT:
        return redirect("referrals:asked", item_id)
    today, risk = clock.today(), opened.answers.get(RISK, {})
    if opened.item.state in UNSENT and Move.ADD_ANSWERS in opened.moves:
        risk = queries.answers_of_draft(request.actor, item_id)  # type: ignore[attr-defined]
    page = sent_page(opened, risk, today, limits_for(opened.item, on=today))
    return render(request, "referrals/request/sent.jinja", {"page": page, "item": opened.item})


@require_GET
def as_sent(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show the school what it sent, section by section."""
    try:
        record = open_as_sent(request.actor, item_id)  # type: ignore[attr-defined]
    except Item.DoesNotExist:
        raise Http404 from None
    item = record.opened.item
    files = file_lines(record.files, item, "asked-file")
    context = {
        "sections": sections_as_sent(record),
        "item": item,
        "files": files,
        "put_right": mended_lines(record.put_right),
    }
    return render(request, "referrals/as-sent.jinja", context)


def _said_too_late(
    request: HttpRequest, opened: Opened, name: str, asked: Block | None
) -> BlockForm | None:
    """Return the page as it was typed where somebody else answered some of it meanwhile, otherwise.

    The same answer once more is the same button pressed twice, and no other.
    """
    whole = next((block for block in BLOCKS if block.name == name and name not in NO_PAGE), None)
    if request.method != "POST" or whole is None or opened.item.asked_at is None:
        return None
    still = {question.name for question in asked.fields} if asked else set()
    typed = {key.partition("-")[0] for key, value in request.POST.items() if value.strip()}
    late = typed & {question.name for question in whole.fields} - still
    if not late:
        return None
    form = block_form(request, whole, {})
    form.is_valid()
    said, kept = form.to_answers(), answers_of(open_as_sent(request.actor, opened.item.pk))  # type: ignore[attr-defined]
    # What an answer did not bring is neither said nor kept.
    is_other = any((said[question] or None) != kept.get(question) for question in late)
    return form if is_other else None


def add(request: HttpRequest, item_id: UUID, block: str) -> HttpResponse:
    """Ask what was left open on one page when the request was sent."""
    opened = _opened(request, item_id)
    left = blocks_left(opened.referral.missing) if opened.referral else ()
    asked = next((b for b in left if b.name == block and b.name not in NO_PAGE), None)
    if (late := _said_too_late(request, opened, block, asked)) is not None:
        return added_meanwhile(request, opened.item, late)
    if asked is None or opened.item.asked_at is None or Move.ADD_ANSWERS not in opened.moves:
        # A risk that was just saved and comes a second time: whom to ring is shown all the same.
        again = request.method == "POST" and block == "risk"
        return redirect("referrals:first" if again else "referrals:asked", item_id)
    form = block_form(request, asked, {})
    if request.method == "POST" and not only_looks(request) and form.is_valid():
        try:
            add_answers(
                actor=request.actor,
                item_id=item_id,
                version=version_seen(request),
                answers=form.to_answers(),
                at=clock.now(),
            )
            to_ring = gate_again(form.to_answers()).cards
            return redirect("referrals:first" if to_ring else "referrals:asked", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    page = {
        "form": form,
        "item": opened.item,
        "heading": _(asked.title),
        "read_late": _(NOT_AN_EMERGENCY_SERVICE) if block == "risk" else "",
    }
    return render(request, "referrals/request/add.jinja", page)
