"""Ask for help by oneself: find whom to ask, begin, type step by step, look it over, send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schoolslink.access import entering, limits
from schoolslink.access.actor import PUBLIC
from schoolslink.access.models import Person
from schoolslink.access.saving import save_once, saved_before
from schoolslink.access.unit import attempt
from schoolslink.directory import queries as directory
from schoolslink.directory.queries import ServiceCard, turn
from schoolslink.directory.queries.search import search_schools
from schoolslink.directory.queries.turn import Place
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.kernel import clock, once
from schoolslink.kernel.calendar import add_working_days
from schoolslink.kernel.ids import milliseconds_of
from schoolslink.referrals.commands.own_request import (
    begin_own,
    forget_own,
    save_own_step,
    send_own,
)
from schoolslink.referrals.errors import NotHere, StillMissing, TooManyBegun
from schoolslink.referrals.forms.own_request import StartForm, StepForm, said
from schoolslink.referrals.limits import limits_of
from schoolslink.referrals.models import OwnDraft
from schoolslink.referrals.pages import own_request as pages
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.own_draft import (
    Typed,
    has_draft,
    may_be_asked,
    own_draft,
    service_to_ask,
)
from schoolslink.referrals.rules import own as rules
from schoolslink.referrals.views.help_first import has_crisis_words, help_first
from schoolslink.web.errors import Refusal
from schoolslink.web.forms import NhsForm
from schoolslink.web.languages import in_chosen_language

SECOND_PRESS_MS = 120_000  # a button pressed twice, on a slow line

LONGEST_TYPED = 200


@require_safe
@in_chosen_language
def find(request: HttpRequest) -> HttpResponse:
    """Find whom to ask, by school or postcode."""
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST_TYPED].strip()
    urn, today = request.GET.get("school", ""), clock.today()
    place: Place | None = None
    if urn.isascii() and urn.isdecimal() and len(urn) < 9:
        place = turn.place_of_school(int(urn), on=today)
        if place is None:
            raise Http404
    elif normalise_postcode(typed):
        place = turn.place_of_postcode(typed, on=today)
    context: dict[str, Any] = pages.frame() | pages.numbers(
        place.help_lines if place else (), today
    )
    context |= {
        "typed": typed,
        "place": place.name if place else "",
        "urn": urn if place and place.school else "",
        "teams": pages.teams(may_be_asked(place.services)) if place else [],
        "found": search_schools(typed) if typed and not place else None,
    }
    return render(request, "referrals/own/find.jinja", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def start(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Ask whether anybody is in danger, and who it is for; then give a code."""
    today = clock.today()
    card = service_to_ask(service_id, on=today)
    if card is None:
        raise Http404
    urn = (request.POST if request.method == "POST" else request.GET).get("school", "")
    place = _school(urn, today)
    form = StartForm(request.POST or None)
    lines = place.help_lines if place else ()
    context: dict[str, Any] = (
        pages.frame()
        | pages.numbers(lines, today)
        | {
            "form": form,
            "card": card,
            "urn": urn if place else "",
            "reads": _reads(card, today),
            "is_staff": request.actor.kind == "person",
        }
    )
    if request.actor.kind == "person" or request.method != "POST" or not form.is_valid():
        return render(request, "referrals/own/start.jinja", context)
    gate = form.gate()
    if any(gate.values()) and not form.was_read_first:
        request.offers_languages = False
        context["sent"] = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", "read_first")
        ]
        return render(request, "referrals/own/help.jinja", context)
    try:
        with attempt():
            begun = saved_before(form.key, PUBLIC, "own.begin")
            if begun is None:
                made = begin_own(
                    service_id=service_id,
                    school_id=place.school.pk if place and place.school else None,
                    relationship=form.cleaned_data["relationship"],
                    gate=gate,
                    machine=limits.machine_of(request),
                    at=clock.now(),
                )
                once.remember(form.key, made.id)
    except (TooManyBegun, NotHere) as refusal:
        form.add_error(None, said("not_here" if isinstance(refusal, NotHere) else "too_many"))
        return render(request, "referrals/own/start.jinja", context)
    except Refusal as refusal:
        form.refuse(refusal)
        return render(request, "referrals/own/start.jinja", context)
    if begun is not None:
        return _begun_before(request, begun)
    entering.come_in_as_family(request, made.id)
    return _code(request, made.code)


def _begun_before(request: HttpRequest, code_id: UUID) -> HttpResponse:
    """Lead a second press where the first one led; what is sent again later opens nothing to anybody."""
    if request.actor.subject_id != code_id:
        if clock.real_milliseconds() - milliseconds_of(code_id) > SECOND_PRESS_MS:
            return redirect("family:enter")
        entering.come_in_as_family(request, code_id)
    return redirect(f"{reverse('referrals:own')}?code")


def _code(request: HttpRequest, code: str) -> HttpResponse:
    request.offers_languages = False  # type: ignore[attr-defined]
    return render(request, "referrals/own/code.jinja", pages.frame() | {"code": code})


def _school(urn: str, today: Any) -> Place | None:
    if not (urn.isascii() and urn.isdecimal() and len(urn) < 9):
        return None
    return turn.place_of_school(int(urn), on=today)


def _reads(card: ServiceCard, today: Any) -> str:
    by = add_working_days(today, limits_of(card.service_id, on=today).look_wd)
    return pages.sentence("read_by", service=card.name, day=by)


@never_cache
@in_chosen_language
def go_on(request: HttpRequest) -> HttpResponse:
    """Lead to the first step that is left, or to the last look; asked for it, show the code again."""
    typed = _typed(request)
    return _code(request, typed.code) if "code" in request.GET else redirect(_onward(typed))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Show one step, or keep it and go on."""
    if name not in set(rules.Step):
        raise Http404
    typed, wanted = _typed(request), rules.Step(name)
    form = _form(request, typed, wanted, request.POST if request.method == "POST" else None)
    if form.is_bound:
        # Nobody reads, and nobody is told of, what is not sent.
        first = help_first(
            request, form, lambda: Reads(is_sent=False, is_told=False),
            school_id=typed.row.named_school_id,
        )  # fmt: skip
        if first is not None:
            return first
    if request.method == "POST" and form.is_valid():
        helped = form.was_read_first and has_crisis_words(form)
        save_once(
            form.key, request.actor, f"own.{name}", typed.row.pk,
            lambda: save_own_step(
                actor=request.actor, step=wanted, said=form.to_said(), helped=helped,
                at=clock.now(),
            ),
        )  # fmt: skip
        return redirect(_onward(_typed(request)))
    context = pages.frame() | pages.step_frame(wanted, request.actor.relationship)
    return render(request, "referrals/own/step.jinja", context | {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def check(request: HttpRequest) -> HttpResponse:
    """Show everything once more, and send it."""
    if request.method == "POST" and not has_draft(request.actor):
        return redirect(settings.FAMILY_HOME)  # sent before: their page says who has it
    typed = _typed(request)
    left = rules.next_step(set(typed.done), typed.said)
    if left is not None:
        return redirect("referrals:own-step", left.value)
    form = NhsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with attempt():
                moved = send_own(actor=request.actor, at=clock.now())
        except StillMissing:
            return redirect("referrals:own")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            request.offers_languages = False
            return render(request, "referrals/own/sent.jinja", _sent(typed, moved))
    forms = {one: _form(request, typed, one, None) for one in rules.STEPS}
    card = directory.service_card(typed.row.service_id, on=clock.today())
    relationship = request.actor.relationship
    context = pages.frame() | {
        "form": form,
        "parts": pages.summary(forms, typed.said, relationship),
        "to": pages.sentence("send_to", service=card.name if card else ""),
        "is_kept_from_school": rules.chosen(relationship, typed.said, clock.today()).get("school")
        is not True,
        "not_told": pages.sentence(
            "council_not_told" if _told(typed) == "council" else "school_not_told"
        ),
    }
    return render(request, "referrals/own/check.jinja", context)


def _sent(typed: Typed, moved: Any) -> dict[str, Any]:
    """Return the receipt: who has it, by when, and the code once more."""
    holder, due = moved.holder, moved.due
    person = Person.objects.filter(pk=holder.person_id).first() if holder.person_id else None
    card = directory.service_card(typed.row.service_id, on=clock.today())
    name = person.get_short_name() if person else card.name if card else ""
    return (
        pages.frame()
        | pages.numbers((), clock.today())
        | {
            "code": typed.code,
            "has": pages.sentence("sent_has", name=name),
            "by": pages.sentence("sent_by", day=due.on),
        }
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def forget(request: HttpRequest) -> HttpResponse:
    """Throw away what was typed, with its key and its code; asked once more before."""
    if request.method != "POST":
        _typed(request)
        return render(request, "referrals/own/forget.jinja", pages.frame())
    forget_own(actor=request.actor)
    entering.leave(request)
    return render(request, "referrals/own/stopped.jinja", pages.frame())


def _form(request: HttpRequest, typed: Typed, step: rules.Step, data: Any) -> StepForm:
    return StepForm(
        data,
        step=step,
        relationship=request.actor.relationship,
        kept=typed.said,
        told=_told(typed),
        today=clock.today(),
    )


def _told(typed: Typed) -> str:
    named = typed.row.named_school_id
    if named is None:
        return ""
    return "council" if turn.is_council_in_its_place(named) else "school"


def _onward(typed: Typed) -> str:
    left = rules.next_step(set(typed.done), typed.said)
    return (
        reverse("referrals:own-step", args=[left.value]) if left else reverse("referrals:own-check")
    )


def _typed(request: HttpRequest) -> Typed:
    try:
        return own_draft(request.actor)
    except OwnDraft.DoesNotExist as gone:
        raise Http404 from gone
