"""A family member's page in their language: fixed sentences with names and days put in, safely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from schoolslink.referrals.forms.family import (
    ChoiceForm,
    OwnWordsForm,
    PulseForm,
    TapForm,
    family_words,
)
from schoolslink.referrals.pages.spoken import spoken
from schoolslink.referrals.queries.family import FamilyView, Written
from schoolslink.referrals.rules import Kind, Move, State
from schoolslink.referrals.rules.family import (
    LABELS,
    Dated,
    HolderRole,
    Relationship,
    Step,
    Truth,
    family_page,
)
from schoolslink.referrals.rules.family.said import BY_WHOEVER_DECIDES, MOVE_OF, FamilySaid
from schoolslink.referrals.rules.moves import ENDED
from schoolslink.referrals.rules.text import Sentence, say
from schoolslink.web.dates import day, day_with_year, moment
from schoolslink.web.faces import initials_of

# By the last part of the address: what it means, its heading, its button and what stands before it.
ACTS = {
    "ask": (FamilySaid.ASKED, "ask", "send", ("ask_hint",)),
    "worse": (FamilySaid.WORSE, "worse", "send", ()),
    "put-right": (FamilySaid.WRONG, "put_right", "send", ("put_right_hint",)),
    "disagree": (FamilySaid.DISAGREES, "disagree", "send", ("disagree_hint",)),
    "look-again": (FamilySaid.LOOK_AGAIN, "look_again", "send", ("look_again_hint",)),
    "stop": (FamilySaid.STOPS, "stop", "stop", ()),
}
# One tap each, and the label of its button.
TAPS = {"better": FamilySaid.BETTER, "same": FamilySaid.SAME, "worse-now": FamilySaid.WORSE}
TAP_LABELS = {
    FamilySaid.BETTER: "better",
    FamilySaid.SAME: "same",
    FamilySaid.WORSE: "worse_now",
}
TAP_TONES = {FamilySaid.BETTER: "done", FamilySaid.WORSE: "urgent"}
# How many lines of what has happened stand open.
SHOWN = 6
HEADINGS = {said.value: heading for said, heading, *_ in ACTS.values()}
HEADINGS |= {FamilySaid.BETTER.value: "better", FamilySaid.SAME.value: "same"}
HEADINGS |= {FamilySaid.THANKS.value: "thanks"}


@dataclass(frozen=True)
class Act:
    """Something the reader can do, folded away until they want it."""

    name: str
    heading: str
    button: str
    action: str
    form: Any
    before: tuple[str, ...] = ()
    open: bool = False


def page(view: FamilyView, bound: tuple[str, Any] | None = None) -> dict[str, Any]:
    """Return what the template shows. bound: an act's name and its form, when that had an error."""
    labels = {name: gettext(text) for name, text in LABELS.items()}
    said = reads(view.truth)
    return {
        "page": said,
        # The first lines of a long wait are folded away; what came last is what somebody looks for.
        "earlier": said["history"][:-SHOWN],
        "latest": said["history"][-SHOWN:],
        "face": _face(view.truth),
        "labels": labels,
        "version": view.item.version,
        "may_see_log": view.truth.relationship is Relationship.SELF,
        "acts": _acts(view, labels, bound),
        "taps": _taps(view, labels),
        "how_is_it": labels[
            "how_is_it_since" if view.truth.state is State.DISCHARGED else "how_is_it"
        ],
        "how_is_it_hint": labels[
            "how_is_it_since_hint" if view.truth.state is State.DISCHARGED else "how_is_it_hint"
        ],
        "tap_form": TapForm(label=labels["add_words"]),
        "months": [
            {"day": day(message.at), "text": labels[TAP_LABELS[said]], "tone": TAP_TONES.get(said)}
            for message in view.messages
            if message.from_family and message.said in set(TAP_LABELS)
            for said in [FamilySaid(message.said)]
        ],
        "form": bound[1] if bound else None,
        "unreviewed": (get_language() or "en")[:2] != "en",
        "messages": [
            {
                "title": message.by_name or _own(message, labels),
                "when": moment(message.at),
                "at": message.at.isoformat(),
                "text": message.words,
                "kind": "said",
            }
            for message in view.messages
        ],
    }


def _face(truth: Truth) -> str:
    """Return the initials of whoever has it, where a person does and their name stands beside it."""
    holder = truth.holder
    if holder is None or holder.role is HolderRole.TEAM or truth.state in ENDED[Kind.REFERRAL]:
        return ""
    return initials_of(holder.name)


def _taps(view: FamilyView, labels: dict[str, str]) -> list[dict[str, str]]:
    """Return the buttons by which a reader who waits, and knows that they do, says how things are."""
    if not view.truth.hears or Move.SAY_HOW_IT_IS not in view.moves:
        return []
    return [
        {"text": labels[TAP_LABELS[said]], "action": _action(name)} for name, said in TAPS.items()
    ]


def _own(message: Written, labels: dict[str, str]) -> str:
    """Return what stands over one's own words: that they are, and what was meant if no question."""
    if message.said == FamilySaid.ASKED:
        return gettext("You")
    return f"{gettext('You')}: {labels[HEADINGS.get(message.said, 'ask')]}"


def reads(truth: Truth) -> dict[str, Any]:
    """Return every sentence of a page in the language that is spoken now, part by part.

    The family's page, what the team is shown before it sends, and the printed letter are made of it.
    """
    sentences, language = family_page(truth), spoken()

    def text(value: Any) -> Any:
        if isinstance(value, Sentence):
            return say(value, language)
        if isinstance(value, Step):
            said = say(value.line, language) if value.line else ""
            return {
                "title": say(value.sentence, language), "state": value.place.value, "text": said,
            }  # fmt: skip
        if isinstance(value, Dated):
            return {
                "title": say(value.sentence, language), "when": day_with_year(value.on),
                "at": value.on.isoformat(),
            }  # fmt: skip
        if isinstance(value, tuple):
            return [text(one) for one in value]
        return value

    return {name: text(value) for name, value in vars(sentences).items()}


def _acts(view: FamilyView, labels: dict[str, str], bound: tuple[str, Any] | None) -> list[Act]:
    """Return what can be done now: what the moves allow, own words, and who may be told."""
    acts = []
    for name, (said, heading, button, before) in ACTS.items():
        move = MOVE_OF[said]
        can = move in view.moves or (said is FamilySaid.STOPS and Move.ASK_TO_STOP in view.moves)
        if can and (view.decides or move not in BY_WHOEVER_DECIDES):
            form = family_words(name, labels[heading])
            lines = tuple(labels[line] for line in before)
            if move is Move.WITHDRAW and not view.stop_ends:
                lines = (labels[_why_not_at_once(view)],)
            acts.append(Act(name, labels[heading], labels[button], _action(name), form, lines))
    if view.item.team_id is not None:
        thanks = family_words("thank", labels["thank"])
        hint = (labels["thank_hint"],)
        acts.append(Act("thank", labels["thank"], labels["send"], _action("thank"), thanks, hint))
    own = OwnWordsForm(initial={"words": view.own_words}, label=labels["own_words"])
    hint = (labels["own_words_hint"],)
    acts.append(Act("own", labels["own_words"], labels["save"], _action("own"), own, hint))
    if view.truth.relationship is Relationship.SELF:
        taps = PulseForm(labels=labels)
        acts.append(Act("pulse", labels["taps"], labels["send"], _action("pulse"), taps, open=True))
    if view.decides:
        choosing = ChoiceForm(
            initial={"told": [w for w, yes in view.choices.items() if yes]},
            relationship=view.truth.relationship.value,
            labels=labels,
        )
        acts.append(Act("choose", labels["choose"], labels["save"], _action("choose"), choosing))
    if bound is None:
        return acts
    return [
        Act(a.name, a.heading, a.button, a.action, bound[1], a.before, open=True)
        if a.name == bound[0]
        else a
        for a in acts
    ]


def _why_not_at_once(view: FamilyView) -> str:
    """Return what is true of their stop. A carer's page speaks of no risk, and of no other carer."""
    if view.truth.relationship is Relationship.SELF and view.item.risk_marked:
        return "stop_not_safe"
    return "stop_help" if view.truth.state is State.HELP_STARTED else "stop_later"


def _action(name: str) -> str:
    return reverse("referrals:family-act", args=[name])
