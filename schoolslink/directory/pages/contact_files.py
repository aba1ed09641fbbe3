"""What a coordinator's list means, row by row: the doubtful ones first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from schoolslink.directory.commands.contact_files import CONTACT, KEEP, LEAD, SKIP, TAKE
from schoolslink.directory.models import Area, ContactFile
from schoolslink.directory.rules.contact_lines import Reached, line_from_json
from schoolslink.directory.rules.school_match import Certainty

MOST_CHOICES = 400  # a form of more fields is refused; the rest goes in as it is or is left out
ORDER = {Certainty.UNSURE: 0, Certainty.NONE: 1, Certainty.LIKELY: 2, Certainty.EXACT: 3}


def review(area: Area, file: ContactFile) -> dict[str, Any]:
    """Return the page on which a list is looked through, or what it changed."""
    rows = sorted(file.lines, key=lambda kept: ORDER[Certainty(kept["certainty"])])
    ask = [kept for kept in rows if ORDER[Certainty(kept["certainty"])] < 3][:MOST_CHOICES]
    sure = [kept for kept in rows if ORDER[Certainty(kept["certainty"])] == 3]
    return {
        "area": area,
        "file": file,
        "is_applied": file.applied_at is not None,
        "decide": [undecided(kept) for kept in file.lines] if file.applied_at else [],
        "figures": figures(file.counts) if file.applied_at else counts(file.counts),
        "notes": [note(one) for one in file.notes],
        "ask": [row(kept) for kept in ask],
        "sure": [row(kept) for kept in sure],
        "may_change_sure": len(ask) + len(sure) <= MOST_CHOICES,
    }


def row(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return one row of the list with the schools it could mean."""
    line = line_from_json(kept)
    certainty = Certainty(kept["certainty"])
    words = {
        Certainty.EXACT: {"text": _("Clear"), "tone": "done"},
        Certainty.LIKELY: {"text": _("Probably"), "tone": "waiting"},
        Certainty.UNSURE: {"text": _("Which one?"), "tone": "soon"},
        Certainty.NONE: {"text": _("Not found"), "tone": "quiet"},
    }
    return {
        "number": line.number,
        "written": ", ".join(filter(None, (line.school, line.town, line.postcode, line.urn))),
        "tag": words[certainty],
        "chosen": kept.get("school_id", ""),
        "choices": [
            (one["id"], ", ".join(filter(None, (one["name"], one["town"], one["postcode"]))))
            for one in kept["choices"]
        ],
        "skip": SKIP,
        "people": [
            f"{label}: {reached(said)}"
            for label, said in (
                (_("Lead"), line.lead),
                (_("Cover"), line.cover),
                (_("At the service"), line.contact),
            )
            if said
        ],
        "problems": [_(problem) for problem in line.problems]
        + ([] if kept["choices"] else [_not_found()]),
    }


def _not_found() -> str:
    return _(
        "No school of this area is called so. Put its number (URN) into your list, then bring it"
        " in again."
    )


def undecided(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that names somebody else than is there, with two answers for each of them."""
    line = line_from_json(kept)
    lead = ", ".join(filter(None, (reached(line.lead), reached(line.cover))))
    said = {LEAD: (_("Lead"), lead), CONTACT: (_("At the service"), reached(line.contact))}
    return {
        "number": line.number,
        "written": line.school or line.urn,
        "parts": [
            {
                "name": f"row-{line.number}-{part}",
                "label": said[part][0],
                "there": name,
                "said": said[part][1],
                "answers": (
                    (KEEP, _("Keep %(name)s") % {"name": name}),
                    (TAKE, _("Take who the list names")),
                ),
            }
            for part, name in kept["there"].items()
        ],
    }


def reached(said: Reached) -> str:
    """Return somebody as the row names them."""
    return ", ".join(filter(None, (said.name, said.title, said.email, said.phone, said.days)))


def note(text: str) -> str:
    """Return what was noticed about the columns, as a sentence."""
    kind, _colon, names = text.partition(": ")
    if kind == "unread":
        return _("The column “%(name)s” was not used.") % {"name": names}
    first, _slash, second = names.partition(" / ")
    return _("“%(first)s” and “%(second)s” seem to mean the same; the first was used.") % {
        "first": first,
        "second": second,
    }


def counts(found: Mapping[str, int]) -> list[str]:
    """Return how sure we are, in one line each."""
    said = [
        (Certainty.EXACT, _("Rows that are clear: %(n)s")),
        (Certainty.LIKELY, _("Probably right: %(n)s")),
        (Certainty.UNSURE, _("To choose: %(n)s")),
        (Certainty.NONE, _("Not found in this area: %(n)s")),
    ]
    return [words % {"n": found[kind]} for kind, words in said if found.get(kind)]


def figures(done: Mapping[str, int]) -> list[str]:
    """Return what a list changed."""
    said = (
        ("pairs", _("Pairs made or changed: %(n)s")),
        ("leads", _("Leads named: %(n)s")),
        ("covers", _("Covers named: %(n)s")),
        ("contacts", _("NHS contacts named: %(n)s")),
        ("unchanged", _("Schools that were already so: %(n)s")),
        ("without_service", _("Rows whose service is not in this area: %(n)s")),
        ("to_decide", _("Schools for which somebody else is named already: %(n)s")),
        ("left", _("Rows left out, as nobody chose a school: %(n)s")),
        ("thrown_away", _("This list was thrown away.")),
    )
    return [words % {"n": done[name]} for name, words in said if done.get(name)]


def choices_in(posted: Mapping[str, str], file: ContactFile) -> dict[int, str]:
    """Return what was chosen for each row: a school of its choices, or to leave it out."""
    chosen = {}
    for kept in file.lines:
        answer = posted.get(f"row-{kept['number']}", "")
        known = {one["id"] for one in kept["choices"]} | {SKIP}
        if answer in known:
            chosen[kept["number"]] = answer if answer == SKIP else str(UUID(answer))
    return chosen


def decisions_in(posted: Mapping[str, str], file: ContactFile) -> dict[int, dict[str, str]]:
    """Return what was decided for the rows that wait; the others go on waiting."""
    found: dict[int, dict[str, str]] = {}
    for kept in file.lines:
        for part in kept["there"]:
            answer = posted.get(f"row-{kept['number']}-{part}", "")
            if answer in (KEEP, TAKE):
                found.setdefault(kept["number"], {})[part] = answer
    return found
