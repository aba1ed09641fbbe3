"""The team's queue: what waits for it, what waits for others, what it did today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.directory.queries import schools_linked_with
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.kernel.languages import code_of
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.decide import acknowledge
from schoolslink.referrals.commands.hand_over import seen_in
from schoolslink.referrals.pages import asking_practice as pages_of_practices
from schoolslink.referrals.pages import consulting as pages_of_talks
from schoolslink.referrals.pages import queue as pages
from schoolslink.referrals.pages.packs import leaver_lines
from schoolslink.referrals.queries import Narrowed, done_by_team, letters_owed, queue_of
from schoolslink.referrals.queries.alike import how_many_pairs
from schoolslink.referrals.queries.asking_practice import not_confirmed
from schoolslink.referrals.queries.consulting import talks_of_team
from schoolslink.referrals.queries.elsewhere import how_many_elsewhere
from schoolslink.referrals.queries.let_go import let_go
from schoolslink.referrals.queries.lists import FIRST, Place, last_moves, own_teams
from schoolslink.referrals.queries.packs import leavers
from schoolslink.referrals.rules import Kind, Move
from schoolslink.web.paging import Keyset

SIZE = 25
MOST_TICKED = 50
WAITING = Keyset("queue")
DONE = Keyset("queue-done")


@never_cache
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the team, or mark several as seen and show what came of each."""
    if request.method == "POST":
        return _mark_seen(request)
    now = clock.now()
    view = request.GET.get("view", "you")
    if view not in pages.VIEWS:
        view = "you"
    narrowed = narrowed_by(request.GET, request.actor.person_id)
    table = _done(request, now) if view == "done" else _waiting(request, view, narrowed, now)
    ticked = read_ids(request.GET.getlist("seen"))
    context = {
        "view": view,
        "less": pages.LESS[view],
        "heading": pages.heading(view),
        "switcher_links": pages.switcher(request, view),
        "table": table,
        "filters": _filters(request, narrowed, clock.local_day(now)),
        "narrowed": narrowed != Narrowed(),
        "came_of": pages.came_of(
            last_moves(request.actor, ticked), len(ticked), request.actor.person_id,
            Move.ACKNOWLEDGE,
        ) if ticked else [],
        "here": request.get_full_path(),
        "let_go": pages.let_go_lines(
            let_go(request.actor, since=pages.started_today(now))
        ) if view == "done" else [],
        "talks": pages_of_talks.today_lines(
            talks_of_team(request.actor, on=clock.local_day(now)), request.actor.person_id
        ) if view == "you" else [],
        "letters": len(letters_owed(request.actor)) if view == "you" else 0,
        "pairs": how_many_pairs(request.actor) if view == "you" else 0,
        "elsewhere": how_many_elsewhere(request.actor) if view == "you" else 0,
        "leavers": leaver_lines(
            leavers(request.actor, today=clock.local_day(now)), clock.local_day(now)
        ) if view == "you" else [],
    }  # fmt: skip
    return render(request, "referrals/queue.jinja", context)


def _waiting(request: HttpRequest, view: str, narrowed: Narrowed, now: Any) -> dict[str, Any]:
    rows = queue_of(
        request.actor,
        after=_after(request),
        size=SIZE,
        waits_for="service" if view == "you" else "school",
        narrowed=narrowed,
    )
    page = WAITING.page(request, rows, size=SIZE, key=lambda row: (
        row.due_on, int(row.calm), row.holding_id))  # fmt: skip
    me, today = request.actor.person_id, clock.local_day(now)
    unsure = not_confirmed(request.actor, [row.item_id for row in page.rows])
    shown = pages.queue_rows(page.rows, today, me, pages_of_practices.marks(unsure))
    return {
        "rows": shown,
        "columns": pages.columns(view),
        "may_tick": view == "you" and any(row.key for row in shown),
        "page": page,
        "to_ring": pages_of_practices.to_ring(unsure) if view == "you" else [],
        "empty": pages.empty(view, narrowed != Narrowed()),
    }


def _after(request: HttpRequest) -> Place:
    """Return the place the address goes on after."""
    key = WAITING.after(request)
    return (key[0], bool(key[1]), key[2]) if key else FIRST


def _done(request: HttpRequest, now: Any) -> dict[str, Any]:
    rows = done_by_team(
        request.actor,
        since=pages.started_today(now),
        until=now,
        before=DONE.after(request),  # type: ignore[arg-type]
        size=SIZE,
    )
    page = DONE.page(request, rows, size=SIZE, key=lambda row: row.place)
    return {
        "rows": pages.done_rows(page.rows, request.actor.name),
        "columns": pages.columns("done"),
        "may_tick": False,
        "page": page,
        "empty": pages.empty("done", False),
    }


def narrowed_by(query: QueryDict, me: UUID | None) -> Narrowed:
    """Return what the address asks to see; what cannot be read narrows nothing."""
    kind, schools = query.get("kind", ""), read_ids([query.get("school", "")])
    return Narrowed(
        school_id=schools[0] if schools else None,
        kind=kind if kind in set(Kind) else "",
        language=code_of(query.get("language", "")[:40].replace("\x00", "")),
        marked=query.get("risk") == "yes",
        held_by=me if query.get("mine") == "yes" else None,
    )


def _filters(request: HttpRequest, narrowed: Narrowed, today: date) -> dict[str, Any]:
    return {
        "schools": schools_linked_with(own_teams(request.actor), on=today),
        "school": str(narrowed.school_id or ""),
        "kinds": pages.kinds(),
        "kind": narrowed.kind,
        "languages": pages.languages(),
        "language": narrowed.language,
        "marked": narrowed.marked,
        "mine": narrowed.held_by is not None,
        "view": request.GET.get("view", ""),
        "may_break_glass": permissions.may_break_glass(request.actor),
    }


def _mark_seen(request: HttpRequest) -> HttpResponse:
    """Mark each ticked row as seen by itself; the next page says what came of each."""
    seen = seen_in(read_ids(request.POST.getlist("held"))[:MOST_TICKED])
    acknowledge(actor=request.actor, seen=seen, at=clock.now())
    query = QueryDict(mutable=True)
    query.update(QueryDict(request.GET.urlencode()))
    query.setlist("seen", [str(item_id) for item_id, _ in seen])
    return redirect(f"{reverse('referrals:queue')}?{query.urlencode()}")


def read_ids(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among texts from an address or a form; anything else is left out."""
    return [found for text in texts if (found := id_of(text))][:MOST_TICKED]
