"""The coordinator's pages: lists that each open the next thing to do, and go into a spreadsheet."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from schoolslink.directory import queries
from schoolslink.directory.pages import coordinator as pages
from schoolslink.directory.spreadsheet import download
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock

LONGEST_TYPED = 100


@page
def mine(request: HttpRequest) -> HttpResponse:
    """Go to the one area somebody coordinates, let them choose, or say that there is none."""
    areas = queries.areas_of(actor_of(request))
    if not areas:
        return redirect("directory:set-up-areas")
    if len(areas) == 1:
        return redirect("area", areas[0].pk)
    return render(request, "directory/areas.jinja", {"areas": areas})


@page
def schools(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the schools of an area by where they stand."""
    actor, today = actor_of(request), clock.today()
    chosen = pages.chosen_standing(request.GET.get("standing", ""))
    rows = queries.school_standings(actor, area_id, on=today)
    area_ = queries.area_of(actor, area_id)
    return render(
        request,
        "directory/schools.jinja",
        pages.schools(area_, rows, chosen=chosen, after=request.GET.get("after", ""), on=today),
    )


@page
def schools_csv(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Give the same list as a spreadsheet."""
    chosen = pages.chosen_standing(request.GET.get("standing", ""))
    rows = queries.school_standings(actor_of(request), area_id, on=clock.today())
    shown = [row for row in rows if chosen is None or row.standing is chosen]
    return download("schools", *pages.schools_table(shown))


@page
def phone(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the schools to ring."""
    actor = actor_of(request)
    rows = queries.phone_tasks(actor, area_id, on=clock.today())
    area_ = queries.area_of(actor, area_id)
    return render(request, "directory/phone.jinja", pages.phone_list(area_, rows))


@page
def phone_csv(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Give the phone list as a spreadsheet."""
    rows = queries.phone_tasks(actor_of(request), area_id, on=clock.today())
    return download("phone-list", *pages.phone_table(rows))


@page
def contacts(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the contacts of the area's services with how many schools each looks after."""
    actor = actor_of(request)
    loads = queries.contact_loads(actor, area_id, on=clock.today())
    area_ = queries.area_of(actor, area_id)
    return render(request, "directory/contacts.jinja", pages.contacts(area_, loads))


@page
def people(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show where in the area people have roles, with the way to each place's people."""
    actor = actor_of(request)
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_TYPED].strip()
    places = queries.people_places(actor, area_id, on=clock.today())
    area_ = queries.area_of(actor, area_id)
    context = pages.people(area_, places, typed=typed, after=request.GET.get("after", ""))
    return render(request, "directory/people.jinja", context)
