"""Close a record to a colleague, open it again, and look again at every exception."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from schoolslink.kernel import clock
from schoolslink.referrals.commands.closing import close_to, colleagues_of, open_again
from schoolslink.referrals.commands.delaying import delay_telling
from schoolslink.referrals.commands.reviewing import record_review
from schoolslink.referrals.forms.guard import CloseForm, DelayForm, OpenAgainForm, ReviewForm
from schoolslink.referrals.models import ConflictBlock, Glass, Item, Review
from schoolslink.referrals.pages import guard as pages
from schoolslink.referrals.queries.guarding import closed_to, review_of, to_delay, told_of
from schoolslink.referrals.rules.guarding import Exceptional
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def closed(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show to whom a child's record is closed, or close it to one more colleague at once."""
    try:
        item, rows = closed_to(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    people = pages.people_to_choose(colleagues_of(item), rows)
    form = CloseForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        person, why = form.chosen()
        try:
            save_once(form.key, request.actor, "closed", item_id, lambda: close_to(
                actor=request.actor, item_id=item_id, person_id=person, why=why, at=clock.now(),
            ))  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            own = person == request.actor.person_id
            return redirect("home") if own else redirect("referrals:closed", item_id)
    context = {
        "item": item,
        "form": form,
        "rows": [
            (row, OpenAgainForm(auto_id=f"{row['id']}-%s")) for row in pages.closed_rows(rows)
        ],
    }
    return render(request, "referrals/closed.jinja", context)


@never_cache
@require_POST
def opened_again(request: HttpRequest, item_id: UUID, block_id: UUID) -> HttpResponse:
    """Let a colleague open the record again."""
    form = OpenAgainForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "opened again", item_id, lambda: open_again(
                actor=request.actor, item_id=item_id, block_id=block_id, at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, ConflictBlock.DoesNotExist) as missing:
            raise Http404 from missing
    return redirect("referrals:closed", item_id)


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show one exception, or write down what was found."""
    today = clock.today()
    try:
        found = review_of(request.actor, review_id)
    except Review.DoesNotExist as missing:
        raise Http404 from missing
    form = ReviewForm(request.POST or None, kind=Exceptional(found.kind))
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, request.actor, "review", review_id, lambda: record_review(
                actor=request.actor, review_id=review_id, outcome=form.found(), at=clock.now(),
                **form.said(),
            ))  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("home")
    page = pages.review_page(found, told_of(request.actor, found), today)
    return render(request, "referrals/review.jinja", page | {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def delay(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Let the young person read later that their record was opened in an emergency."""
    try:
        glass, words = to_delay(request.actor, glass_id)
    except Glass.DoesNotExist as missing:
        raise Http404 from missing
    form = DelayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, request.actor, "delay", glass_id, lambda: delay_telling(
                actor=request.actor, glass_id=glass_id, until=form.cleaned_data["until"],
                why=form.cleaned_data["why"], at=clock.now(),
            ))  # fmt: skip
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:glass-delay", glass_id)
    page = pages.delay_page(glass, words) | {"form": form}
    return render(request, "referrals/glass-delay.jinja", page)
