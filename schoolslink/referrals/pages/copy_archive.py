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
from schoolslink.referrals.pages.copy_words import facts_of, label_of, looks, said_of
from schoolslink.referrals.queries.everything import Entry, Everything, Line, Section
from schoolslink.referrals.queries.log import DayLooked
from schoolslink.web import dates

# The same words wherever something is not there: neither why nor whose it is can be told from them.
LEFT_OUT = "[Left out, as the law allows]"


def content(
    held: Everything, left_out: Collection[str], looked: Iterable[DayLooked] | None, at: datetime
) -> dict[str, Any]:
    """Return all that goes into a copy, line by line. looked: None where that is not theirs to read."""
    right, item = held.right, held.item
    return {
        "title": gettext("What is held about you")
        if held.is_childs
        else gettext("What is held about your child"),
        "is_childs": held.is_childs,
        "reference": item.reference,
        "asked_on": right.asked_on.isoformat(),
        "made_at": at.isoformat(),
        "place": item.service.name if item.service else "",
        "school": item.school.name if item.school else "",
        "sections": [
            one for section in held.sections if (one := _section_of(section, left_out))["entries"]
        ],
        "who_looked": None if looked is None else looks(looked),
        "left_out": sum(key in left_out and not line.quiet for key, line in held.lines().items()),
    }


def _section_of(section: Section, left_out: Collection[str]) -> dict[str, Any]:
    entries = (_entry(entry, left_out) for entry in section.entries)
    return {
        "name": section.name,
        "title": gettext(section.title),
        "entries": [one for one in entries if one["facts"] or one["words"] or one["file"]],
    }


def _entry(entry: Entry, left_out: Collection[str]) -> dict[str, Any]:
    gone = {line.key for line in entry.lines if line.key in left_out}
    # Of what is quiet and left out, no trace is left: that it was there would tell.
    shown = [line for line in entry.lines if not (line.quiet and line.key in gone)]
    file = None
    if entry.file is not None and not gone:
        file = f"files/{entry.file.pk}.{entry.file.type}"
    facts = [fact for line in shown if line.key not in gone for fact in facts_of(line.facts)]
    return {
        "facts": [{"name": name, "is": said} for name, said in facts],
        "words": [
            _words(line, line.key in gone) for line in shown if not line.facts or line.key in gone
        ],
        "file": file,
    }


def _words(line: Line, is_gone: bool) -> dict[str, Any]:
    if is_gone:  # what it was called would tell what it was
        return {"label": "", "text": LEFT_OUT, "left_out": True}
    return {"label": label_of(line), "text": said_of(line), "left_out": False}


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
        looked = [(f"{one['day']}: {one['by']}", one["saw"]) for one in said["who_looked"]]
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
