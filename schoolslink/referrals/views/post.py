"""Post that came to a team and that nobody has yet: write it down, look at it, sort it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.access.unit import attempt
from schoolslink.directory.queries import service_card
from schoolslink.kernel import clock
from schoolslink.referrals.commands.post import log_post
from schoolslink.referrals.commands.put_to import put_to
from schoolslink.referrals.commands.sorting import PostSeen, send_on
from schoolslink.referrals.errors import HeldByAnother
from schoolslink.referrals.forms.contact import HandOverForm
from schoolslink.referrals.forms.post import PostForm, PutToForm, SentOnForm
from schoolslink.referrals.models import Item, PostFile
from schoolslink.referrals.pages.post import post_page
from schoolslink.referrals.queries.lists import own_teams
from schoolslink.referrals.queries.post import PostView, open_post_file, post_of
from schoolslink.referrals.rules.files import FileRefused
from schoolslink.referrals.views.files import DAMAGED, damaged_file, handed_out
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    """Ask what came, when and how, and whether it tells of danger; from then on a person has it."""
    now = clock.now()
    cards = [
        service_card(team, on=clock.local_day(now)) for team in sorted(own_teams(request.actor))
    ]
    teams = [(card.service_id, card.name) for card in cards if card]
    if not teams:
        raise Http404
    form = PostForm(request.POST or None, request.FILES or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("file")
        try:
            with attempt():
                item_id = log_post(
                    actor=request.actor, team_id=form.team_id(), form_key=form.key,
                    came_at=form.came_at(now), at=now, **form.said(),
                    file=(chosen.name, chosen.read()) if chosen else None,
                )  # fmt: skip
            return redirect("referrals:post", item_id)
        except FileRefused as refused:
            form.add_error("file", _(str(refused)))
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "referrals/post-new.jinja", {"form": form, "teams": teams})


@never_cache
@require_GET
def post(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show post: what came, who has it until when, and what can be done with it now."""
    return _page(request, found(request, item_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent_on(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write down who has it now, and end it; nothing is ended before somebody there said so."""
    if request.method != "POST":
        return redirect("referrals:post", item_id)
    here, form = found(request, item_id), SentOnForm(request.POST)
    if form.is_valid():
        try:
            save_once(form.key, request.actor, "sent-on", item_id, lambda: send_on(
                actor=request.actor, item_id=item_id, version=form.cleaned_data["version"],
                at=clock.now(), **form.to_input(),
            ))  # fmt: skip
            return redirect("referrals:post", item_id)
        except Refusal as refusal:
            here = found(request, item_id)
            form.refuse(refusal)
    return _page(request, here, sent_on=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def put_to_request(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Put it to a request that is open here; where a colleague has that, offer to hand this over to them."""
    if request.method != "POST":
        return redirect("referrals:post", item_id)
    here, form, holder = found(request, item_id), PutToForm(request.POST), None
    if form.is_valid():
        seen = PostSeen(item_id, form.cleaned_data["version"])
        try:
            save_once(form.key, request.actor, "put-to", item_id, lambda: put_to(
                actor=request.actor, post=seen, at=clock.now(), **form.to_input(),
            ))  # fmt: skip
            return redirect("referrals:post", item_id)
        except Refusal as refusal:
            here = found(request, item_id)
            form.refuse(refusal)
            holder = refusal if isinstance(refusal, HeldByAnother) else None
    return _page(request, here, put_to=form, holder=holder)


def _page(
    request: HttpRequest,
    here: PostView,
    *,
    sent_on: SentOnForm | None = None,
    put_to: PutToForm | None = None,
    holder: HeldByAnother | None = None,
) -> HttpResponse:
    version = here.opened.item.version
    page = post_page(here, at=clock.now()) | {
        "form": sent_on or put_to,
        "sent_on_open": sent_on is not None,
        "put_to_open": put_to is not None,
        "sent_on": sent_on or SentOnForm(initial={"version": version}),
        "put_to": put_to or PutToForm(initial={"version": version}),
    }
    if holder and page["hand_over"]:
        page["give"] = {
            "to": holder.person_id,
            "name": holder.name,
            "form": HandOverForm(initial={"version": version}),
        }
    return render(request, "referrals/post.jinja", page)


def found(request: HttpRequest, item_id: UUID) -> PostView:
    """Return the post; raise Http404 for what is not there for this reader."""
    try:
        return post_of(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing


@never_cache
@require_GET
def post_file(request: HttpRequest, item_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Hand out a file that came by post, to be saved: it is never shown inside the service."""
    try:
        opened = open_post_file(request.actor, item_id, attachment_id)
    except (Item.DoesNotExist, PostFile.DoesNotExist):
        raise Http404 from None
    except DAMAGED as damaged:
        raise damaged_file(damaged) from None
    return handed_out(request.actor, opened, attachment_id, item_id)
