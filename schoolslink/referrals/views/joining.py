"""Two requests about one child are joined, or taken apart again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import was_saved
from schoolslink.kernel import clock
from schoolslink.referrals.commands.joining import join, take_apart
from schoolslink.referrals.forms.alike import ApartForm, JoinForm
from schoolslink.referrals.models import Item, Likeness
from schoolslink.referrals.pages import joining as pages
from schoolslink.referrals.queries.pair import Pair, both_of, joined_half
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm


@never_cache
@require_http_methods(["GET", "POST"])
def joined(request: HttpRequest, item_id: UUID, alike_id: UUID) -> HttpResponse:
    """Ask which of two goes on, and join them."""
    if _was_sent(request, "joined") and (before := _named(request)):
        return redirect("referrals:record", before)
    try:
        pair = both_of(request.actor, item_id, alike_id)
    except (Item.DoesNotExist, Likeness.DoesNotExist) as missing:
        raise Http404 from missing
    choices, first = pages.choices(pair), pages.first(pair)
    begun = {
        "goes_on": str(first),
        "version": pair.one.item.version,
        "other_version": pair.other.item.version,
    }
    form = JoinForm(request.POST or None, choices=choices, initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        goes_on = UUID(said["goes_on"])
        seen = _seen(pair, goes_on, said["version"], said["other_version"])
        try:
            save_once(form.key, request.actor, "joined", goes_on, lambda: join(
                actor=request.actor, item_id=item_id, alike_id=alike_id, goes_on_id=goes_on,
                versions=seen, why=said["why"], at=clock.now(),
            ))  # fmt: skip
        except (Item.DoesNotExist, Likeness.DoesNotExist) as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:record", goes_on)
    return render(request, "referrals/join.jinja", pages.join_page(pair) | {"form": form})


def _was_sent(request: HttpRequest, what: str) -> bool:
    """Say whether this very form was saved before: a second press leads where the first one did."""
    sent = NhsForm(request.POST)
    return request.method == "POST" and sent.is_valid() and was_saved(sent.key, request.actor, what)


def _named(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("goes_on", ""))
    except ValueError:
        return None


def _seen(pair: Pair, goes_on: UUID, version: int, other_version: int) -> tuple[int, int]:
    """Return the versions that were seen, of the one that goes on first."""
    is_one = goes_on == pair.one.item.pk
    return (version, other_version) if is_one else (other_version, version)


@never_cache
@require_http_methods(["GET", "POST"])
def apart(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Let a request that was joined be one of its own again."""
    if _was_sent(request, "apart"):
        return redirect("referrals:record", item_id)
    try:
        half = joined_half(request.actor, item_id, may_be_apart=request.method == "POST")
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    form = ApartForm(request.POST or None, initial={"version": half.item.version})
    if request.method == "POST" and form.is_valid():
        try:
            save_once(form.key, request.actor, "apart", item_id, lambda: take_apart(
                actor=request.actor, item_id=item_id, version=form.cleaned_data["version"],
                why=form.cleaned_data["why"], at=clock.now(),
            ))  # fmt: skip
        except Item.DoesNotExist as missing:
            raise Http404 from missing
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:record", item_id)
    return render(request, "referrals/apart.jinja", pages.apart_page(half) | {"form": form})
