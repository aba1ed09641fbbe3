"""A coordinator gives something past its day to somebody else of the school or team that has it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import save_once, was_saved
from schoolslink.directory import queries as directory
from schoolslink.directory.views.door import actor_of, page
from schoolslink.insight.pages.giving import giving, people_to_give
from schoolslink.kernel import clock
from schoolslink.referrals.commands import giving as commands
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.forms.giving import GiveForm
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm


@page
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, area_id: UUID, item_id: UUID) -> HttpResponse:
    """Show to whom something past its day could be given, or give it."""
    actor = actor_of(request)
    area = directory.area_of(actor, area_id)
    sent = NhsForm(request.POST)
    if sent.is_valid() and was_saved(sent.key, actor, "give"):
        return redirect("silent", area_id)  # a second press: whoever was chosen has it by now
    found, changed = commands.to_give(actor, item_id, at=clock.now()), False
    people, fresh = people_to_give(found), {"seen": found.version}
    form = GiveForm(request.POST or None, people=people, initial=fresh)
    if request.method == "POST" and form.is_valid():
        seen, person = form.chosen()
        try:
            save_once(form.key, actor, "give", item_id, lambda: commands.give(
                actor=actor, item_id=item_id, version=seen, to_person=person, at=clock.now(),
            ))  # fmt: skip
        except ChangedMeanwhile:
            # As it stands now, with what was chosen: it can be sent on what there is.
            changed = True
            form = GiveForm(people=people, initial=fresh | {"person": str(person)})
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("silent", area_id)
    context = giving(found) | {"area": area, "form": form, "changed": changed}
    return render(request, "insight/give.jinja", context)
