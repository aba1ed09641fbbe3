"""The pages of the young person and of each carer: opened by their own code, each their own truth."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from schoolslink.access.saving import save_once
from schoolslink.access.unit import attempt
from schoolslink.kernel import clock
from schoolslink.referrals.commands import family as commands
from schoolslink.referrals.commands.family import saw_decision
from schoolslink.referrals.commands.thanking import thank
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.forms.family import (
    TAPS,
    ChoiceForm,
    OwnWordsForm,
    PulseForm,
    TapForm,
    family_words,
)
from schoolslink.referrals.models import Carer
from schoolslink.referrals.pages import family as pages
from schoolslink.referrals.pages.help_first import Reads
from schoolslink.referrals.queries.family import family_view
from schoolslink.referrals.queries.own import Own, own_page
from schoolslink.referrals.queries.own_draft import has_draft
from schoolslink.referrals.rules import Side
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.rules.family.said import MOVE_OF
from schoolslink.referrals.views.help_first import (
    has_crisis_words,
    help_first,
    is_asked_at_school,
    is_somebody_asked,
    reads_after,
    saved_after_help,
)
from schoolslink.web.errors import Refusal
from schoolslink.web.languages import COOKIE, QUERY, in_chosen_language, known

SAYS = {name: said for name, (said, *_) in pages.ACTS.items()} | pages.TAPS


@never_cache
@in_chosen_language
def home(request: HttpRequest) -> HttpResponse:
    """Show who has the request, what happens next and by when, who was told, choices and rights."""
    try:
        own = _own(request)
    except Http404:
        if has_draft(request.actor):  # begun by themselves, and not sent yet
            return redirect("referrals:own")
        raise
    was_news = bool(own.unseen) and _saw_decision(request, own)
    theirs = known(own.member.language)
    if COOKIE not in request.COOKIES and QUERY not in request.GET and theirs:
        # Their own language the first time; after that, whatever they choose.
        query = request.GET.copy()
        query[QUERY] = theirs
        return redirect(f"{reverse('referrals:family')}?{query.urlencode()}")
    if was_news:
        # The page is made from what stands after they were told: by then the next promise may run.
        return redirect(request.get_full_path())
    view = family_view(request.actor, own, at=clock.now())
    context = pages.page(view) | {"thanks": "thanks" in request.GET}
    return render(request, "referrals/family.jinja", context)


@never_cache
@in_chosen_language
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Do one thing from the page: ask, put right, disagree, say worse, stop, thank, own words, choices."""
    if request.method != "POST":
        # Where a form came back with an error, the links to a language and to large print lead here.
        return redirect(f"{reverse('referrals:family')}?{request.GET.urlencode()}")
    form = _form(request, name)
    if form is None:
        raise Http404
    first = _help_first(request, name, form)
    if first is not None:
        return first
    if form.is_valid():
        try:
            save_once(
                form.key,
                request.actor,
                f"family {name}",
                request.actor.subject_id,
                lambda: _do(request, name, form),
            )
            if has_crisis_words(form):
                saved_after_help(request, form, _own(request).item.pk, Side.FAMILY)
            done = "?thanks" if name == "pulse" else ""
            return redirect(f"{reverse('referrals:family')}{done}")
        except ChangedMeanwhile:
            form.add_error(None, gettext(LABELS["changed"]))
        except Refusal:
            form.add_error(None, gettext(LABELS["not_now"]))
    return _page(request, (name, form))


def _form(request: HttpRequest, name: str) -> Any:
    if name in pages.TAPS:
        return TapForm(request.POST, label=gettext(LABELS["add_words"]))
    if name in SAYS:
        heading = pages.ACTS[name][1]
        return family_words(name, gettext(LABELS[heading]), request.POST)
    if name == "thank":
        return family_words(name, gettext(LABELS["thank"]), request.POST)
    if name == "own":
        return OwnWordsForm(request.POST, label=gettext(LABELS["own_words"]))
    labels = {key: gettext(text) for key, text in LABELS.items()}
    if name == "pulse":
        return PulseForm(request.POST, labels=labels)
    if name != "choose":
        return None
    return ChoiceForm(request.POST, relationship=request.actor.relationship, labels=labels)


def _help_first(request: HttpRequest, name: str, form: Any) -> HttpResponse | None:
    """Return the page of help that comes before words of somebody in danger are saved, or None."""
    if not has_crisis_words(form):
        return None
    item = _own(request).item

    def reads() -> Reads:
        if name not in SAYS:
            return Reads(is_told=is_somebody_asked(item), at_school=is_asked_at_school(item))
        return reads_after(item, Side.FAMILY, MOVE_OF[SAYS[name]])

    return help_first(request, form, reads, school_id=item.school_id, item=item)


def _do(request: HttpRequest, name: str, form: Any) -> None:
    actor, at = request.actor, clock.now()
    if name in SAYS:
        typed = request.POST.get("version", "")
        version = int(typed) if typed.isdecimal() and len(typed) < 9 else -1
        commands.say(
            actor=actor, said=SAYS[name], version=version, words=form.cleaned_data["words"], at=at
        )
    elif name == "thank":
        thank(actor=actor, words=form.cleaned_data["words"], at=at)
    elif name == "own":
        commands.keep_own_words(actor=actor, words=form.cleaned_data["words"], at=at)
    elif name == "pulse":
        clear = form.cleaned_data["clear"]
        commands.keep_pulse(actor=actor, at=at, **{f"knows_{tap}": tap in clear for tap in TAPS})
    else:
        told = form.cleaned_data["told"]
        for whom, _ in form.fields["told"].choices:
            commands.choose(actor=actor, whom=whom, may_be_told=whom in told, at=at)


def _page(request: HttpRequest, bound: tuple[str, Any] | None) -> HttpResponse:
    view = family_view(request.actor, _own(request), at=clock.now())
    return render(request, "referrals/family.jinja", pages.page(view, bound))


def _own(request: HttpRequest) -> Own:
    try:
        return own_page(request.actor)
    except Carer.DoesNotExist as gone:
        raise Http404 from gone


def _saw_decision(request: HttpRequest, own: Own) -> bool:
    """Count the decision as seen; where somebody moves the request just now, their next look does."""
    try:
        with attempt():
            return saw_decision(actor=request.actor, own=own, at=clock.now())
    except ChangedMeanwhile:
        return False
