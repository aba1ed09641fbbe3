"""Open a record in an emergency, and read it for an hour."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schoolslink.access import limits, second_step
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock
from schoolslink.referrals.commands.glass import break_glass
from schoolslink.referrals.errors import NothingFound, NotProved
from schoolslink.referrals.forms.glass import GlassForm
from schoolslink.referrals.models import Glass, Item
from schoolslink.referrals.pages.glass import glass_page
from schoolslink.referrals.queries.glass import open_glass
from schoolslink.referrals.rules.guarding import Emergency
from schoolslink.web import errors
from schoolslink.web.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Ask which record, why, and for a fresh proof of who asks; then open it at once."""
    if not second_step.has_one(request.actor.person_id):
        # A password is remembered by browsers: it proves nothing of who sits there now.
        return render(request, "referrals/emergency-phone.jinja")
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = request.actor.person_id
        # Each try counts, also one that finds nothing: nobody looks for children by trying.
        if not limits.SECOND_STEP.take(str(person)) or not limits.GLASS.take(str(person)):
            return errors.too_many(request, retry_after_seconds=900)
        try:
            if not second_step.check(person, form.cleaned_data["proof"]):
                raise NotProved
            with attempt():
                glass_id = break_glass(
                    actor=request.actor,
                    wanted=form.wanted(),
                    reason=Emergency(form.cleaned_data["reason"]),
                    words=form.cleaned_data["words"],
                    at=clock.now(),
                )
        except Refusal as refusal:
            if isinstance(refusal, NothingFound):
                request.apart.append((request.actor, "glass.nothing", {}))
            form.refuse(refusal)
        else:
            limits.SECOND_STEP.give_back(str(person))
            return redirect("referrals:glass", glass_id)
    return render(request, "referrals/emergency.jinja", {"form": form})


@never_cache
@require_GET
def glass(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Show the record for its hour: to read, and nothing else."""
    try:
        found = open_glass(request.actor, glass_id)
    except (Glass.DoesNotExist, Item.DoesNotExist) as missing:
        raise Http404 from missing
    return render(request, "referrals/glass.jinja", glass_page(found))
