"""A copy of everything that is held, as one archive: to read in a browser, on paper, and by a program."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext

from schoolslink.referrals.pages.copies import as_pdf, clean, is_right_to_left
from schoolslink.referrals.queries.everything import Entry, Everything, Line
from schoolslink.referrals.queries.log import DayLooked
from schoolslink.referrals.rules.request import FIELDS
from schoolslink.web import dates

# The same words wherever something is not there: neither why nor whose it is can be told from them.
LEFT_OUT = "[Left out, as the law allows]"
GROUPS = {
    "N": "what was said", "V": "notes of the service", "W": "notes of the school",
    "I": "name and birth date", "K": "how to reach the family", "R": "where it stands",
}  # fmt: skip


def content(
    held: Everything, left_out: Collection[str], looked: Iterable[DayLooked] | None, at: datetime
) -> dict[str, Any]:
    """Return all that goes into a copy, line by line. looked: None where that is not theirs to read."""
    right, item = held.right, held.item
    return {
        "title": gettext("What is held about you"),
        "reference": item.reference,
        "asked_on": right.asked_on.isoformat(),
        "made_at": at.isoformat(),
        "place": item.service.name if item.service else "",
        "school": item.school.name if item.school else "",
        "sections": [
            {
                "name": section.name,
                "title": gettext(section.title),
                "entries": [_entry(entry, left_out) for entry in section.entries],
            }
            for section in held.sections
        ],
        "who_looked": None
        if looked is None
        else [
            {
                "on": one.on.isoformat(),
                "role": one.role,
                "place": one.place,
                "saw": _saw(one.groups),
            }
            for one in looked
        ],
        "left_out": sum(key in left_out for key in held.lines()),
    }


def _entry(entry: Entry, left_out: Collection[str]) -> dict[str, Any]:
    gone = [line for line in entry.lines if line.key in left_out]
    file = None
    if entry.file is not None and not gone:
        file = f"files/{entry.file.pk}.{entry.file.type}"
    return {
        "facts": [{"name": name.replace("_", " "), "is": said} for name, said in entry.facts],
        "words": [_words(line, line in gone) for line in entry.lines],
        "file": file,
    }


def _words(line: Line, is_gone: bool) -> dict[str, Any]:
    field = FIELDS.get(line.label)
    label = gettext(field.label) if field else line.label.replace("_", " ")
    if is_gone:
        return {"label": label, "text": LEFT_OUT, "left_out": True}
    return {"label": label, "text": said_as_chosen(line), "left_out": False}


def said_as_chosen(line: Line) -> str:
    """Return a line as it was read when it was chosen: of a fixed answer its words, not its name."""
    field = FIELDS.get(line.label)
    labels = {choice.value: gettext(choice.label) for choice in field.choices} if field else {}
    marks = {"__not_known__": gettext("Not known"), "__ask_family__": gettext("Ask the family")}
    known = labels | marks
    if line.text in known:
        return known[line.text]
    parts = line.text.split(", ")
    return ", ".join(known[one] for one in parts) if set(parts) <= set(known) else line.text


def _saw(groups: str) -> str:
    return ", ".join(gettext(said) for group, said in GROUPS.items() if group in groups)


def as_html(said: dict[str, Any]) -> bytes:
    """Return the copy as one page that needs no network."""
    return render_to_string("referrals/copy/copy.jinja", {"copy": said}).encode()


def as_json(said: dict[str, Any]) -> bytes:
    """Return the copy for a program."""
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def as_paper(said: dict[str, Any], at: datetime) -> bytes:
    """Return the copy as a PDF that a screen reader can read."""
    sections = [_section(one["title"], _lines(one["entries"])) for one in said["sections"]]
    if said["who_looked"] is not None:
        looked = [(f"{one['on']} {one['place']}", one["saw"]) for one in said["who_looked"]]
        sections.append(_section(gettext("Who looked"), looked))
    return as_pdf(
        {
            "title": said["title"],
            "subtitle": f"{said['place']} {said['reference']}",
            "author": gettext("Schools Link"),
            "mark": gettext("Confidential. %(reference)s") % {"reference": said["reference"]},
            "sections": [one for one in sections if one["lines"]],
            "foot": gettext("Made on %(day)s.") % {"day": dates.day_with_year(at)},
        },
        at,
    )


def _lines(entries: Iterable[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    for entry in entries:
        facts = "; ".join(f"{fact['name']}: {fact['is']}" for fact in entry["facts"])
        yield "", facts
        for words in entry["words"]:
            yield words["label"], words["text"]
        if entry["file"]:
            yield gettext("File"), entry["file"]


def _section(title: str, lines: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "title": title,
        "lines": [
            {"label": label, "text": clean(text), "rtl": is_right_to_left(text)}
            for label, text in lines
            if text
        ],
    }


def archive(
    held: Everything,
    left_out: Collection[str],
    looked: Iterable[DayLooked] | None,
    open_file: Callable[[Entry], bytes],
    at: datetime,
) -> bytes:
    """Return the archive: three forms of the same words, and every file that is not left out."""
    said, made = content(held, left_out, looked, at), BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("copy.html", as_html(said))
        into.writestr("copy.pdf", as_paper(said, at))
        into.writestr("copy.json", as_json(said))
        for section in held.sections:
            for entry in section.entries:
                if entry.file is not None and not any(line.key in left_out for line in entry.lines):
                    into.writestr(f"files/{entry.file.pk}.{entry.file.type}", open_file(entry))
    return made.getvalue()
