"""What one of the family asks for by right, on their own page: a copy; that what is wrong is put right."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schoolslink.access.saving import save_once
from schoolslink.access.seal import DoesNotOpen, NoKey, open_keys
from schoolslink.access.sealed_files import opened_blocks
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import storage
from schoolslink.referrals.commands import correcting as commands_of
from schoolslink.referrals.commands import rights as commands
from schoolslink.referrals.forms.correcting import OwnCorrectionForm
from schoolslink.referrals.forms.rights import PressForm
from schoolslink.referrals.models import Carer, RightAsked
from schoolslink.referrals.pages import complaining, correcting
from schoolslink.referrals.pages import rights as pages
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.correcting import own_corrections
from schoolslink.referrals.queries.own import Own, own_page
from schoolslink.referrals.queries.rights import own_rights
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.rules.rights import month_due
from schoolslink.referrals.views.help_first import (
    help_first,
    is_asked_at_school,
    is_somebody_asked,
    saved_after_help,
)
from schoolslink.web.errors import Refusal, refused
from schoolslink.web.languages import in_chosen_language

log = logging.getLogger(__name__)


@never_cache
@require_GET
@in_chosen_language
def rights(request: HttpRequest) -> HttpResponse:
    """Show what one of the family may ask for by right, and what they have asked."""
    return _page(request, _own(request))


def _page(request: HttpRequest, own: Own, form: OwnCorrectionForm | None = None) -> HttpResponse:
    found = own_rights(request.actor, own)  # type: ignore[attr-defined]
    page = pages.family_page(found) | correcting.family_part(found, own_corrections(own), form)
    page |= {"form": form, "complain": complaining.own_labels()}
    return render(request, "referrals/family-rights.jinja", page)


@never_cache
@require_http_methods(["GET", "POST"])
@in_chosen_language
def ask_correction(request: HttpRequest) -> HttpResponse:
    """Say what is wrong and how it should be."""
    if request.method != "POST":
        # Where the form came back with an error, the links to a language and to large print lead here.
        return redirect(f"{reverse('referrals:family-rights')}?{request.GET.urlencode()}")
    own, at = _own(request), clock.now()
    form = OwnCorrectionForm(request.POST, labels=correcting.own_labels())
    first = help_first(
        request, form, lambda: _who_reads(own, at), school_id=own.item.school_id, item=own.item
    )
    if first is not None:
        return first
    actor = request.actor  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            save_once(form.key, actor, "correction", own.member.pk, lambda: commands_of.ask_correction(
                actor=actor, item=own.item, member=own.member, at=at,
                asked_on=clock.local_day(at), **form.to_input(),
            ))  # fmt: skip
        except Refusal:
            form.add_error(None, gettext(LABELS["not_now"]))
        else:
            saved_after_help(request, form, own.item.pk, Side.FAMILY)
            return redirect(f"{reverse('referrals:family-rights')}#wrong")
    return _page(request, own, form)


def _who_reads(own: Own, at: datetime) -> Reads:
    """Return who reads what is said to be wrong, and by which day they must have answered."""
    place = own.item.service.name if own.item.service else ""
    by = month_due(clock.local_day(at), add_working_days)
    return Reads(
        place, by if place else None,
        is_told=is_somebody_asked(own.item), at_school=is_asked_at_school(own.item),
    )  # fmt: skip


@never_cache
@require_POST
@in_chosen_language
def ask_copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of everything that is held."""
    form, own, at = PressForm(request.POST), _own(request), clock.now()
    actor = request.actor  # type: ignore[attr-defined]
    if not form.is_valid():
        return redirect("referrals:family-rights")
    try:
        save_once(form.key, actor, "copy", own.member.pk, lambda: commands.ask_copy(
            actor=actor, item=own.item, member=own.member, asked_on=clock.local_day(at), at=at,
        ))  # fmt: skip
    except Refusal as refusal:
        return refused(request, refusal)
    return redirect("referrals:family-rights")


@never_cache
@require_POST
def take_copy(request: HttpRequest, right_id: UUID) -> HttpResponse:
    """Hand the copy to whoever asked for it, once."""
    actor = request.actor  # type: ignore[attr-defined]
    _own(request)
    try:
        with attempt():
            right, file = commands.take(actor=actor, right_id=right_id, at=clock.now())
            assert right.child_id is not None  # noqa: S101 - carried by a trigger
            open_keys([right.child_id])
            with storage.path_of(file).open("rb") as source:
                body = b"".join(opened_blocks(right.child_id, right.pk, source))
    except RightAsked.DoesNotExist:
        raise Http404 from None
    except (storage.FileGone, NoKey, DoesNotOpen) as damaged:
        # Lost or altered on the disk: nothing counts as taken, and it is loud where logs are read.
        log.error("a copy cannot be opened", extra={"event": type(damaged).__name__})
        raise Http404 from None
    except Refusal as refusal:
        return refused(request, refusal)
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="copy.zip"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: HttpRequest) -> Own:
    try:
        return own_page(request.actor)  # type: ignore[attr-defined]
    except Carer.DoesNotExist as gone:
        raise Http404 from gone
