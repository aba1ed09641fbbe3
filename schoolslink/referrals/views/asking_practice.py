"""A GP practice asks for a patient without an account; the page of its link; what it says by phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from schoolslink.access import limits
from schoolslink.access.actor import PUBLIC, Actor
from schoolslink.access.saving import save_once, saved_before
from schoolslink.access.unit import acting, attempt
from schoolslink.directory import queries as directory
from schoolslink.directory.pages.turn import lines as line_words
from schoolslink.directory.pages.turn import national
from schoolslink.directory.queries import ServiceCard, turn
from schoolslink.directory.queries.search import search_schools
from schoolslink.directory.queries.turn import Place
from schoolslink.directory.rules.help_now import NATIONAL
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.kernel import clock, once
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands.asking_practice import ask_for_patient, they_said, they_say
from schoolslink.referrals.errors import ChangedMeanwhile, NotHere, StillMissing, TooManyBegun
from schoolslink.referrals.forms.asking_practice import FoundForm, PracticeAsksForm, TheySaidForm
from schoolslink.referrals.forms.practice import FIND, QUESTION, Offered
from schoolslink.referrals.limits import limits_of
from schoolslink.referrals.models import Item, PracticeAsking
from schoolslink.referrals.pages import asking_practice as pages
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.asking_practice import (
    PracticeLink,
    practice_link,
    reference_of,
    where_it_is,
)
from schoolslink.referrals.queries.own_draft import service_for_practices, services_for_practices
from schoolslink.referrals.queries.team import open_for_team
from schoolslink.referrals.rules.asking_practice import Stands
from schoolslink.referrals.views.help_first import has_crisis_words, help_first
from schoolslink.referrals.views.practices import offered_for, only_looks
from schoolslink.web import errors
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm

ROUTE = "referrals:practice-link"
LONGEST_TYPED = 200


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find whom to ask, by the patient's school or postcode."""
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_TYPED].strip()
    urn, today = request.GET.get("school", ""), clock.today()
    place = _school(urn, today)
    if urn and place is None:
        raise Http404
    if place is None and normalise_postcode(typed):
        place = turn.place_of_postcode(typed, on=today)
    context = {
        "typed": typed,
        "place": place.name if place else "",
        "urn": urn if place and place.school else "",
        "teams": pages.teams(services_for_practices(place.services)) if place else [],
        "found": search_schools(typed) if typed and not place else None,
        "now": _numbers(place, today),
    }
    return render(request, "referrals/practice/find.jinja", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Ask who asks, for whom and what; send it, and say who has it."""
    today = clock.today()
    card = service_for_practices(service_id, on=today)
    if card is None:
        raise Http404
    urn = (request.POST if request.method == "POST" else request.GET).get("school", "")
    place = _school(urn, today)
    offered = _offered(request)
    school = place.name if place else ""
    if only_looks(request):
        form = PracticeAsksForm(offered=offered, school=school, initial=request.POST.dict())
    else:
        form = PracticeAsksForm(request.POST or None, offered=offered, school=school)
    context = {
        "form": form, "card": card, "urn": urn if place else "", "now": _numbers(place, today),
        "reads": _reads(card, today), "is_staff": request.actor.kind == "person",
    }  # fmt: skip
    if request.actor.kind == "person" or not form.is_bound:
        return render(request, "referrals/practice/ask.jinja", context)
    if (first := _first(request, form, card, place)) is not None:
        return first
    if not form.is_valid():
        return render(request, "referrals/practice/ask.jinja", context)
    try:
        return _sent(request, form, card, place)
    except (TooManyBegun, NotHere, StillMissing) as refusal:
        form.add_error(None, refusal.message)
    except Refusal as refusal:
        form.refuse(refusal)
    return render(request, "referrals/practice/ask.jinja", context)


def _first(
    request: HttpRequest, form: PracticeAsksForm, card: ServiceCard, place: Place | None
) -> HttpResponse | None:
    """Return the page of help that stands before the sending where danger was said or typed; else None."""
    school_id = place.school.pk if place and place.school else None
    by = add_working_days(clock.today(), limits_of(card.service_id, on=clock.today()).look_wd)
    first = help_first(request, form, lambda: Reads(card.name, by), school_id=school_id)
    if (
        first is not None
        or form.was_read_first
        or not form.is_valid()
        or not any(form.gate().values())
    ):
        return first
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "read_first")
    ]
    lines = directory.help_lines_of_school(school_id, on=clock.today()) if school_id else ()
    cards = pages.cards_for(form.gate(), lines)
    page = {"cards": cards, "card": card, "reads": by, "sent": sent}
    return render(request, "referrals/practice/help.jinja", page)


def _sent(
    request: HttpRequest, form: PracticeAsksForm, card: ServiceCard, place: Place | None
) -> HttpResponse:
    """Send it once, however often the form comes; return the receipt."""
    moved = None
    with attempt():
        link_id = saved_before(form.key, PUBLIC, "practice.ask")
        if link_id is None:
            moved, link_id = ask_for_patient(
                service_id=card.service_id,
                school_id=place.school.pk if place and place.school else None,
                practice=form.practice(),
                said=form.to_said(),
                gate=form.gate(),
                machine=limits.machine_of(request),
                helped=form.was_read_first and has_crisis_words(form),
                at=clock.now(),
            )
            once.remember(form.key, link_id)
    context: dict[str, Any] = {
        "reference": reference_of(link_id), "address": form.practice().address, "card": card,
        "now": _numbers(place, clock.today()),
    }  # fmt: skip
    if moved is not None and moved.due is not None:
        # Whoever typed it may be anybody: who has it is told to the practice that says it asked.
        context["by"] = moved.due.on
    return render(request, "referrals/practice/sent.jinja", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the practice whether it asked; afterwards show it where that is. Opening it changes nothing."""
    machine = limits.machine_of(request)
    if not limits.OUTSIDE_FROM.is_open(machine):
        return errors.too_many(request, retry_after_seconds=300)
    opened = practice_link(token, at=clock.now())
    if opened is None:
        limits.OUTSIDE_FROM.take(machine)
        return render(request, "referrals/practice/over.jinja", {"said_no": False})
    if opened.stands is Stands.DID_NOT_ASK:
        return render(request, "referrals/practice/over.jinja", {"said_no": True})
    actor = Actor(
        kind="link", subject_id=opened.link_id, item_id=opened.item_id,
        request_id=getattr(request, "request_id", ""),
    )  # fmt: skip
    with acting(actor, route=ROUTE) as actor:
        if opened.stands is Stands.NOT_ANSWERED:
            return _say(request, actor, opened, token)
        return _where(request, opened)


def _say(request: HttpRequest, actor: Actor, opened: PracticeLink, token: str) -> HttpResponse:
    form = NhsForm(request.POST or None)
    says = request.POST.get("says")
    if request.method == "POST" and form.is_valid() and says in ("yes", "no"):
        they_say(
            actor=actor, item_id=opened.item_id, child_id=opened.child_id, asked=says == "yes",
            at=clock.now(),
        )  # fmt: skip
        return redirect(ROUTE, token)
    context = pages.asked(opened) | {"form": form}
    return render(request, "referrals/practice/did-you-ask.jinja", context)


def _where(request: HttpRequest, opened: PracticeLink) -> HttpResponse:
    known = where_it_is(opened)
    if known is None:
        return render(request, "referrals/practice/over.jinja", {"said_no": False})
    context = pages.asked(opened) | pages.where(opened, known)
    return render(request, "referrals/practice/where.jinja", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rung(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Write down what the practice said on the telephone."""
    try:
        record = open_for_team(request.actor, item_id)
    except Item.DoesNotExist as missing:
        raise Http404 from missing
    if record.practice is None:
        raise Http404
    seen, changed = record.practice.stands, False
    form = TheySaidForm(request.POST or None, initial={"seen": seen.value})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            save_once(
                form.key, request.actor, "practice.rung", item_id,
                lambda: they_said(
                    actor=request.actor, item_id=item_id, seen=form.was_seen(),
                    asked=said["asked"] == "yes", whom=said["whom"], at=clock.now(),
                ),
            )  # fmt: skip
            return redirect("referrals:record", item_id)
        except PracticeAsking.DoesNotExist as missing:
            raise Http404 from missing
        except ChangedMeanwhile:
            changed = True  # as it stands now, with what was typed: it can be sent on that
            form.begin_again(seen)
        except Refusal as refusal:
            form.refuse(refusal)
    context = {
        "form": form,
        "changed": changed,
        "item": record.opened.item,
        "practice": pages.for_team(record.practice),
    }
    return render(request, "referrals/practice/rung.jinja", context)


@never_cache
@require_GET
def practices(request: HttpRequest) -> HttpResponse:
    """Return the practices found while somebody types. No child is asked about: the list is public."""
    form = FoundForm(offered=offered_for(request.GET.get(FIND, ""), request.GET.get(QUESTION, "")))
    return render(request, "referrals/request/practices.jinja", {"form": form})


def _offered(request: HttpRequest) -> Offered | None:
    if not directory.any_practice():
        return None
    typed = request.POST if request.method == "POST" else {}
    return offered_for(str(typed.get(FIND, "")), str(typed.get(QUESTION, "")))


def _numbers(place: Place | None, today: Any) -> list[dict[str, Any]]:
    """Return whom to ring now: everywhere, and in this area."""
    local = line_words(place.help_lines, today=today) if place else []
    return [national(number) for number in NATIONAL] + local


def _reads(card: ServiceCard, today: Any) -> Any:
    return add_working_days(today, limits_of(card.service_id, on=today).look_wd)


def _school(urn: str, today: Any) -> Place | None:
    if not (urn.isascii() and urn.isdecimal() and len(urn) < 9):
        return None
    return turn.place_of_school(int(urn), on=today)
