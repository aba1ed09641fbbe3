"""The coordinator's own list: send it, look through what it means, make the pairs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolslink.directory import queries
from schoolslink.directory.commands import contact_files
from schoolslink.directory.forms.contact_files import FileForm
from schoolslink.directory.models import ContactFile
from schoolslink.directory.pages import contact_files as pages
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal


@page
def upload(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Take a spreadsheet and read it; nothing is changed yet."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = contact_files.read_file(
                actor=actor,
                file_id=form.key,
                area_id=area_id,
                name=file.name,
                content=file.read(),
                at=clock.now(),
            )
            return redirect("directory:review", area_id, kept.pk)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(
        request,
        "directory/import.jinja",
        {
            "form": form,
            "area": area,
            "waiting": ContactFile.objects.filter(area=area).exclude(lines=[]).order_by("-read_at"),
            "title": _("Bring in your own list"),
            "submit_text": _("Read the list"),
            "note": _(
                "Any headings will do: a school, who leads there, who answers at the service, how"
                " to reach them. You see what we understood before anything is changed."
            ),
            "back": f"/area/{area_id}",
            "back_text": area.organisation.name,
        },
    )


@page
def review(request: HttpRequest, area_id: UUID, file_id: UUID) -> HttpResponse:
    """Show what a list means, row by row; apply it as chosen."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    file = ContactFile.objects.get(pk=file_id, area=area)
    if request.method == "POST" and file.applied_at is None:
        if "throw" in request.POST:
            contact_files.throw_away(actor=actor, file_id=file_id, at=clock.now())
            return redirect("area", area_id)
        contact_files.apply_file(
            actor=actor,
            file_id=file_id,
            choices=pages.choices_in(request.POST, file),
            at=clock.now(),
        )
        return redirect("directory:review", area_id, file_id)
    if request.method == "POST" and file.applied_at is not None:
        contact_files.decide_rows(
            actor=actor,
            file_id=file_id,
            choices=pages.decisions_in(request.POST, file),
            at=clock.now(),
        )
        return redirect("directory:review", area_id, file_id)
    return render(request, "directory/review.jinja", pages.review(area, file))
