"""Pages about one school's or service's people: who they are, who covers, who takes over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.access.models import Organisation
from schoolslink.access.policy import Action
from schoolslink.directory import permissions, queries
from schoolslink.directory.commands import contacts, links, nominations
from schoolslink.directory.forms.contacts import (
    AskForm,
    CoverForm,
    NewContactForm,
    PersonForm,
    initial_of,
)
from schoolslink.directory.forms.links import LinkForm
from schoolslink.directory.models import Link, NamedContact
from schoolslink.directory.pages import school as pages
from schoolslink.directory.queries.links import contact_views
from schoolslink.directory.views.door import actor_of, id_in, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal

FORM = "directory/form.jinja"


@page
def school(request: HttpRequest, school_id: UUID) -> HttpResponse:
    """Show how a school and its service reach each other, with what can be done about it."""
    actor, today = actor_of(request), clock.today()
    standing = queries.school_standing(actor, school_id, on=today)
    return render(request, "directory/school.jinja", pages.school(actor, standing, on=today))


@page
def add(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Name somebody for a school or a service."""
    actor = actor_of(request)
    organisation = permissions.organisations(actor, Action.MANAGE).get(pk=organisation_id)
    at_school = organisation.kind == "school"
    position = request.GET.get("position", "")
    form = NewContactForm(request.POST or None, at_school=at_school, initial={"position": position})
    if form.is_valid():
        try:
            contacts.name_contact(
                actor=actor,
                contact_id=form.key,
                organisation_id=organisation_id,
                position=form.cleaned_data["position"],
                details=form.to_details(),
                at=clock.now(),
            )
            return redirect(pages.home_of(organisation))
        except Refusal as refusal:
            form.refuse(refusal)
    return _form(request, form, organisation, _("Name somebody"), _("Save"))


@page
def edit(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Change how somebody can be reached."""
    contact, home = _contact(request, contact_id)
    form = PersonForm(request.POST or None, initial=initial_of(_view(contact)))
    if form.is_valid():
        contacts.change_contact(
            actor=actor_of(request),
            contact_id=contact_id,
            details=form.to_details(),
            at=clock.now(),
        )
        return redirect(home)
    return _own_form(request, form, contact, home, contact.name, _("Save and confirm"))


@page
def replace(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Put somebody in a contact's place: they take over links, cover and what is open."""
    form = PersonForm(request.POST or None)
    made = form.is_valid() and NamedContact.objects.filter(pk=form.key).exists()
    contact, home = _contact(request, contact_id, sent_again=made)
    if form.is_valid():
        contacts.replace_contact(
            actor=actor_of(request),
            left_contact_id=contact_id,
            contact_id=form.key,
            details=form.to_details(),
            at=clock.now(),
        )
        return redirect(home)
    title = _("Who takes over from %(name)s?") % {"name": contact.name}
    return _own_form(request, form, contact, home, title, _("Save"), note=pages.replacing(contact))


@page
def leave(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """End a contact with nobody in their place; says first what will happen."""
    contact, home = _contact(request, contact_id, sent_again=request.method == "POST")
    if request.method == "POST":
        contacts.vacate_contact(actor=actor_of(request), contact_id=contact_id, at=clock.now())
        return redirect(home)
    return render(
        request,
        "directory/confirm.jinja",
        {
            "title": _("%(name)s is leaving") % {"name": contact.name},
            "lines": pages.leaving(contact),
            "submit_text": _("End this contact today"),
            "back": home,
        },
    )


@page
def cover(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Say who answers when somebody is away."""
    contact, home = _contact(request, contact_id)
    choices = pages.cover_choices(contact, on=clock.today())
    form = CoverForm(request.POST or None, choices=choices)
    if form.is_valid():
        given = form.cleaned_data
        try:
            contacts.set_cover(
                actor=actor_of(request),
                cover_id=form.key,
                contact_id=contact_id,
                by=UUID(given["by"]),
                away_from=given["away_from"],
                away_until=given["away_until"],
                at=clock.now(),
            )
            return redirect(home)
        except Refusal as refusal:
            form.refuse(refusal)
    title = _("Cover for %(name)s") % {"name": contact.name}
    return _own_form(request, form, contact, home, title, _("Save"))


@page
def confirm(request: HttpRequest) -> HttpResponse:
    """Say with one click that contacts are still right: those named in the form, or all of mine."""
    if request.method == "POST":
        chosen = [id_in(one) for one in request.POST.getlist("contact")]
        actor, now = actor_of(request), clock.now()
        if chosen:
            contacts.confirm_contacts(actor=actor, contact_ids=chosen, at=now)
        else:
            contacts.confirm_all_mine(actor=actor, at=now)
    return redirect(_safe(request.POST.get("next", "")) or "/")


@page
def ask(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Ask a school by mail to name its contact; without an address, by phone."""
    actor = actor_of(request)
    organisation = permissions.organisations(actor, Action.CHASE).get(pk=organisation_id)
    form = AskForm(request.POST or None)
    if form.is_valid():
        nominations.ask(
            actor=actor,
            nomination_id=form.key,
            organisation_id=organisation_id,
            email=form.cleaned_data["email"],
            at=clock.now(),
        )
        return redirect(pages.home_of(organisation))
    title = _("Ask %(name)s to name somebody") % {"name": organisation.name}
    return _form(request, form, organisation, title, _("Ask"), note=pages.asking())


@page
def nudge(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Ask a school again with one click, then back to the list."""
    if request.method == "POST":
        nominations.nudge(actor=actor_of(request), organisation_id=organisation_id, at=clock.now())
    return redirect(_safe(request.POST.get("next", "")) or "/")


@page
def link(request: HttpRequest, school_id: UUID) -> HttpResponse:
    """Say who answers a school from now on: a service's contact, or its whole team."""
    actor, today = actor_of(request), clock.today()
    school = (
        permissions.schools(actor, Action.MANAGE).select_related("organisation").get(pk=school_id)
    )
    choices, teams = pages.link_choices(actor, on=today)
    main = queries.link_for_school(school_id, on=today)
    form = LinkForm(
        request.POST or None,
        choices=choices,
        teams=teams,
        former=main.service_name if main and pages.may_end(actor, main) else "",
        initial=pages.answering_now(main),
    )
    if form.is_valid():
        service, _comma, contact = form.cleaned_data["with_whom"].partition(",")
        team = form.cleaned_data["team"]
        if main and UUID(service) != main.service_id and team == str(main.team_id):
            team = ""  # as it stood: another service does not bring the former one's team
        try:
            links.change_who_answers(
                actor=actor,
                link_id=form.key,
                school_id=school_id,
                service_id=UUID(service),
                nhs_contact_id=UUID(contact) if contact else None,
                team_id=UUID(team) if team else None,
                former_ends=form.cleaned_data.get("former") == "ends",
                at=clock.now(),
            )
            return redirect(pages.home_of(school.organisation))
        except Refusal as refusal:
            form.refuse(refusal)
    title = _("Who answers %(name)s?") % {"name": school.organisation.name}
    note = pages.changing(main)
    return _form(request, form, school.organisation, title, _("Save"), note=note)


@page
def end_link(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """End the pair of a school and a service; says first what will happen."""
    actor, now = actor_of(request), clock.now()
    mine = permissions.services(actor, Action.MANAGE)
    pair = Link.objects.select_related("school__organisation", "service__organisation").get(
        pk=link_id, service__in=mine
    )
    home = pages.home_of(pair.school.organisation)
    if request.method == "POST":
        links.end_link(actor=actor, link_id=link_id, at=now)
        return redirect(home)
    if pair.linked_until is not None:
        raise Link.DoesNotExist
    return render(
        request,
        "directory/confirm.jinja",
        {
            "title": _("End the pair of %(school)s and %(service)s")
            % {
                "school": pair.school.organisation.name,
                "service": pair.service.organisation.name,
            },
            "lines": pages.ending(pair, links.next_main(pair, clock.today())),
            "submit_text": _("End this pair today"),
            "back": home,
        },
    )


@page
def phoned(request: HttpRequest, nomination_id: UUID) -> HttpResponse:
    """Note that a school was asked by phone, or take the asking back; then back to its page."""
    actor, now = actor_of(request), clock.now()
    if request.method == "POST":
        act = nominations.withdraw if "withdraw" in request.POST else nominations.answered_by_phone
        act(actor=actor, nomination_id=nomination_id, at=now)
    return redirect(_safe(request.POST.get("next", "")) or "/")


def _contact(
    request: HttpRequest, contact_id: UUID, *, sent_again: bool = False
) -> tuple[NamedContact, str]:
    """Return a contact to look after, and the page to go on to.

    What was sent once may be sent again when they have left.
    """
    actor = actor_of(request)
    mine = permissions.contacts(actor, Action.MANAGE).select_related("organisation")
    contact = mine.get(pk=contact_id) if sent_again else mine.get(pk=contact_id, until_on=None)
    return contact, pages.home_after(actor, contact)


def _view(contact: NamedContact) -> queries.ContactView:
    return contact_views([contact], clock.today())[0]


def _safe(path: str) -> str:
    """Return a path of ours, or nothing: a form must not send anybody elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def _own_form(
    request: HttpRequest,
    form: object,
    contact: NamedContact,
    home: str,
    title: str,
    submit: str,
    *,
    note: str = "",
) -> HttpResponse:
    """Show a form about one contact, which leads back to where they are looked after."""
    place = contact.organisation
    return _form(request, form, place, title, submit, note=note, home=home)


def _form(
    request: HttpRequest,
    form: object,
    organisation: Organisation,
    title: str,
    submit: str,
    *,
    note: str = "",
    home: str = "",
) -> HttpResponse:
    return render(
        request,
        FORM,
        {
            "form": form,
            "title": title,
            "submit_text": submit,
            "note": note,
            "back": home or pages.home_of(organisation),
            "back_text": _("My schools")
            if home == reverse("directory:my-schools")
            else organisation.name,
        },
    )
