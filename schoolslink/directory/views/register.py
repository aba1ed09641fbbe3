"""The coordinator decides what the import would not; those of the programme look schools up."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolslink.directory import queries
from schoolslink.directory.commands import register_review
from schoolslink.directory.forms.register import LEAVE, DecideForm
from schoolslink.directory.pages import register as pages
from schoolslink.directory.queries import register
from schoolslink.directory.queries.search import SchoolFilter, school_list, search_schools
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock
from schoolslink.kernel.ids import id_of
from schoolslink.web.errors import Refusal

SHOWN_FOR = timedelta(days=90)
LONGEST_TYPED = 200


@page
def waiting(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the changes that wait for somebody, schools with open requests first."""
    area = queries.area_of(actor_of(request), area_id)
    handed_over = register.handed_over_since(area_id, clock.now() - SHOWN_FOR)
    return render(
        request,
        "directory/register.jinja",
        pages.waiting(area, register.waiting_changes(area_id), handed_over),
    )


@page
def decide(request: HttpRequest, area_id: UUID, change_id: UUID) -> HttpResponse:
    """Decide one change."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    change = next((c for c in register.waiting_changes(area_id) if c.id == change_id), None)
    if change is None:
        # Sent twice, or decided by a colleague: the list shows what is left.
        if request.method == "POST":
            return redirect("directory:register", area_id)
        raise Http404
    form = DecideForm(
        request.POST or None,
        choices=pages.choices(change),
        is_ending=change.kind in register.ENDINGS,
    )
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] == LEAVE:
                register_review.refuse_changes(actor=actor, change_ids=[change_id], at=clock.now())
            else:
                register_review.accept_changes(
                    actor=actor,
                    change_ids=[change_id],
                    at=clock.now(),
                    successor_urn=form.successor_urn,
                )
            return redirect("directory:register", area_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(
        request,
        "directory/decide.jinja",
        {
            "form": form,
            "area": area,
            "change": change,
            "title": change.name,
            "happened": pages.happened(change),
            "hanging": pages.hanging_in_words(change.hanging),
            "candidates": pages.candidates(change, register.school_names(change.candidates)),
            "submit_text": _("Save"),
        },
    )


@page
def schools(request: HttpRequest) -> HttpResponse:
    """Look through the schools of the register, or find one."""
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_TYPED].strip()
    after = id_of(request.GET.get("after"))
    shown = SchoolFilter(with_closed=True)
    found = search_schools(typed, shown, after=after) if typed else school_list(shown, after=after)
    return render(
        request,
        "directory/all-schools.jinja",
        pages.all_schools(found, typed=typed, is_first=after is None),
    )
