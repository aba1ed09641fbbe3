"""A complaint made by telephone, on paper or in the room: found, taken down, and given on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.access.saving import save_once
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.taking_down import take_down
from schoolslink.referrals.forms.complaining import FindToTakeForm, TakeDownForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages import taking_down as pages
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.complaints import Hearers, who_would_hear_of
from schoolslink.referrals.queries.taking_down import (
    request_numbered,
    request_to_take,
    who_may_complain,
)
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.complaint import acknowledge_by
from schoolslink.referrals.views.help_first import (
    at_place,
    help_first,
    is_asked_at_school,
    is_somebody_asked,
    saved_after_help,
)
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask whoever answers for a service of which request somebody complains."""
    form = FindToTakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = request_numbered(request.actor, form.cleaned_data["reference"])  # type: ignore[attr-defined]
        if item is not None:
            return redirect("referrals:complaint-take", item.pk)
        form.add_error(
            "reference",
            gettext("No request with this number is at your service. Look at it again."),
        )
    return render(request, "referrals/complaint/find.jinja", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Take down what one of the family says went wrong."""
    actor, item, at = request.actor, _found(request, item_id), clock.now()  # type: ignore[attr-defined]
    side = permissions.side_of(actor, item)
    speakers, hearers = who_may_complain(actor, item), who_would_hear_of(item)
    page = pages.take_page(item, side, speakers, hearers, clock.local_day(at))
    form = TakeDownForm(
        request.POST or None, members=pages.members(speakers), people=hearers.people
    )
    if request.method == "POST":
        first = help_first(
            request, form, lambda: _reads(item, hearers), school_id=item.school_id, item=item
        )
        if first is not None:
            return first
        if form.is_valid():
            try:
                save_once(form.key, actor, "complaint taken down", item.pk, lambda: take_down(
                    actor=actor, item=item, at=at, **form.taken(at),
                ))  # fmt: skip
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                if item.closed_at is None:
                    # The words are the family's, whoever typed them: its team is asked to look.
                    saved_after_help(request, form, item.pk, Side.FAMILY)
                return redirect("referrals:complaint-taken", item.pk)
    return render(request, "referrals/complaint/take.jinja", page | {"form": form})


@never_cache
@require_GET
def taken(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Say that it is written down, and what is left to do; no word of it."""
    actor, item = request.actor, _found(request, item_id)  # type: ignore[attr-defined]
    back = pages.back_to(item, permissions.side_of(actor, item))
    return render(request, "referrals/complaint/taken.jinja", {"item": item, "back": back})


def _reads(item: Item, hearers: Hearers) -> Reads:
    """Return who reads what they said, and by which day they must have written back at the latest."""
    name = hearers.people[0][1] if hearers.people else hearers.finder
    by = acknowledge_by(clock.today(), add_working_days)
    is_told = is_somebody_asked(item) and item.closed_at is None
    return Reads(
        at_place(name, item.service.name if item.service else ""),
        by,
        is_told=is_told,
        at_school=is_asked_at_school(item),
    )


def _found(request: HttpRequest, item_id: UUID) -> Item:
    try:
        return request_to_take(request.actor, item_id)  # type: ignore[attr-defined]
    except Item.DoesNotExist as missing:
        raise Http404 from missing
