"""The team's queue as rows for a template: who, what is due, by when, who has it, last touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel import Locale, UnknownLocaleError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from schoolslink.referrals.pages.words import DONE, DUTIES, STATES, due_words, what_is_asked
from schoolslink.referrals.queries.done import DoneRow
from schoolslink.referrals.queries.lists import HoldingRow, LastMove
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.web import dates

# While a row stands open beside the list, these columns step aside.
LESS = {"you": (4, 5, 6), "others": (4, 5, 6), "done": (1, 4, 5)}
VIEWS = ("you", "others", "done")
# Languages a filter offers; a row says whatever was written.
LANGUAGES = (
    "ar",
    "bn",
    "cy",
    "en",
    "fa",
    "gu",
    "pa",
    "pl",
    "ps",
    "pt",
    "ro",
    "so",
    "ti",
    "uk",
    "ur",
)


def language_name(written: str) -> str:
    """Return a language's name in the page's language; what is no code stays as it was written."""
    code = written.strip().lower()
    if not code or len(code) > 3 or not code.isascii():
        return written
    try:
        return Locale.parse(code).get_display_name(dates.locale()) or written
    except (UnknownLocaleError, ValueError):
        return written


def who(initials: str) -> str:
    """Return a child's initials; advice names nobody."""
    return initials or gettext("Advice")


def heading(view: str) -> str:
    """Return the name of one view of the queue."""
    return {
        "you": gettext("Waits for you"),
        "others": gettext("Waits for others"),
        "done": gettext("Done today"),
    }[view]


def switcher(request: HttpRequest, view: str) -> dict[str, Any]:
    """Return the three views of the queue; each keeps the filters and forgets the page."""
    links = []
    for name in VIEWS:
        query = request.GET.copy()
        for forgotten in ("after", "seen", "view"):
            query.pop(forgotten, None)
        if name != "you":
            query["view"] = name
        links.append(
            {
                "text": heading(name),
                "href": f"?{query.urlencode()}" if query else request.path,
                "current": name == view,
            }
        )
    return {"label": gettext("Views of the queue"), "links": links}


def queue_rows(rows: Iterable[HoldingRow], today: date, me: UUID | None) -> list[dict[str, Any]]:
    """Return the rows of what waits, ready for the queue component."""
    return [_row(row, today, me) for row in rows]


def _row(row: HoldingRow, today: date, me: UUID | None) -> dict[str, Any]:
    due, tone = due_words(row.due_on, today)
    name, school = who(row.initials), row.school_name or gettext("No school")
    return {
        "href": reverse("referrals:record", args=[row.item_id]),
        "title": f"{name}, {school}",
        "key": str(row.holding_id) if row.duty == Duty.LOOK else "",
        "tone": "urgent" if tone == "urgent" or not row.calm else tone,
        "cells": [
            {"text": name, "note": what_is_asked(row.kind), **_risk(row)},
            {"text": school},
            {
                "text": capfirst(DUTIES[Duty(row.duty)]),
                "note": str(STATES[State(row.state)]),
            },
            {"tag": {"text": due, "tone": tone}} if tone else {"text": due},
            {"text": language_name(row.language), "note": _interpreter(row)},
            {"text": _holder(row.person_id, row.person_name, me)},
            {"text": dates.short_day(row.began_at)},
        ],
    }


def _risk(row: HoldingRow) -> dict[str, Any]:
    """Return the mark of a risk with its reason in words, or of what was asked to be quick."""
    if not row.calm:
        why = "; ".join(gettext(reason) for reason in row.why_marked)
        note = f"{what_is_asked(row.kind)}. {capfirst(why)}"
        return {"tag": {"text": gettext("Risk"), "tone": "urgent"}, "note": note}
    if row.urgent:
        return {"tag": {"text": gettext("Next working day"), "tone": "soon"}}
    return {}


def _interpreter(row: HoldingRow) -> str:
    return gettext("Interpreter needed") if row.interpreter else ""


def _holder(person_id: UUID | None, name: str | None, me: UUID | None) -> str:
    if person_id is not None and person_id == me:
        return gettext("You")
    return name or gettext("The whole team")


def done_rows(rows: Iterable[DoneRow], me_name: str) -> list[dict[str, Any]]:
    """Return the rows of what the team did today."""
    return [
        {
            "href": reverse("referrals:record", args=[row.item_id]),
            "title": f"{who(row.initials)}, {row.school_name or gettext('No school')}",
            "cells": [
                {"text": who(row.initials), "note": what_is_asked(row.kind)},
                {"text": row.school_name or gettext("No school")},
                {"text": str(DONE[Move(row.move)])},
                {"text": dates.clock_time(row.at)},
                {"text": gettext("You") if row.by_name == me_name else row.by_name or ""},
                {"text": _then(row)},
            ],
        }
        for row in rows
    ]


def _then(row: DoneRow) -> str:
    return row.then_person or row.then_place or gettext("Nobody: it has ended")


def came_of(moves: Iterable[LastMove], asked: int, me: UUID | None, wanted: Move) -> list[str]:
    """Return a sentence for each item that somebody ticked: what has become of it.

    asked: how many were ticked; what is no longer theirs is counted and not named.
    """
    said = []
    for last in moves:
        facts = {
            "who": last.initials or last.reference,
            "school": last.school_name or gettext("No school"),
            "did": DONE[Move(last.move)],
            "by": last.by_name or gettext("Schools Link"),
            "when": dates.moment(last.at),
        }
        if last.move == wanted and last.actor_id == me:
            said.append(gettext("%(who)s, %(school)s: done.") % facts)
        else:
            said.append(
                gettext("%(who)s, %(school)s: not changed. %(by)s, %(when)s: “%(did)s”.") % facts
            )
    if len(said) < asked:
        said.append(gettext("What is not listed here is no longer with your team."))
    return said


def columns(view: str) -> list[str]:
    """Return the headings of the table."""
    if view == "done":
        return [
            gettext("Who"),
            gettext("School"),
            gettext("What was done"),
            gettext("When"),
            gettext("By"),
            gettext("With whom now"),
        ]
    return [
        gettext("Who"),
        gettext("School"),
        gettext("What"),
        gettext("Due"),
        gettext("Language"),
        gettext("With"),
        gettext("Last touched"),
    ]


def empty(view: str, narrowed: bool) -> dict[str, Any]:
    """Return what stands in place of an empty list: what will be here, and how it gets there."""
    if narrowed:
        return {
            "heading": gettext("Nothing fits these filters"),
            "text": gettext("Take a filter away to see more."),
            "action": {"text": gettext("Show everything"), "href": reverse("referrals:queue")},
        }
    return {
        "you": {
            "heading": gettext("Nothing waits for you"),
            "text": gettext("Questions and requests from your schools stand here with their day."),
        },
        "others": {
            "heading": gettext("You wait for nobody"),
            "text": gettext("What you asked a school for stands here until it answers."),
        },
        "done": {
            "heading": gettext("Nothing done yet today"),
            "text": gettext("Each act of your team stands here until midnight."),
        },
    }[view]


def started_today(now: datetime) -> datetime:
    """Return the midnight, in London, with which today began."""
    return now.astimezone(dates.LONDON).replace(hour=0, minute=0, second=0, microsecond=0)


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of thing a filter offers."""
    return [(kind.value, what_is_asked(kind)) for kind in Kind]
