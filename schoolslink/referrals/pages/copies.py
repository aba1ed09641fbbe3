"""A record as a copy for the clinic's own: the same content as PDF and as plain text."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.pages.files import file_lines
from schoolslink.referrals.pages.noted import note_lines
from schoolslink.referrals.pages.record import agreement, child_name, decision, facts, risk
from schoolslink.referrals.pages.said import sections, sent_with, still_open
from schoolslink.referrals.pages.words import STATES, done_words, due_words, what_is_asked
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import State
from schoolslink.web import dates
from schoolslink.web.paper import pdf, showable

PAPER = Path(__file__).resolve().parents[1] / "paper" / "record.typ"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
RIGHT_TO_LEFT = ("R", "AL")
KEPT = "\n\t\u200c\u200d"  # line ends, tabs and the joiners that Urdu and emoji need


def copy_of(record: TeamRecord, at: datetime, by: str) -> dict[str, Any]:
    """Return the copy's content: title, sections of lines, and when and by whom it was made."""
    opened = record.opened
    item = opened.item
    named = child_name(opened)
    found = [
        _section(gettext("At a glance"), [*_glance(record, at), *_facts(record, at)]),
        *(_section(one.title, [(line.label, line.text) for line in one.lines])
          for one in sections(record)),
    ]  # fmt: skip
    agreed = agreement(record)
    if agreed:
        lines = [("", f"{agreed['stands']}. {agreed['because']}")]
        lines += [(line["label"], line["text"]) for line in agreed["lines"]]
        found.append(_section(gettext("Agreement"), lines))
    noted = [
        (one["who"], f"{one['wrong']}\n{one['should_be']}")
        for one in note_lines(record.family_notes)
    ]
    found.append(_section(gettext("What the family says beside it"), noted))
    open_still = [(one.title, ", ".join(one.ask)) for one in still_open(record)]
    found.append(_section(gettext("How it was sent"), [("", one) for one in sent_with(record)]))
    found.append(_section(gettext("Asked for and left open"), open_still))
    found.append(_section(gettext("Files that came with it"), _files(record)))
    decided = decision(opened)
    if decided:
        lines = [("", decided["title"]), *((x["label"], x["text"]) for x in decided["lines"])]
        found.append(_section(gettext("What was decided"), lines))
    found.append(_section(gettext("What was done"), _history(record)))
    return {
        "title": named or gettext("A question about a pupil who is not named"),
        "subtitle": f"{what_is_asked(item.kind)} {item.reference}",
        "author": gettext("Schools Link"),
        "mark": gettext("Confidential. %(reference)s") % {"reference": item.reference},
        "sections": [one for one in found if one["lines"]],
        "foot": gettext("Copied by %(by)s, %(when)s. What is added later is not on this copy.")
        % {"by": by, "when": dates.moment(at)},
    }


def _section(title: str, lines: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "title": title,
        "lines": [
            {"label": label, "text": clean(text), "rtl": is_right_to_left(text)}
            for label, text in lines
            if text
        ],
    }


def _glance(record: TeamRecord, at: datetime) -> list[tuple[str, str]]:
    opened = record.opened
    holds = opened.holds
    lines = [
        (gettext("Where it stands"), str(STATES[State(opened.item.state)])),
        (gettext("A risk is marked"), "; ".join(risk(opened))),
        (gettext("Your own number"), record.clinic_reference),
    ]
    if holds:
        day, _tone = due_words(holds.due_on, dates.as_day(at))
        lines.append((gettext("Who has it"), f"{holds.name or holds.place}, {day}"))
    return lines


def _facts(record: TeamRecord, at: datetime) -> list[tuple[str, str]]:
    return [(fact["label"], fact["text"]) for fact in facts(record, dates.as_day(at))]


def _history(record: TeamRecord) -> list[tuple[str, str]]:
    lines = []
    for one in record.opened.history:
        label = ", ".join(filter(None, (one.by_name, dates.moment(one.at))))
        did = done_words(one)
        lines.append((label, f"{did}\n{one.words}" if one.words else did))
    return lines


def _files(record: TeamRecord) -> list[tuple[str, str]]:
    """Return what came with it, by name: a copy of a record holds no file."""
    return [
        (one["kind"], f"{one['name']}. {one['note']} {one['scanned']}")
        for one in file_lines(record.files, record.opened.item, "file")
    ]


def clean(text: str) -> str:
    """Return a text without control characters and marks that turn a line round."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in KEPT or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter with a direction turns the text to the left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in (*RIGHT_TO_LEFT, "L"):
            return kind in RIGHT_TO_LEFT
    return False


def as_text(content: dict[str, Any]) -> str:
    """Return the copy as plain text, safe to paste into a form or a spreadsheet.

    A line that would begin a formula there gets an apostrophe first, as spreadsheets themselves do.
    """
    lines = [content["title"], content["subtitle"], ""]
    for section in content["sections"]:
        lines += [section["title"].upper(), ""]
        for line in section["lines"]:
            lines += [f"{line['label']}:"] if line["label"] else []
            lines += [f"  {part}" for part in line["text"].split("\n")]
        lines.append("")
    lines.append(content["foot"])
    return "\n".join(map(_harmless, lines)) + "\n"


def _harmless(line: str) -> str:
    stripped = line.lstrip()
    if stripped.startswith(FORMULA):
        return line[: len(line) - len(stripped)] + "'" + stripped
    return line


def as_pdf(content: dict[str, Any], at: datetime) -> bytes:
    """Return the copy as a PDF that a screen reader can read."""
    return pdf(PAPER, showable(content), at=at)
