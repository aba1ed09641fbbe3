"""Pages of a pair: its working agreement, support the school has already, my schools as a contact."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolslink.access.policy import Action
from schoolslink.directory import permissions, queries
from schoolslink.directory.commands import agreements, support
from schoolslink.directory.forms.agreements import AgreementForm, ByPhoneForm, SupportForm
from schoolslink.directory.models import Link, School, SupportInPlace, SupportKind
from schoolslink.directory.models.dated import current
from schoolslink.directory.pages import pair as pages
from schoolslink.directory.pages import service as service_pages
from schoolslink.directory.queries import sides
from schoolslink.directory.queries.agreements import usual_answers
from schoolslink.directory.rules.agreement import review_day
from schoolslink.directory.views.door import actor_of, id_in, page
from schoolslink.kernel import clock
from schoolslink.web.errors import Refusal


@page
def agreement(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Show how a pair works; one click agrees for one's own side."""
    actor, refused = actor_of(request), ""
    link = _link(request, link_id)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            agreements.agree(
                actor=actor,
                link_id=link_id,
                version=int(version) if version.isdecimal() else 0,
                at=clock.now(),
            )
            return redirect("directory:agreement", link_id)
        except Refusal as refusal:
            refused = refusal.message
    latest = link.agreements.order_by("-version").first()
    return render(
        request,
        "directory/agreement.jinja",
        pages.agreement(
            link,
            latest,
            usual=usual_answers(link.service_id, on=clock.today()),
            side=sides.side_of_link(actor, link),
            refused=refused,
            on=clock.today(),
            by_phone=sides.noted_by_phone(actor, link),
        ),
    )


@page
def write_agreement(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Write the page of a pair anew, beginning with what stands."""
    link = _link(request, link_id)
    latest = link.agreements.order_by("-version").first()
    today = clock.today()
    usual = usual_answers(link.service_id, on=today)
    form = AgreementForm(
        request.POST or None,
        answers=usual | (latest.content if latest else {}),
        initial={"review_on": review_day(today)},
    )
    if form.is_valid():
        answers = form.to_input()
        try:
            agreements.write_agreement(
                actor=actor_of(request),
                agreement_id=form.key,
                link_id=link_id,
                review_on=answers.pop("review_on"),
                answers=answers,
                at=clock.now(),
            )
            return redirect("directory:agreement", link_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": _("How we work together"),
            "submit_text": _("Save and agree for our side"),
            "note": _("The other side is asked to agree; until then the page shows who has."),
            "back": request.path.removesuffix("/write"),
            "back_text": _("Working agreement"),
        },
    )


@page
def agreed_by_phone(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Note who of each side in which nobody signs in agreed by phone, and when."""
    actor, link = actor_of(request), _link(request, link_id)
    if not sides.may_note(actor, link):
        raise Link.DoesNotExist
    latest = link.agreements.order_by("-version").first()
    waiting = pages.sides_to_ring(link, latest, sides.noted_by_phone(actor, link))
    if not waiting:
        return redirect("directory:agreement", link_id)
    version = latest.version if latest else 0
    form = ByPhoneForm(request.POST or None, sides=waiting, initial={"version": version})
    if form.is_valid():
        try:
            agreements.agreed_by_phone(
                actor=actor, link_id=link_id, at=clock.now(), **form.to_input()
            )
            return redirect("directory:agreement", link_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": _("They agreed by phone"),
            "submit_text": _("Save"),
            "note": pages.note_by_phone(len(waiting)),
            "back": reverse("directory:agreement", args=[link_id]),
            "back_text": _("Working agreement"),
        },
    )


@page
def support_in_place(request: HttpRequest, school_id: UUID) -> HttpResponse:
    """Show what support a school has already; one click says that it is all still there."""
    actor, today = actor_of(request), clock.today()
    school = _school(request, school_id)
    may_change = permissions.schools(actor, Action.MANAGE).filter(pk=school_id).exists()
    if request.method == "POST":
        if ended := request.POST.get("end"):
            support.end_support(actor=actor, support_id=id_in(ended), at=clock.now())
        else:
            support.check_all_support(actor=actor, school_id=school_id, at=clock.now())
        return redirect("directory:support", school_id)
    rows = queries.support_in_place(school_id, on=today)
    return render(
        request,
        "directory/support.jinja",
        {"school": school, "rows": pages.support_rows(rows, today), "may_change": may_change},
    )


@page
def save_support(
    request: HttpRequest, school_id: UUID, support_id: UUID | None = None
) -> HttpResponse:
    """Enter or change one kind of support."""
    school = _school(request, school_id)
    known = SupportInPlace.objects.filter(pk=support_id, school=school).first()
    kinds = [(str(value), str(label)) for value, label in SupportKind.choices]
    initial = (
        {name: getattr(known, name) for name in ("kind", "provider", "days", "how_to_get")}
        if known
        else {}
    )
    form = SupportForm(request.POST or None, kinds=kinds, initial=initial)
    if form.is_valid():
        try:
            support.save_support(
                actor=actor_of(request),
                support_id=known.pk if known else form.key,
                school_id=school_id,
                details=form.to_input(),
                at=clock.now(),
            )
            return redirect("directory:support", school_id)
        except Refusal as refusal:
            form.refuse(refusal)
    return render(
        request,
        "directory/form.jinja",
        {
            "form": form,
            "title": _("Support already in place"),
            "submit_text": _("Save"),
            "back": f"/directory/school/{school_id}/support",
            "back_text": school.organisation.name,
        },
    )


@page
def my_schools(request: HttpRequest) -> HttpResponse:
    """Show a contact their own entry and schools, and confirm all with one click."""
    actor, today = actor_of(request), clock.today()
    links = queries.links_of_contact(actor.person_id, on=today) if actor.person_id else []
    entries = queries.entries_of(actor.person_id, on=today) if actor.person_id else []
    rows = service_pages.link_rows(links, on=today)
    context = pages.my_schools(entries, rows, on=today)
    return render(request, "directory/my-schools.jinja", context)


@page
def card(request: HttpRequest, school_id: UUID) -> HttpResponse:
    """Show the contact card of a school, to print or to send."""
    school = _school(request, school_id)
    link = queries.contact_card(school_id, on=clock.today())
    return render(
        request, "directory/card.jinja", pages.printed_card(school, link, on=clock.today())
    )


def _link(request: HttpRequest, link_id: UUID) -> Link:
    seen = permissions.schools(actor_of(request), Action.VIEW)
    return Link.objects.select_related(
        "school__organisation", "service__organisation", "nhs_contact"
    ).get(
        current(clock.today(), start="linked_from", end="linked_until"), pk=link_id, school__in=seen
    )


def _school(request: HttpRequest, school_id: UUID) -> School:
    seen = permissions.schools(actor_of(request), Action.VIEW)
    return seen.select_related("organisation").get(pk=school_id)
