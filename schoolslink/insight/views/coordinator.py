"""The coordinator's home and the lists of what is silent and what is stuck."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schoolslink.access.actor import Actor
from schoolslink.directory import queries as directory
from schoolslink.directory.queries import Ring
from schoolslink.directory.spreadsheet import download
from schoolslink.directory.views.door import actor_of, page
from schoolslink.insight.pages import coordinator as pages
from schoolslink.insight.pages.chasing import not_nudged
from schoolslink.insight.pages.faults import to_mend, unchecked
from schoolslink.insight.pages.waiting import late_reviews
from schoolslink.insight.pages.waiting import waiting as waiting_page
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import working_days_between
from schoolslink.notices import commands as notices
from schoolslink.notices.queries import StuckNotice, stuck_count, stuck_in_area
from schoolslink.referrals.commands import chasing
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.pages.complaining import area_rows
from schoolslink.referrals.queries import (
    SilentRow,
    WaitingRow,
    areas_to_chase,
    faults_and_last_check,
    last_holders,
    silent_and_waiting,
    silent_count,
    silent_in_area,
    waiting_for_agreement,
)
from schoolslink.referrals.queries.chases import last_asked
from schoolslink.referrals.queries.complaints import complaints_in_area
from schoolslink.referrals.queries.guarding import reviews_late_in_area
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.chasing import Came
from schoolslink.referrals.rules.dues import DEFAULT_LIMITS

MOST_STUCK = 1_000


@page
@require_safe
def area(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show what of an area needs somebody, and the way to everything else."""
    actor, today = actor_of(request), clock.today()
    area_ = directory.area_of(actor, area_id)
    rows = directory.standings_in(area_, on=today)
    chases = area_id in areas_to_chase(actor)
    silent, waits = silent_and_waiting(
        actor, area_id, today=today, before=_waiting_long_before(today)
    )
    faults, unchecked_since = faults_and_last_check(actor, area_id) if chases else (0, None)
    context = {
        "area": area_,
        "figures": pages.figures(
            rows,
            area_id,
            silent=silent if chases else None,
            stuck=stuck_count(actor, area_id) if chases else None,
            on=today,
        ),
        "also": to_mend(faults, area_id)
        + pages.also_to_do(
            rows,
            area_id,
            waiting=waits,
            unsigned=len(directory.schools_without_agreement(area_id, today)),
            unchecked=directory.numbers_to_ring(area_id, on=today),
            unreviewed=len(reviews_late_in_area(actor, area_id, today=today)),
            complaints=len(complaints_in_area(actor, area_id, today=today)),
        ),
        "unchecked": unchecked(unchecked_since),
        "services": directory.names_of_services(area_id, on=today),
        "sees_clocks": chases,
        "schools": len(rows),
    }
    return render(request, "insight/home_coordinator.jinja", context)


@page
@require_safe
def silent(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show what is open past its day, and whom to ring about it."""
    actor, today = actor_of(request), clock.today()
    area_ = directory.area_of(actor, area_id)
    rows = silent_in_area(actor, area_id, today=today, most=pages.SHOWN)
    total = silent_count(actor, area_id, today=today)
    late = reviews_late_in_area(actor, area_id, today=today)
    asked = last_asked(row.item_id for row in rows)
    rings = _rings(rows, today)
    context = pages.silent(area_, rows, rings, total, asked, me=actor.person_id, on=today)
    context["refused"] = not_nudged(rows, request.GET.get("ring", ""))
    heads = _by_side(((Side.SCHOOL, one.school_id, None) for one in late), today)
    context["late"] = late_reviews(late, heads, today)
    context["complaints"] = area_rows(complaints_in_area(actor, area_id, today=today), today)
    return render(request, "insight/to_do.jinja", context)


@page
@require_POST
def nudge(request: HttpRequest, area_id: UUID, item_id: UUID) -> HttpResponse:
    """Remind whoever has something past its day; pressed again on the same day it changes nothing."""
    actor = actor_of(request)
    directory.area_of(actor, area_id)
    try:
        chasing.nudge(actor=actor, item_id=item_id, at=clock.now())
    except NotPossible:
        return redirect(f"{reverse('silent', args=[area_id])}?ring={item_id}")
    return redirect("silent", area_id)


@page
@require_POST
def rang(request: HttpRequest, area_id: UUID, item_id: UUID) -> HttpResponse:
    """Write down that somebody rang, and what came of it."""
    actor = actor_of(request)
    directory.area_of(actor, area_id)
    said = request.POST.get("came", "")
    if said in set(Came):
        chasing.rang(actor=actor, item_id=item_id, came=Came(said), at=clock.now())
    return redirect("silent", area_id)


@page
@require_safe
def silent_csv(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Give the same list as a spreadsheet."""
    actor, today = actor_of(request), clock.today()
    directory.area_of(actor, area_id)
    rows = silent_in_area(actor, area_id, today=today)
    return download("past-their-day", *pages.silent_table(rows, _rings(rows, today)))


@page
@require_safe
def waiting(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show at which schools requests have waited long for a yes, and whom to ring."""
    actor, today = actor_of(request), clock.today()
    area_ = directory.area_of(actor, area_id)
    rows = _waiting(actor, area_id, today)
    rings = directory.heads_to_ring({row.school_id for row in rows}, on=today)
    context = waiting_page(area_, rows, rings, on=today)
    return render(request, "insight/to_do.jinja", context)


def _waiting(actor: Actor, area_id: UUID, today: date) -> list[WaitingRow]:
    """Return what has waited longer than the working days a school has to ask for a yes."""
    return waiting_for_agreement(actor, area_id, before=_waiting_long_before(today))


def _waiting_long_before(today: date) -> date:
    """Return the first day that is within those working days: what began before it waits long."""
    first, most = today, DEFAULT_LIMITS.agreement_wd
    while working_days_between(first - timedelta(days=1), today) <= most:
        first -= timedelta(days=1)
    return first


@page
@require_safe
def stuck(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the messages that did not arrive."""
    actor = actor_of(request)
    area_ = directory.area_of(actor, area_id)
    rows = stuck_in_area(actor, area_id, limit=pages.SHOWN)
    total = stuck_count(actor, area_id)
    people, families = _recipients(actor, rows)
    context = pages.stuck(area_, rows, people, families, total, now=clock.real_now())
    return render(request, "insight/to_do.jinja", context)


@page
@require_safe
def stuck_csv(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Give the same list as a spreadsheet."""
    actor = actor_of(request)
    directory.area_of(actor, area_id)
    rows = stuck_in_area(actor, area_id, limit=MOST_STUCK)
    return download("messages-stuck", *pages.stuck_table(rows, *_recipients(actor, rows)))


@page
@require_POST
def send_again(request: HttpRequest, area_id: UUID, notice_id: UUID) -> HttpResponse:
    """Try one message again at once."""
    actor = actor_of(request)
    directory.area_of(actor, area_id)
    notices.send_again(actor=actor, notice_id=notice_id, at=clock.now())
    return redirect("stuck", area_id)


def _rings(rows: Iterable[SilentRow], today: date) -> dict[UUID, Ring]:
    """Return whom to ring at each service and school that has something."""
    sides = [(row.side, row.school_id, row.service_id) for row in rows]
    return _by_side(sides, today)


def _by_side(
    sides: Iterable[tuple[str, UUID | None, UUID | None]], today: date
) -> dict[UUID, Ring]:
    services, schools = set(), set()
    for side, school_id, service_id in sides:
        if side == Side.SERVICE:
            services.add(service_id)
        else:
            schools.add(school_id)
    return {
        **directory.managers_to_ring(filter(None, services), on=today),
        **directory.heads_to_ring(filter(None, schools), on=today),
    }


def _recipients(actor: Actor, rows: list[StuckNotice]) -> tuple[dict[UUID, Ring], dict[UUID, Ring]]:
    """Return whom to ring: the person themselves, or for a family whoever has what it is about."""
    today = clock.today()
    people = directory.people_to_ring((r.person_id for r in rows if r.person_id), on=today)
    about = [row.about_id for row in rows if row.to != "person" and row.about_id]
    holders = last_holders(actor, about)
    rings = _by_side(((h.side, h.school_id, h.service_id) for h in holders.values()), today)
    found = {item: pages.place_to_ring(holder, rings) for item, holder in holders.items()}
    return people, {item: ring for item, ring in found.items() if ring}
