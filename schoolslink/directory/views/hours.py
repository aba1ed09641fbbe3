"""A contact's own page of times at which schools can talk to them about a pupil."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.commands.hours import publish_hours, stop_hours
from schoolslink.directory.forms.hours import HoursForm
from schoolslink.directory.models import Side
from schoolslink.directory.pages.hours import coming_days, hours_lines
from schoolslink.directory.queries.hours import (
    clusters_for,
    hours_of,
    schools_for,
    slots_of_contact,
)
from schoolslink.directory.views.door import actor_of, id_in, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal


@page
def hours(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Show what a contact offers and the times that come of it; offer more, or stop."""
    actor, now = actor_of(request), clock.now()
    today = clock.local_day(now)
    mine = permissions.contacts(actor, Action.MANAGE).filter(side=Side.NHS, person__isnull=False)
    contact = mine.select_related("organisation").get(pk=contact_id)
    stopped = request.POST.get("stop")
    if stopped is not None:
        stop_hours(actor=actor, contact_id=contact_id, hours_id=id_in(stopped), at=now)
        return redirect("directory:hours", contact_id)
    form = HoursForm(
        request.POST or None,
        schools=schools_for(contact, on=today),
        clusters=clusters_for(contact, on=today),
    )
    if form.is_valid():
        try:
            publish_hours(
                actor=actor,
                contact_id=contact_id,
                form_key=form.key,
                offered=form.to_offered(),
                at=now,
            )
            return redirect("directory:hours", contact_id)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "contact": contact,
        "rows": hours_lines(hours_of(contact_id, on=today)),
        "days": coming_days(slots_of_contact(contact, now=now)),
    }
    return render(request, "directory/hours.jinja", context)
