"""Pages of a service: its people and schools, what it says of itself, what it takes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schoolslink.access.policy import Action
from schoolslink.directory import permissions, queries
from schoolslink.directory.commands import services
from schoolslink.directory.forms.services import CriteriaForm, NewServiceForm, ServiceForm
from schoolslink.directory.models import HealthcareService, ServiceKind
from schoolslink.directory.pages import school as school_pages
from schoolslink.directory.pages import service as pages
from schoolslink.directory.queries.services import criteria_versions
from schoolslink.directory.questions import asked
from schoolslink.directory.views.door import actor_of, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal
from schoolslink.web.paging import Keyset

SCHOOLS = Keyset("service-schools")
SIZE = 25


@page
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show a service's contacts, schools and criteria, with what can be done about them."""
    actor, today = actor_of(request), clock.today()
    seen = permissions.services(actor, Action.VIEW).get(pk=service_id)
    may_manage = permissions.services(actor, Action.MANAGE).filter(pk=service_id).exists()
    card = _card(seen.pk)
    people = queries.service_contacts(service_id, on=today)
    return render(
        request,
        "directory/service.jinja",
        {
            "found": seen,
            "card": pages.public_card(card),
            "criteria": pages.criteria(card),
            "versions": pages.versions(criteria_versions(service_id), on=today),
            "people": [school_pages.person(c, may_change=may_manage) for c in people],
            "pool": queries.pool_of(service_id),
            "schools": queries.schools_of_service(service_id, on=today),
            "may_manage": may_manage,
        },
    )


@page
def schools(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show the schools joined with a service, page by page."""
    actor, today = actor_of(request), clock.today()
    seen = permissions.services(actor, Action.VIEW).select_related("organisation")
    found = seen.get(pk=service_id)
    rows = queries.links_of_service(service_id, on=today, after=SCHOOLS.after(request), size=SIZE)
    shown = SCHOOLS.page(
        request, rows, size=SIZE, key=lambda row: (row.school_sort_key, row.link_id)
    )
    return render(
        request,
        "directory/service-schools.jinja",
        {"found": found, "rows": pages.link_rows(list(shown.rows), on=today), "page": shown},
    )


@page
def edit(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Change what a service says of itself."""
    found = _managed(request, service_id)
    initial = {name: getattr(found, name) for name in services.PAGE_COLUMNS}
    initial |= {
        "name": found.organisation.name,
        "wait_weeks_low": found.wait_weeks_low,
        "wait_weeks_high": found.wait_weeks_high,
        "pool_manager_email": found.pool_manager.email if found.pool_manager else "",
    }
    form = ServiceForm(request.POST or None, initial=initial)
    if form.is_valid():
        details = form.to_input()
        try:
            services.change_service(
                actor=actor_of(request),
                service_id=service_id,
                name=details.pop("name"),
                pool_manager_email=details.pop("pool_manager_email"),
                details=details,
                at=clock.now(),
            )
            return redirect("directory:service", service_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return _form(request, form, found, _("What your service says of itself"))


@page
def publish(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Publish a new version of what a service takes, beginning with the one in force."""
    found = _managed(request, service_id)
    content = queries.criteria_of(service_id, on=clock.today()).content
    form = CriteriaForm(request.POST or None, content=content, initial={"from_on": "today"})
    if form.is_valid():
        try:
            published = form.to_content()
            asked().read_criteria(published)
            services.publish_criteria(
                actor=actor_of(request),
                criteria_id=form.key,
                service_id=service_id,
                content=published,
                what_changed=form.cleaned_data["what_changed"],
                from_on=form.cleaned_data["from_on"],
                at=clock.now(),
            )
            return redirect("directory:service", service_id)
        except Refusal as refusal:
            form.refuse(refusal)
        except asked().CriteriaUnreadable as unreadable:
            form.add_error(None, str(unreadable))
    return render(
        request,
        "directory/criteria-form.jinja",
        {
            "form": form,
            "title": _("A new version of what you take"),
            "submit_text": _("Publish"),
            "back": school_pages.home_of(found.organisation),
            "back_text": found.organisation.name,
        },
    )


@page
def new(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Make a service of an area."""
    actor = actor_of(request)
    area = queries.area_of(actor, area_id)
    kinds = [(str(value), str(label)) for value, label in ServiceKind.choices]
    form = NewServiceForm(request.POST or None, kinds=kinds)
    if form.is_valid():
        made = services.make_service(
            actor=actor,
            service_id=form.key,
            area_id=area_id,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            at=clock.now(),
        )
        return redirect("directory:service", made.pk)
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": _("A new service"),
            "submit_text": _("Save"),
            "back": f"/area/{area_id}",
            "back_text": area.organisation.name,
        },
    )


def _card(service_id: UUID) -> queries.ServiceCard:
    card = queries.service_card(service_id, on=clock.today())
    if card is None:
        raise Http404
    return card


def _managed(request: HttpRequest, service_id: UUID) -> HealthcareService:
    mine = permissions.services(actor_of(request), Action.MANAGE)
    return mine.select_related("organisation", "pool_manager").get(pk=service_id)


def _form(request: HttpRequest, form: object, found: HealthcareService, title: str) -> HttpResponse:
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": title,
            "submit_text": _("Save"),
            "back": school_pages.home_of(found.organisation),
            "back_text": found.organisation.name,
        },
    )
