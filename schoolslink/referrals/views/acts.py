"""The acts on one record. Each is one form and one command; what people will read is shown before it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schoolslink.access.actor import Actor
from schoolslink.kernel import clock
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.commands.advice import say
from schoolslink.referrals.commands.beside import step_beside
from schoolslink.referrals.commands.check_in import tap
from schoolslink.referrals.commands.decide import Answering, decide, step
from schoolslink.referrals.commands.hand_over import reassign
from schoolslink.referrals.commands.missed import record_missed
from schoolslink.referrals.commands.offering import give_back, take_offer
from schoolslink.referrals.commands.second_look import ask_before_end, ask_manager
from schoolslink.referrals.errors import ChangedMeanwhile, NotPossible
from schoolslink.referrals.forms import contact as forms
from schoolslink.referrals.forms.ending import FinishForm
from schoolslink.referrals.forms.no_help import AdviseForm, NextStepForm, OtherTeamForm, PassOnForm
from schoolslink.referrals.forms.outside import HandedOverForm, TheyTakeForm
from schoolslink.referrals.forms.second_look import AskManagerForm
from schoolslink.referrals.limits import reasons_published
from schoolslink.referrals.pages.acts import BY_NAME, Act
from schoolslink.referrals.pages.missed import named
from schoolslink.referrals.pages.preview import preview
from schoolslink.referrals.pages.record import record_page, what_changed
from schoolslink.referrals.queries import TeamRecord, colleagues, open_for_act
from schoolslink.referrals.queries.readers import family_readers
from schoolslink.referrals.queries.telling import WAITS, Outcome
from schoolslink.referrals.queries.waits import recent_waits
from schoolslink.referrals.rules import Kind, Move, Side, State, next_state
from schoolslink.referrals.rules.dues import latest_named_day
from schoolslink.referrals.rules.ending import WhyEnds
from schoolslink.referrals.rules.moves import TOLD_OF
from schoolslink.referrals.rules.offering import WhyBack
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.waiting import expected
from schoolslink.referrals.sharing import kept_from_school, latest_choices
from schoolslink.referrals.views import happening, moving, passing_on
from schoolslink.referrals.views.contact import found, show_record
from schoolslink.referrals.views.help_first import help_first, reads_after
from schoolslink.referrals.views.saving import save_once
from schoolslink.web.dates import day_with_year
from schoolslink.web.errors import Refusal

FORMS: dict[str, type[forms.ActForm]] = {
    "answer": forms.WordsForm,
    "ask-back": forms.AskForm,
    "ask": forms.AskForm,
    "help": forms.HelpForm,
    "advise": AdviseForm,
    "other-team": OtherTeamForm,
    "pass-on": PassOnForm,
    **dict.fromkeys(("more-came", "came-back", "met-there", "worse"), forms.WordsForm),
    "missed": forms.MissedForm,
    "reached": forms.ReachedForm,
    **dict.fromkeys(("better", "same", "worse-now", "not-reached"), forms.TapForm),
    "give-back": forms.GiveBackForm,
    **moving.FORMS,
    **happening.FORMS,
    "they-take": TheyTakeForm,
    "they-return": forms.GiveBackForm,
    "handed-over": HandedOverForm,
    "finish": FinishForm,
    "hand-over": forms.HandOverForm,
    "ask-manager": AskManagerForm,
}
# Shown before they go: these always, for a child must not fall between two services...
SHOWN_FIRST = ("other-team", "pass-on")
# ... and these when somebody wants to see.
SHOWN_WHEN_ASKED = ("help", "advise", "ask", "finish")
# Whose words go into the thread with the school.
THREAD = ("answer", "ask-back", "ask", "more-came", "came-back", "met-there", "worse")
# Where the words of an act are not an answer.
LABELS = {
    "more-came": _("What did they tell you?"),
    "came-back": _("What came back, and why?"),
    "met-there": _("Who says so, and how do you know?"),
    "worse": _("What has changed or got worse?"),
}


@dataclass(frozen=True)
class Doing:
    """One act under way: by whom, on what as it was seen, when."""

    actor: Actor
    act: Act
    record: TeamRecord
    at: datetime

    @property
    def item_id(self) -> UUID:
        """Return the item's id."""
        return self.record.opened.item.pk

    @property
    def today(self) -> date:
        """Return the day, in London."""
        return clock.local_day(self.at)

    @cached_property
    def choices(self) -> dict[str, bool]:
        """Return who may be told, the latest choice about each."""
        return latest_choices(self.record.opened.item)

    @property
    def latest(self) -> date | None:
        """Return the last day that may be named with this act, which is also the one proposed."""
        return latest_named_day(self.act.move, self.today, add_working_days, self.record.limits)


@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, item_id: UUID, act_name: str) -> HttpResponse:
    """Show the form of one act, or do it."""
    wanted = BY_NAME.get(act_name)
    if wanted is None:
        raise Http404
    doing = Doing(request.actor, wanted, found(request, item_id, open_for_act), clock.now())
    if request.method == "GET":
        if wanted.at_once or not happening.may_do(wanted.move, doing.record.opened):
            return redirect("referrals:record", item_id)
        return _show(request, doing, make_form(doing))
    form = make_form(doing, request.POST)
    first = _help_first(request, doing, form)
    if first is not None:
        return first
    if not form.is_valid():
        return _show(request, doing, form)
    if _is_shown_now(request, doing):
        return _show_what_they_read(request, doing, form)
    if "change" in request.POST:
        return _show(request, doing, form)
    try:
        save_once(form.key, request.actor, act_name, item_id, lambda: _do(doing, form))
    except Refusal as refusal:
        return _came_second(request, doing, form, refusal)
    return redirect(f"{reverse('referrals:record', args=[item_id])}?did={act_name}")


def _help_first(request: HttpRequest, doing: Doing, form: forms.ActForm) -> HttpResponse | None:
    """Return whom to ring, before words of a thread are saved that somebody in danger may use.

    Not before a decision: it is made of such words, and is shown as each will read it.
    """
    item, move = doing.record.opened.item, doing.act.move
    if doing.act.name not in THREAD:
        return None
    return help_first(
        request, form, lambda: reads_after(item, Side.SERVICE, move),
        school_id=item.school_id, item=item,
    )  # fmt: skip


def _is_shown_now(request: HttpRequest, doing: Doing) -> bool:
    """Say whether this is the moment to show what people will read; nothing has been sent yet."""
    if doing.act.move not in doing.record.opened.moves or request.POST.get("letters") == "seen":
        return False
    name = doing.act.name
    return name in SHOWN_FIRST or (may_be_shown(doing) and "show" in request.POST)


def may_be_shown(doing: Doing) -> bool:
    """Say whether what people will read can be shown before this act, for whoever asks."""
    return doing.act.name in SHOWN_WHEN_ASKED and doing.record.opened.item.kind == Kind.REFERRAL


def make_form(doing: Doing, sent: Any = None) -> forms.ActForm:
    """Return the form of an act, with the day proposed and the choices it needs."""
    name, more = doing.act.name, dict[str, Any]()
    kind = FORMS.get(name, forms.ActForm)
    initial: dict[str, Any] = {"version": doing.record.opened.item.version}
    if doing.latest is not None:
        told = {"who_tells": Side.SERVICE.value, "told_by": day_with_year(doing.latest)}
        initial |= told | {"due_on": day_with_year(doing.latest)}
    if issubclass(kind, forms.TellsForm):
        item = doing.record.opened.item
        kept_by = kept_from_school(item, doing.choices)
        more |= {"school_is_told": kept_by is None and not item.is_own, "is_own": item.is_own}
    if kind is FinishForm:
        more["on"] = doing.today
    if issubclass(kind, OtherTeamForm):
        service_id = doing.record.opened.item.service_id
        more["published"] = reasons_published(service_id, on=doing.today)
    if kind is forms.HandOverForm:
        team = doing.record.opened.item.team_id
        more["people"] = colleagues(team, on=clock.local_day(clock.real_now()))
    if kind is PassOnForm:
        more["services"] = passing_on.whom_to_ask(doing.record.opened.item, doing.today)
    initial |= moving.proposed(name, doing.today) | happening.proposed(name, doing.today)
    more |= moving.choices_for(name, doing.actor, doing.record.opened.item, doing.today, sent)
    more |= happening.choices_for(name, doing.record.opened, doing.today)
    form = kind(sent, initial=initial, **more)
    if name in LABELS:
        form.fields["words"].label = LABELS[name]
    return form


def _do(doing: Doing, form: forms.ActForm) -> None:
    """Make the move; what was seen must be what is there."""
    if form.cleaned_data["version"] != doing.record.opened.item.version:
        raise ChangedMeanwhile
    DO.get(doing.act.name, _do_step)(doing, form)


def _common(doing: Doing, form: forms.ActForm) -> dict[str, Any]:
    return {
        "actor": doing.actor,
        "item_id": doing.item_id,
        "version": form.cleaned_data["version"],
        "at": doing.at,
    }


def _do_step(doing: Doing, form: forms.ActForm) -> None:
    advice = doing.record.opened.item.kind == Kind.ADVICE
    given = form.to_input()
    if advice:
        given.pop("due_on", None)
        say(**_common(doing, form), move=doing.act.move, words=given.get("words", ""))
    else:
        step(**_common(doing, form), move=doing.act.move, **given)


def _answers(form: forms.ActForm) -> dict[str, Any]:
    """Return what was typed, by the names of `Answering`."""
    return form.to_answer() if isinstance(form, NextStepForm | FinishForm) else form.to_input()


def _do_decide(doing: Doing, form: forms.ActForm) -> None:
    given = _answers(form)
    answer = Answering(
        move=doing.act.move,
        who_tells=Side(given.pop("who_tells")),
        **passing_on.to_whom(given.pop("receiver", "")),
        **given,
    )
    decide(**_common(doing, form), answer=answer)


def _do_hand_over(doing: Doing, form: forms.ActForm) -> None:
    assert isinstance(form, forms.HandOverForm)  # noqa: S101 - make_form pairs them
    reassign(**_common(doing, form), to_person=form.person())


def _do_missed(doing: Doing, form: forms.ActForm) -> None:
    record_missed(**_common(doing, form), **form.to_input())


def _do_beside(doing: Doing, form: forms.ActForm) -> None:
    step_beside(**_common(doing, form), move=doing.act.move, **form.to_input())


def _do_tap(doing: Doing, form: forms.ActForm) -> None:
    tap(**_common(doing, form), move=doing.act.move, words=form.to_input().get("words", ""))


def _do_take(doing: Doing, form: forms.ActForm) -> None:
    take_offer(**_common(doing, form))


def _do_give_back(doing: Doing, form: forms.ActForm) -> None:
    given = form.to_input()
    give_back(**_common(doing, form), reason=WhyBack(given["reason"]), words=given["words"])


def _moving(
    do: Callable[[dict[str, Any], forms.ActForm], None],
) -> Callable[[Doing, forms.ActForm], None]:
    return lambda doing, form: do(_common(doing, form), form)


def _do_ask_manager(doing: Doing, form: forms.ActForm) -> None:
    assert isinstance(form, AskManagerForm)  # noqa: S101 - make_form pairs them
    ask_manager(**_common(doing, form), reason=form.chosen())


def _do_ask_before_end(doing: Doing, form: forms.ActForm) -> None:
    ask_before_end(**_common(doing, form))


def _do_outside(doing: Doing, form: forms.ActForm) -> None:
    passing_on.DO[doing.act.name](_common(doing, form), form)


DO: dict[str, Callable[[Doing, forms.ActForm], None]] = {
    **dict.fromkeys(("help", "advise", "other-team", "pass-on", "finish"), _do_decide),
    "hand-over": _do_hand_over,
    "missed": _do_missed,
    "reached": _do_beside,
    **dict.fromkeys(("better", "same", "worse-now", "not-reached"), _do_tap),
    "take": _do_take,
    "give-back": _do_give_back,
    **{name: _moving(do) for name, do in (moving.DO | happening.DO).items()},
    "ask-manager": _do_ask_manager,
    "ask-before-end": _do_ask_before_end,
    **dict.fromkeys(passing_on.DO, _do_outside),
}


def _show(
    request: HttpRequest, doing: Doing, form: forms.ActForm, changed: list[str] | None = None
) -> HttpResponse:
    if doing.act.at_once:
        whole = found(request, doing.item_id)
        return show_record(request, whole, changed=changed, bound={"act": form})
    item = doing.record.opened.item
    context = record_page(doing.record, doing.at, request.actor.person_id) | {
        "act": named(doing.act, doing.record.opened, doing.today),
        "form": form,
        "changed": changed or [],
        "latest": doing.latest,
        "may_be_shown": may_be_shown(doing),
        "sends_nothing": doing.act.move is Move.REDIRECT,
        "last_round": doing.act.move is Move.ASK_MORE and item.rounds == 1,
    }
    return render(request, "referrals/act.jinja", context)


def _show_what_they_read(request: HttpRequest, doing: Doing, form: forms.ActForm) -> HttpResponse:
    """Show what the school and each of the family will read, and ask once more."""
    given = _answers(form)
    opened, move = doing.record.opened, doing.act.move
    item, receiver = opened.item, ""
    if isinstance(form, PassOnForm):
        try:
            passing_on.require_open_to(item, given["receiver"], at=doing.at)
        except NotPossible as refusal:
            form.refuse(refusal)
            return _show(request, doing, form)
        receiver = dict(form.fields["receiver"].choices).get(given["receiver"], "")
    to = next_state(Kind(item.kind), State(item.state), move)
    outcome = Outcome(
        state=to,
        reason=Reason(given["reason"]) if given.get("reason") in set(Reason) else None,
        decided_on=doing.today if doing.act.move in TOLD_OF else None,
        why_ended=WhyEnds(given["reason"]) if given.get("reason") in set(WhyEnds) else None,
        was_advised=move is Move.ADVISE,
        receiver=receiver,
        # What the school is asked for is the school's to read.
        words="" if move is Move.ASK_MORE else given.get("words", ""),
        next_step=given.get("next_step", ""),
        watch=given.get("watch", ""),
    )
    assert opened.referral is not None  # noqa: S101 - `may_be_shown`: no question has letters
    choices = doing.choices
    wait = None
    if to in WAITS and item.service_id is not None:
        wait = expected(recent_waits(item.service_id, doing.today), doing.record.published)
    context = preview(
        opened,
        move,
        given,
        family_readers(opened, doing.record.family, outcome, choices=choices, wait=wait),
        receiver=receiver,
        wait=wait,
        kept_by=kept_from_school(item, choices),
    ) | {
        "item": item,
        "act": doing.act,
        "form": form,
        "sent": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "letters", "change", "show")
            for value in values
        ],
    }
    return render(request, "referrals/letters.jinja", context)


def _came_second(
    request: HttpRequest, doing: Doing, form: forms.ActForm, refusal: Refusal
) -> HttpResponse:
    """Say what changed meanwhile, keep what was typed, and let it be sent on what there is now."""
    seen = form.cleaned_data["version"]
    now = Doing(doing.actor, doing.act, found(request, doing.item_id), doing.at)
    opened = now.record.opened
    changed = what_changed(opened.history, seen) if seen >= 0 else []
    form.begin_again(opened.item.version)
    form.refuse(refusal)
    if doing.act.move in opened.moves:
        return _show(request, now, form, changed)
    return show_record(request, now.record, bound={"act": form}, changed=changed)
