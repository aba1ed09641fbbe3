"""The school's page on which one thing is given to a colleague."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.saving import was_saved
from schoolslink.access.wording import ROLES
from schoolslink.kernel import clock
from schoolslink.referrals.commands import giving_at_school as commands
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.forms.giving import GiveForm
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.words import KINDS
from schoolslink.referrals.rules import Kind
from schoolslink.referrals.views.saving import save_once
from schoolslink.web import dates
from schoolslink.web.errors import Refusal, refused
from schoolslink.web.forms import NhsForm


@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show to whom at school one thing could be given, or give it."""
    actor = request.actor  # type: ignore[attr-defined]
    sent = NhsForm(request.POST)
    if sent.is_valid() and was_saved(sent.key, actor, "give"):
        return redirect(
            "referrals:asked", item_id
        )  # pressed twice: whoever was chosen has it by now
    try:
        found = commands.to_give_at_school(actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    except Refusal as refusal:
        return refused(request, refusal)
    people = [(person, f"{name}, {ROLES[role]}") for person, name, role in found.people]
    fresh, changed = {"seen": found.item.version}, False
    form = GiveForm(request.POST or None, people=people, initial=fresh)
    if request.method == "POST" and form.is_valid():
        seen, person = form.chosen()
        try:
            save_once(form.key, actor, "give", item_id, lambda: commands.give_at_school(
                actor=actor, item_id=item_id, version=seen, to_person=person, at=clock.now(),
            ))  # fmt: skip
        except ChangedMeanwhile:
            # As it stands now, with who was chosen: it can be sent on what there is.
            changed = True
            form = GiveForm(people=people, initial=fresh | {"person": str(person)})
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("referrals:asked", item_id)
    held = found.held
    context = {
        "item": found.item,
        "kind": KINDS[Kind(found.item.kind)],
        "by": dates.day(held.due_on),
        "nobody": not people,
        "changed": changed,
        "form": form,
    }
    return render(request, "referrals/give.jinja", context)
