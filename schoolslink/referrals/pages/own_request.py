"""The pages on which somebody asks by themselves, ready for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.directory.pages.service import public_card
from schoolslink.directory.pages.turn import lines as line_words
from schoolslink.directory.pages.turn import national
from schoolslink.directory.queries import ServiceCard
from schoolslink.directory.rules.help_now import NATIONAL, ONLINE
from schoolslink.referrals.pages.spoken import words
from schoolslink.referrals.rules.family import LABELS
from schoolslink.referrals.rules.own import SENTENCES, STEPS, Step
from schoolslink.referrals.rules.request import Mark
from schoolslink.referrals.rules.text import Sentence
from schoolslink.web import dates, languages

# On the last page, who may be told is said in the words of the answer that was chosen.
_CHOSEN = {
    "home_hears": {"yes": "home_yes", "no": "home_no"},
    "young_person_agrees": {
        "agrees": "child_agrees", "knows": "child_undecided", "says_no": "child_says_no",
        "not_asked": "child_not_asked",
    },
    "gp_hears": {"yes": "yes", "no": "no"},
    "interpreter": {"yes": "yes", "no": "no"},
    "carer_pr": {"yes": "yes", "no": "no", Mark.NOT_KNOWN.value: "not_sure"},
}  # fmt: skip


def frame() -> dict[str, Any]:
    """Return what every one of these pages has: the sentences, and whether somebody has checked them."""
    return {
        "said": {key: gettext(text) for key, text in SENTENCES.items()},
        "exit": gettext(LABELS["exit"]),
        "unreviewed": "" if languages.current()[:2] == "en" else gettext(LABELS["unreviewed"]),
    }


def sentence(key: str, **facts: Any) -> str:
    """Return one sentence with its facts, in the language of the page."""
    return words(Sentence(SENTENCES[key], facts))


def numbers(lines: Iterable[Any], today: date) -> dict[str, Any]:
    """Return whom to ring now: everywhere, and in this area."""
    return {
        "now": [national(number) for number in NATIONAL] + line_words(lines, today=today),
        "online": [national(number) for number in ONLINE],
    }


def teams(cards: Iterable[ServiceCard]) -> list[dict[str, Any]]:
    """Return the teams that may be asked, each with what anybody wants to know first."""
    found = []
    for card in cards:
        shown = public_card(card)
        facts = [
            shown["who_for"] or shown["kind"],
            sentence("ages", ages=shown["ages"]) if shown["ages"] else "",
            sentence("wait", wait=shown["wait"]) if shown["wait"] else "",
        ]
        found.append(
            {
                "id": card.service_id,
                "name": card.name,
                "facts": [fact for fact in facts if fact],
                "ask": sentence("ask_team", service=card.name),
            }
        )
    return found


def step_frame(step: Step, relationship: str) -> dict[str, Any]:
    """Return the heading of a step and how far it is."""
    return {
        "heading": gettext(SENTENCES[f"{step.value}_{relationship}"]),
        "number": sentence("step", number=STEPS.index(step) + 1),
        "step": step.value,
        "is_tell": step is Step.TELL,
    }


def summary(forms: Mapping[Step, Any], said: Mapping[str, Any], relationship: str) -> list[Any]:
    """Return each step with what was answered, to be looked over. forms: the steps' own, unbound."""
    return [
        {
            "step": step.value,
            "heading": gettext(SENTENCES[f"{step.value}_{relationship}"]),
            "lines": [
                {"label": str(field.label), "text": _answer(name, said.get(name), field)}
                for name, field in form.fields.items()
                if name != "form_key" and _is_shown(name, said)
            ],
        }
        for step, form in forms.items()
    ]


def _is_shown(name: str, said: Mapping[str, Any]) -> bool:
    brought = {"gp_practice": "gp_hears"} | (
        {"carer_name": "home_hears"} if "home_hears" in said else {}
    )
    return said.get(brought[name]) == "yes" if name in brought else True


def _answer(name: str, answer: Any, field: Any) -> str:
    if not answer:
        return gettext(SENTENCES["nothing"])
    if name == "school_hears":  # in the form's own words: it may be a council
        return str(dict(field.choices).get(answer, answer))
    if name in _CHOSEN:
        key = _CHOSEN[name].get(str(answer))
        return gettext(SENTENCES[key]) if key else str(answer)
    if name == "birth_date":
        try:
            return dates.day_with_year(date.fromisoformat(answer))
        except ValueError:
            return str(answer)
    return str(answer)
