"""Pages for whoever holds a link from a mail: name a contact, say that all is right. No account.

Opening a link changes nothing: mail programs open links by themselves.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from schoolslink.directory.commands import nominations
from schoolslink.directory.forms.contacts import NominationForm, initial_of
from schoolslink.directory.models import Nomination, NominationState, Side
from schoolslink.directory.pages import by_link as pages
from schoolslink.directory.queries.links import contact_views
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id


@page
def nominate(request: HttpRequest, token: str) -> HttpResponse:
    """Let a school or a service name who can be reached, and who covers."""
    now = clock.now()
    nomination = nominations.open_nomination(token, at=now)
    if nomination.state == NominationState.ANSWERED and request.method != "POST":
        return render(request, "directory/thanks.jinja", pages.thanks(nomination, on=clock.today()))
    if request.method != "POST":
        nominations.note_opened(nomination_id=nomination.pk, at=now)
    try:
        return _answer(request, token, nomination, now)
    except nominations.AnsweredMeanwhile as second:
        context = pages.thanks(nomination, on=clock.today()) | {"second": second.message}
        return render(request, "directory/thanks.jinja", context, status=second.status)


def _answer(
    request: HttpRequest, token: str, nomination: Nomination, now: datetime
) -> HttpResponse:
    if "ring" in request.POST:
        nominations.ring_instead(actor=actor_of(request), token=token, at=now)
        return render(request, "directory/ring.jinja", {"name": nomination.organisation.name})
    if "yes" in request.POST and nomination.contact_id:
        nominations.say_yes(actor=actor_of(request), token=token, at=now)
        return redirect("directory:nominate", token)
    known = contact_views([nomination.contact], clock.today()) if nomination.contact else []
    form = NominationForm(
        request.POST or None,
        initial=initial_of(known[0]) if known else {},
        at_school=nomination.side == Side.SCHOOL,
    )
    if form.is_valid():
        nominations.answer(
            actor=actor_of(request),
            token=token,
            lead_id=form.key,
            lead=form.to_details(),
            cover_id=new_id(),
            cover=form.to_cover(),
            position=form.cleaned_data.get("position", ""),
            at=now,
        )
        return redirect("directory:nominate", token)
    return render(request, "directory/nominate.jinja", pages.nominate(nomination, form, known))
