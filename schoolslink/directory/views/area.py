"""Pages of an area that are not about one school: sharing agreements, numbers for help now."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.directory import queries
from schoolslink.directory.commands import agreements, services
from schoolslink.directory.forms.agreements import PartiesForm, SharingForm
from schoolslink.directory.forms.services import HelpLineForm
from schoolslink.directory.models import Area, HelpLine, School
from schoolslink.directory.models.dated import current
from schoolslink.directory.pages import area as pages
from schoolslink.directory.spreadsheet import download
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal

MOST_URNS = 2_000


@page
def sharing(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the register of sharing agreements, and the pairs that have none in force."""
    area, today = _area(request, area_id), clock.today()
    return render(request, "directory/sharing.jinja", pages.sharing(area, on=today))


@page
def sharing_csv(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Give the pairs without an agreement as a spreadsheet."""
    area, today = _area(request, area_id), clock.today()
    pairs = queries.schools_without_agreement(area.pk, today)
    return download("without-agreement", *pages.unsigned_table(pairs))


@page
def register_sharing(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Enter an agreement as signed on paper."""
    _area(request, area_id)  # not found, before anything is asked, for whoever does not see it
    form = SharingForm(request.POST or None)
    if form.is_valid():
        agreement = agreements.register_sharing(
            actor=actor_of(request),
            agreement_id=form.key,
            area_id=area_id,
            at=clock.now(),
            **form.to_input(),
        )
        return redirect("directory:add-parties", area_id, agreement.pk)
    back = reverse("directory:sharing", args=[area_id]), _("Sharing agreements")
    return _form(request, form, _("A sharing agreement, as signed"), back)


@page
def add_parties(request: HttpRequest, area_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Enter who signed an agreement."""
    actor, area = actor_of(request), _area(request, area_id)
    form = PartiesForm(request.POST or None, initial=_one_school(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            agreements.add_parties(
                actor=actor,
                agreement_id=agreement_id,
                organisation_ids=_chosen(area, given["who"], given["urns"] or ""),
                signed_on=given["signed_on"],
                signed_by=given["signed_by"],
                at=clock.now(),
            )
            return redirect("directory:sharing", area_id)
        except Refusal as refusal:
            form.refuse(refusal)
    back = reverse("directory:sharing", args=[area_id]), _("Sharing agreements")
    return _form(request, form, _("Who signed?"), back)


@page
def help_lines(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Show the area's numbers, and who sees that they stay right."""
    area, today = _area(request, area_id), clock.today()
    return render(request, "directory/help-lines.jinja", pages.help_lines(area, today=today))


@page
def help_line(request: HttpRequest, area_id: UUID, line_id: UUID | None = None) -> HttpResponse:
    """Enter a number, change it, or say that it was rung today."""
    area = _area(request, area_id)
    known = HelpLine.objects.filter(pk=line_id, area=area).first()
    fields = ("name", "phone", "hours", "for_whom", "owner")
    initial = {name: getattr(known, name) for name in fields} if known else {}
    form = HelpLineForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.to_input()
        services.save_help_line(
            actor=actor_of(request),
            line_id=known.pk if known else form.key,
            area_id=area_id,
            is_checked=bool(given.pop("is_checked")),
            details=given,
            at=clock.now(),
        )
        return redirect("directory:help-lines", area_id)
    title = _("Check this number") if known else _("A number for help now")
    back = reverse("directory:help-lines", args=[area_id]), _("Numbers for help now")
    return _form(request, form, title, back)


@page
def national_numbers(request: HttpRequest) -> HttpResponse:
    """Show the national numbers with who last rang each, or note that one was rung today."""
    if request.method == "POST":
        services.check_national_number(
            actor=actor_of(request), phone=request.POST.get("phone", ""), at=clock.now()
        )
        return redirect("directory:national-numbers")
    found = queries.national_numbers(on=clock.today())
    return render(request, "directory/national-numbers.jinja", pages.national_numbers(found))


def _area(request: HttpRequest, area_id: UUID) -> Area:
    return queries.area_of(actor_of(request), area_id)


def _chosen(area: Area, who: str, urns: str) -> list[UUID]:
    """Return the organisations meant; the command leaves out those outside the actor's areas."""
    services_ = list(area.services.values_list("pk", flat=True))
    if who == "services":
        return services_
    on = clock.today()
    schools = School.objects.filter(current(on, through="areas__"), areas__area=area)
    if who == "urns":
        wanted = [int(urn) for urn in re.findall(r"\b\d{5,7}\b", urns)[:MOST_URNS]]
        return list(schools.filter(urn__in=wanted).values_list("pk", flat=True))
    return services_ + list(schools.values_list("pk", flat=True))


def _one_school(request: HttpRequest) -> dict[str, str]:
    """Return what the form begins with when it is opened for one school."""
    urn = request.GET.get("urn", "")
    return {"who": "urns", "urns": urn} if re.fullmatch(r"[0-9]{5,7}", urn) else {}


def _form(request: HttpRequest, form: object, title: str, back: tuple[str, str]) -> HttpResponse:
    """Show a form that leads back to its list. back: the list's address and heading."""
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": title,
            "submit_text": _("Save"),
            "back": back[0],
            "back_text": back[1],
        },
    )
