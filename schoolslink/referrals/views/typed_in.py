"""Type in what came on paper or by phone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.unit import attempt
from schoolslink.directory.queries import schools_linked_with, service_card
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.referrals.commands.sorting import PostSeen
from schoolslink.referrals.commands.typed_in import type_in
from schoolslink.referrals.forms.typed_in import TypedForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.post import typed_before
from schoolslink.referrals.queries.lists import own_teams
from schoolslink.referrals.queries.post import PostView, post_of
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def typed_in(request: HttpRequest) -> HttpResponse:
    """Ask what was asked, by whom and when; keep it as the request it is."""
    now = clock.now()
    today = clock.local_day(now)
    cards = [service_card(team, on=today) for team in sorted(own_teams(request.actor))]
    came = _came(request)
    teams = [
        (card.service_id, card.name)
        for card in cards
        if card and (came is None or card.service_id == came.opened.item.team_id)
    ]
    if not teams:  # a support team's work comes through its service
        raise Http404
    schools = schools_linked_with([team for team, _ in teams], on=today)
    form = TypedForm(
        request.POST or None, teams=teams, schools=schools,
        initial=typed_before(came) if came else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            with attempt():
                item_id = type_in(
                    actor=request.actor,
                    service_id=form.team_id(),
                    school_id=form.school_id(),
                    form_key=form.key,
                    asked_by=form.cleaned_data["asked_by"],
                    said=form.to_said(),
                    gate=form.gate(),
                    made_at=form.made_at(now),
                    at=now,
                    post=PostSeen(came.opened.item.pk, form.version()) if came else None,
                )
            return redirect("referrals:record", item_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "referrals/typed-in.jinja", {"form": form, "teams": teams, "post": came})


def _came(request: HttpRequest) -> PostView | None:
    """Return the post that is typed in; None for what came otherwise."""
    wanted = id_of(request.GET.get("post"))
    if wanted is None:
        return None
    try:
        return post_of(request.actor, wanted)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
