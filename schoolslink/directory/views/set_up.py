"""The first set-up of a real area, in an afternoon."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolslink.directory import permissions, queries
from schoolslink.directory.commands import last_resort, services
from schoolslink.directory.forms.set_up import NewAreaForm, SchoolsOfCouncilForm
from schoolslink.directory.pages import set_up as pages
from schoolslink.directory.queries import set_up as counts
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock


@page
def areas(request: HttpRequest) -> HttpResponse:
    """Show whose set-up to go on with, or make the first area."""
    actor = actor_of(request)
    mine = queries.areas_of(actor)
    form = NewAreaForm(request.POST or None) if permissions.may_make_areas(actor) else None
    if form is not None and request.method == "POST" and form.is_valid():
        area = services.make_area(actor=actor, area_id=form.key, at=clock.now(), **form.to_input())
        return redirect("directory:set-up", area.pk)
    return render(request, "directory/set-up-areas.jinja", {"areas": mine, "form": form})


@page
def steps(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the five steps of an area."""
    area = queries.area_of(actor_of(request), area_id)
    found = counts.set_up_of(area_id, on=clock.today())
    name = area.organisation.name
    shown = pages.steps(area_id, name, found)
    here = settings.ENVIRONMENT
    # What the lock of the first real child holds back (docs/safety.md), said before anybody meets it.
    is_locked = here.is_production and not here.clinical_safety_signed_by
    told = {"area_id": area_id, "name": name, "steps": shown, "is_locked": is_locked}
    return render(request, "directory/set-up.jinja", told)


@page
def schools(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Put all schools of a council into the area."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    found = counts.councils_of_register()
    form = SchoolsOfCouncilForm(request.POST or None, councils=found)
    if request.method == "POST" and form.is_valid():
        services.put_schools_into_area(
            actor=actor,
            area_id=area_id,
            school_ids=counts.schools_of_council(form.cleaned_data["council"]),
            at=clock.now(),
        )
        last_resort.stand_in_for_schools(
            actor=actor, area_id=area_id, la_code=form.cleaned_data["council"], at=clock.now()
        )
        return redirect("directory:set-up", area_id)
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": _("Put a council's schools into %(area)s") % {"area": area.organisation.name},
            "note": _("A school that lies in another area stays there.")
            if found
            else _(
                "No school is known here yet. Whoever runs this installation brings the register in"
                " first: ./link register import FILES"
            ),
            "submit_text": _("Put them in"),
            "back": f"/set-up/{area_id}",
            "back_text": _("First set-up"),
        },
    )
