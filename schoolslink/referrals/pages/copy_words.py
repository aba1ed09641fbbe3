"""What a copy and the pages of those who prepare it call a fact: the words of other pages, never a code."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.pages.family_looked import who_of
from schoolslink.referrals.pages.spoken import words
from schoolslink.referrals.pages.words import DONE, KINDS, STATES
from schoolslink.referrals.queries.copy_lines import Facts, Line
from schoolslink.referrals.queries.log import DayLooked
from schoolslink.referrals.rules import Kind, Move, State
from schoolslink.referrals.rules.basis import BASES, Basis
from schoolslink.referrals.rules.begun import HOW_KNOWN, HowKnown
from schoolslink.referrals.rules.clocks.adjusted import PAUSES, Pause
from schoolslink.referrals.rules.family.sentences import LOOKED_BY
from schoolslink.referrals.rules.reasons import LEVELS, REASONS, Level, Reason
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.referrals.rules.text import Sentence
from schoolslink.web import dates

LABELS = {
    "at": _("When"),
    "move": _("What happened"),
    "state": _("Where it stands"),
    "kind": _("What it is"),
    "facts": _("When and what"),
    "risk_marked": _("A risk was marked"),
    "set_risk": _("A risk was marked"),
    "gate": _("What was answered first"),
    "not_by": _("How they must not be reached"),
    "written_by": _("Written by"),
    "written_by_name": _("Written by"),
    "closed_at": _("Ended"),
    "opened_at": _("Begun"),
}
PLAIN = {
    "True": _("yes"),
    "False": _("no"),
    "self": _("the young person"),
    "carer": _("a parent or carer"),
    "gp": _("the GP practice"),
}
# Of a code, which list has its words; a column may hold codes of more than one.
LISTS: dict[str, tuple[tuple[type[StrEnum], Any], ...]] = {
    "state": ((State, STATES),),
    "move": ((Move, DONE),),
    "kind": ((Kind, KINDS),),
    "reason": (
        (Reason, {one: said.pick for one, said in REASONS.items()}),
        (Pause, {one: said.pick for one, said in PAUSES.items()}),
        (HowKnown, HOW_KNOWN),
    ),
    "level": ((Level, LEVELS),),
    "basis": ((Basis, {one: said.title for one, said in BASES.items()}),),
}


def label_of(line: Line) -> str:
    """Return what a line is called."""
    field = FIELDS.get(line.label)
    return gettext(field.label) if field else _called(line.label)


def _called(name: str) -> str:
    return str(LABELS[name]) if name in LABELS else name.replace("_", " ")


def said_of(line: Line) -> str:
    """Return a line as it is read: facts in words, of a fixed answer its words, not its name."""
    if len(line.facts) == 1 and line.label == line.facts[0][0]:
        return _said(*line.facts[0])
    if line.facts:
        return "; ".join(f"{name}: {said}" for name, said in facts_of(line.facts))
    field = FIELDS.get(line.label)
    labels = {choice.value: gettext(choice.label) for choice in field.choices} if field else {}
    marks = {"__not_known__": gettext("Not known"), "__ask_family__": gettext("Ask the family")}
    known = labels | marks
    if line.text in known:
        return known[line.text]
    parts = line.text.split(", ")
    return ", ".join(known[one] for one in parts) if set(parts) <= set(known) else line.text


def facts_of(facts: Facts) -> list[tuple[str, str]]:
    """Return facts as what each is called, and what it says."""
    return [(_called(name), _said(name, said)) for name, said in facts]


def _said(name: str, said: str) -> str:
    for codes, wording in LISTS.get(name, ()):
        if said in set(codes):
            return gettext(str(wording[codes(said)]))
    if said in PLAIN:
        return str(PLAIN[said])
    if said[:1] in "{[":
        return _answers(json.loads(said))
    day = _day(said)
    if day is not None:
        return dates.day_with_year(day)
    return said.replace("_", " ")


def _answers(said: Any) -> str:
    """Return yes or no to each of several questions, or one of several codes after the other."""
    if isinstance(said, dict):
        return "; ".join(
            f"{_called(name)}: {_said('', str(value))}" for name, value in said.items()
        )
    return ", ".join(_said("", str(one)) for one in said)


def _day(said: str) -> date | datetime | None:
    if not said[:4].isdigit() or said[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    except ValueError:
        return None


def looks(found: Iterable[DayLooked]) -> list[dict[str, str]]:
    """Return who looked, day by day: as what and where, never by name."""
    return [
        {
            "on": one.on.isoformat(),
            "day": dates.day_with_year(one.on),
            "by": words(Sentence(LOOKED_BY[who_of(one)], {"place": one.place})),
            "saw": _saw(one.groups),
        }
        for one in found
    ]


GROUPS = {
    "N": _("what was said"), "V": _("notes of the service"), "W": _("notes of the school"),
    "I": _("name and birth date"), "K": _("how to reach the family"), "R": _("where it stands"),
}  # fmt: skip


def _saw(groups: str) -> str:
    return ", ".join(str(said) for group, said in GROUPS.items() if group in groups)
