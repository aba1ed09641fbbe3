"""The page of a service's manager: what is open, who holds it, and giving it to somebody else."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.kernel import clock
from schoolslink.referrals.commands.hand_over import reassign_held
from schoolslink.referrals.forms.contact import GiveForm
from schoolslink.referrals.pages import queue as queue_pages
from schoolslink.referrals.pages import service as pages
from schoolslink.referrals.pages.asking_practice import not_rung_rows
from schoolslink.referrals.pages.complaining import complaint_tasks
from schoolslink.referrals.pages.guard import review_tasks
from schoolslink.referrals.pages.rights import owed_rows
from schoolslink.referrals.pages.second_look import look_tasks
from schoolslink.referrals.queries import colleagues, letters_overdue, loads, open_at_service
from schoolslink.referrals.queries.asking_practice import not_rung
from schoolslink.referrals.queries.complaints import complaints_due
from schoolslink.referrals.queries.guarding import reviews_due
from schoolslink.referrals.queries.lists import FIRST, Place, last_moves, own_services
from schoolslink.referrals.queries.rights import owed_at_service
from schoolslink.referrals.queries.second_look import looks_due
from schoolslink.referrals.rules import Move
from schoolslink.referrals.views.queue import MOST_TICKED, SIZE, read_ids
from schoolslink.web.paging import Keyset

OPEN = Keyset("service")


@never_cache
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest) -> HttpResponse:
    """Show what is open at the manager's services, or give the ticked ones to somebody else."""
    today = clock.today()
    people = _people(request, today)
    form = GiveForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        held = read_ids(request.POST.getlist("held"))[:MOST_TICKED]
        done = reassign_held(
            actor=request.actor, held=held, to_person=form.person(), at=clock.now()
        )
        query = QueryDict(mutable=True)
        query.setlist("seen", [str(item_id) for item_id in done])
        return redirect(f"{reverse('referrals:service')}?{query.urlencode()}")
    rows = open_at_service(request.actor, after=_after(request), size=SIZE)
    page = OPEN.page(request, rows, size=SIZE, key=lambda row: (
        row.due_on, int(row.calm), row.holding_id))  # fmt: skip
    ticked = read_ids(request.GET.getlist("seen"))
    moves = last_moves(request.actor, ticked, managed=True)
    shown = pages.service_rows(page.rows, today)
    context = {
        "form": form,
        "rows": shown,
        "columns": pages.columns(),
        "page": page,
        "may_tick": any(row.key for row in shown),
        "loads": pages.load_rows(loads(request.actor, today=today)),
        "looks": look_tasks(looks_due(request.actor), today),
        "owed": owed_rows(owed_at_service(request.actor), today),
        "complaints": complaint_tasks(complaints_due(request.actor), today),
        "reviews": review_tasks(reviews_due(request.actor), today),
        "letters": pages.letter_rows(letters_overdue(request.actor, today=today)),
        "practices": not_rung_rows(not_rung(request.actor, today=today)),
        "came_of": queue_pages.came_of(
            moves, len(ticked), request.actor.person_id, Move.REASSIGN
        ) if ticked else [],
        "places": [h.organisation_name for h in request.actor.memberships
                   if h.organisation_id in own_services(request.actor)],
    }  # fmt: skip
    return render(request, "referrals/service.jinja", context)


def _people(request: HttpRequest, today: date) -> list[tuple[UUID, str]]:
    """Return who may be given something: the people of the manager's own services, by name."""
    found = {
        person: name
        for place in own_services(request.actor)
        for person, name in colleagues(place, on=clock.local_day(clock.real_now()))
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def _after(request: HttpRequest) -> Place:
    key = OPEN.after(request)
    return (key[0], bool(key[1]), key[2]) if key else FIRST
