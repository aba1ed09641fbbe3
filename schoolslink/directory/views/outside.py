"""Pages of an area's list of outside receivers: its coordinator keeps it, and who manages a service."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.access.policy import Action
from schoolslink.directory import permissions
from schoolslink.directory.commands.outside import COLUMNS, save_outside
from schoolslink.directory.forms.outside import OutsideForm
from schoolslink.directory.models import OutsideReceiver
from schoolslink.directory.pages import outside as pages
from schoolslink.directory.queries.outside import area_to_keep
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock


@page
def receivers(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show who helps near by without an account here."""
    actor = actor_of(request)
    area = area_to_keep(actor, area_id)
    opens = permissions.areas(actor, Action.VIEW).filter(pk=area_id).exists()
    context = pages.outside(area, today=clock.today(), may_open_area=opens)
    return render(request, "directory/outside.jinja", context)


@page
def receiver(request: HttpRequest, area_id: UUID, receiver_id: UUID | None = None) -> HttpResponse:
    """Enter one of them, change it, or say that they were rung today."""
    actor = actor_of(request)
    area = area_to_keep(actor, area_id)
    known = OutsideReceiver.objects.filter(pk=receiver_id, area=area).first()
    if receiver_id is not None and known is None:
        raise OutsideReceiver.DoesNotExist
    initial = {name: getattr(known, name) for name in COLUMNS} if known else {}
    if known is not None:
        initial["has_ended"] = known.until_on is not None
    form = OutsideForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.to_input()
        save_outside(
            actor=actor,
            receiver_id=known.pk if known else form.key,
            area_id=area_id,
            is_checked=bool(given.pop("is_checked")),
            has_ended=bool(given.pop("has_ended")),
            details=given,
            at=clock.now(),
        )
        return redirect("directory:outside", area_id)
    context = {
        "form": form,
        "title": _("Check this entry") if known else _("Somebody who helps near by"),
        "submit_text": _("Save"),
        "back": reverse("directory:outside", args=[area_id]),
        "back_text": _("Who else helps near by"),
    }
    return render(request, "directory/form.jinja", context)
