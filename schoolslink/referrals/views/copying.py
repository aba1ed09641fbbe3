"""A copy that a family asked for: written down, looked through, decided line by line, given."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schoolslink.access.policy import Action
from schoolslink.access.sealed_files import opened_blocks, sealed_blocks
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock
from schoolslink.referrals import permissions, storage
from schoolslink.referrals.commands import judging
from schoolslink.referrals.commands import rights as commands
from schoolslink.referrals.forms.rights import LinesForm, PressForm, RecordCopyForm
from schoolslink.referrals.models import Attachment, Carer, Item, RightAsked
from schoolslink.referrals.pages import rights as pages
from schoolslink.referrals.pages.copy_archive import archive
from schoolslink.referrals.pages.record import TOLD
from schoolslink.referrals.queries.everything import Entry, Everything, everything, looks_to_show
from schoolslink.referrals.queries.files import open_file_of_copy
from schoolslink.referrals.queries.rights import who_may_have_one
from schoolslink.referrals.rules import Kind, Side
from schoolslink.referrals.views.files import DAMAGED, damaged_file, handed_out
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal

# All of it: whoever asks who looked is not given a part without a word. One row is a day of somebody.
LOOKS = 2**31 - 1


@never_cache
@require_http_methods(["GET", "POST"])
def record_copy(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write down that one of the family asked for a copy on paper, by telephone or in person."""
    actor, at = request.actor, clock.now()  # type: ignore[attr-defined]
    try:
        item = permissions.items(actor, Action.VIEW).get(pk=item_id, kind=Kind.REFERRAL)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    at_school = permissions.may_answer_alone(actor, item)
    if not at_school and permissions.side_of(actor, item) is not Side.SERVICE:
        raise Http404
    page = "referrals:asked" if at_school else "referrals:record"
    members = [(one.pk, str(TOLD[one.relationship])) for one in who_may_have_one(item)]
    form = RecordCopyForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, actor, "copy", item_id, lambda: commands.ask_copy(
                actor=actor, item=item, at=at, asked_on=form.cleaned_data["asked_on"],
                member=commands.member_to_give(item, form.member_id()),
            ))  # fmt: skip
            return redirect(page, item_id)
        except Carer.DoesNotExist:
            raise Http404 from None
        except Refusal as refusal:
            form.refuse(refusal)
    context = {"item": item, "form": form, "back": reverse(page, args=[item_id])}
    return render(request, "referrals/copy/record.jinja", context)


@never_cache
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, right_id: UUID) -> HttpResponse:
    """Show all that is held to a clinician, or keep which lines would cause serious harm."""
    held, form = _held(request, right_id), LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with attempt():
                judging.mark_harm(
                    actor=request.actor, held=held, of=form.shown(), harm=form.harm(),  # type: ignore[attr-defined]
                    version=form.version(), at=clock.now(),
                )  # fmt: skip
            return redirect("referrals:copy-look", right_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _look_page(request, held, form)


@never_cache
@require_POST
def looked(request: HttpRequest, right_id: UUID) -> HttpResponse:
    """Write down that a clinician has looked at all that was shown; show them what was added since."""
    held, form = _held(request, right_id), LinesForm(request.POST)
    actor = request.actor  # type: ignore[attr-defined]
    if form.is_valid():
        with attempt():
            left = judging.look_through(actor=actor, held=held, of=form.shown(), at=clock.now())
        after = "home" if held.is_at_school else "referrals:queue"
        return redirect("referrals:copy-look", right_id) if left else redirect(after)
    return _look_page(request, held, form)


@never_cache
@require_GET
def file(request: HttpRequest, right_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Hand out a file that goes along, to whoever decides whether it may."""
    try:
        found = open_file_of_copy(request.actor, right_id, attachment_id)  # type: ignore[attr-defined]
    except (RightAsked.DoesNotExist, Attachment.DoesNotExist):
        raise Http404 from None
    except DAMAGED as damaged:
        raise damaged_file(damaged) from None
    return handed_out(request.actor, found, attachment_id, right_id)  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, right_id: UUID) -> HttpResponse:
    """Show all that is held to whoever answers for the service, or keep what was decided of some lines."""
    held, form = _held(request, right_id, Action.GIVE), LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with attempt():
                judging.judge(
                    actor=request.actor, held=held, of=form.shown(),  # type: ignore[attr-defined]
                    judged=form.judged(), version=form.version(), at=clock.now(),
                )  # fmt: skip
            return redirect("referrals:copy-answer", right_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _answer_page(request, held, form)


@never_cache
@require_POST
def give(request: HttpRequest, right_id: UUID) -> HttpResponse:
    """Make the archive and give it to whoever asked."""
    held, form = _held(request, right_id, Action.GIVE), PressForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "copy given", right_id, lambda: _give(request, held))  # type: ignore[attr-defined]
            return redirect("home" if held.is_at_school else "referrals:service")
        except Refusal as refusal:
            form.refuse(refusal)
    return _answer_page(request, held, form)


def _give(request: HttpRequest, held: Everything) -> None:
    judging.require_ready(held)
    actor, at, right = request.actor, clock.now(), held.right  # type: ignore[attr-defined]
    body = archive(held, judging.left_out(right), looks_to_show(held, size=LOOKS), _content, at)
    assert right.child_id is not None  # noqa: S101 - carried by a trigger
    file, sha256 = storage.keep(sealed_blocks(right.child_id, right.pk, BytesIO(body)))
    commands.give(actor=actor, held=held, file=file, sha256=sha256, at=at)


def _content(entry: Entry) -> bytes:
    file = entry.file
    assert file is not None and file.child_id is not None  # noqa: S101, PT018 - asked of files alone
    with storage.path_of(file.file).open("rb") as source:
        return b"".join(opened_blocks(file.child_id, file.pk, source))


def _held(request: HttpRequest, right_id: UUID, action: Action = Action.ANSWER) -> Everything:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return everything(actor, right_id, action)
    except RightAsked.DoesNotExist as missing:
        raise Http404 from missing


def _look_page(request: HttpRequest, held: Everything, form: Any) -> HttpResponse:
    seen, harm = judging.harm_of(held.right)
    context = {"form": form, "page": pages.look_page(held, seen, harm, _typed(form))}
    return render(request, "referrals/copy/review.jinja", context)


def _answer_page(request: HttpRequest, held: Everything, form: Any) -> HttpResponse:
    seen, harm = judging.harm_of(held.right)
    judged = judging.judged_of(held.right)
    context = {"form": form, "page": pages.answer_page(held, judged, seen, harm, _typed(form))}
    return render(request, "referrals/copy/review.jinja", context)


def _typed(form: Any) -> dict[str, tuple[str, str]]:
    """Return what was typed and could not be saved: it stands on the page again."""
    if not isinstance(form, LinesForm) or not form.is_bound:
        return {}
    return {key: (what.value, why) for key, (what, why) in form.judged().items()}
