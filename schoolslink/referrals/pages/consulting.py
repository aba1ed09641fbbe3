"""The pages of a talk about a pupil: the times by day, and one talk as both sides read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.directory.models import How
from schoolslink.directory.queries import LinkView, OfferedSlot
from schoolslink.kernel import clock
from schoolslink.referrals.forms.consulting import KNOWS
from schoolslink.referrals.pages.words import DUTIES, STATES, done_words, due_words, related
from schoolslink.referrals.queries.consulting import Talk, TalkToday
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.rules import Duty, Move, Side, State
from schoolslink.web import dates

SLOT_FORMAT = "%Y%m%dT%H%MZ"
# The steps of the page, in its order: the name in the address, and by which move it shows.
STEPS = (
    ("note", Move.AGREE_STEP),
    ("done", Move.DO_STEP),
    ("done", Move.DO_FIRST_STEP),
    ("not-there", Move.NOT_THERE),
    ("call-off", Move.CANCEL_TALK),
    ("not-needed", Move.WITHDRAW),
)


def when(at: datetime) -> str:
    """Return "Thursday 5 March at 9:30am"."""
    return dates.moment(at)


def times_page(slots: list[OfferedSlot], link: LinkView | None, query: str) -> dict[str, Any]:
    """Return the times by day, each with the address of its form."""
    return {
        "days": [
            {"day": dates.day(day), "times": [_time(one, query) for one in of_day]}
            for day, of_day in groupby(slots, key=lambda one: clock.local_day(one.starts_at))
        ],
        "service_name": link.service_name if link else "",
    }


def _time(one: OfferedSlot, query: str) -> dict[str, str]:
    key = f"{one.hours_id}:{one.starts_at.astimezone(UTC):{SLOT_FORMAT}}"
    who = one.person_name
    if one.instead_of:
        who = gettext("%(name)s, who stands in for %(other)s") % {
            "name": one.person_name,
            "other": one.instead_of,
        }
    return {
        "href": reverse("referrals:talk-book", args=[key]) + query,
        "text": f"{dates.clock_time(one.starts_at)}–{dates.clock_time(one.ends_at)}",
        "with": f"{who}, {How(one.how).label}",
    }


def name_of(opened: Opened) -> str:
    """Return the pupil's name, or the reference for who may not read it."""
    said = opened.identity
    return " ".join(filter(None, (said.get("first_name"), said.get("surname")))) or (
        opened.item.reference
    )


def talk_page(talk: Talk, *, at: datetime) -> dict[str, Any]:
    """Return what the page of a talk says, and which steps the reader may make now."""
    opened, booked = talk.opened, talk.booked
    begun = booked is not None and booked.starts_at <= at
    return {
        "item": opened.item,
        "name": name_of(opened),
        "state": str(STATES[State(opened.item.state)]),
        "rows": _rows(talk),
        "holder": _holder(talk, at),
        "note": _note(talk),
        "history": [
            {
                "what": done_words(one),
                "who": one.by_name or gettext("Schools Link"),
                "at": dates.moment(one.at),
                "words": one.words,
            }
            for one in opened.history
        ],
        "steps": _steps(talk, begun=begun),
        "book_again": (
            f"{reverse('referrals:talk-times')}?again={opened.item.pk}"
            if Move.BOOK_AGAIN in opened.moves
            else ""
        ),
        "become": (
            f"{reverse('referrals:gate')}?question={opened.item.pk}"
            if Move.BECOME_REQUEST in opened.moves and talk.side is Side.SCHOOL
            else ""
        ),
        "related": related(
            opened, "referrals:asked" if talk.side is Side.SCHOOL else "referrals:record"
        ),
        "back": reverse("home" if talk.side is Side.SCHOOL else "referrals:queue")
        if talk.side
        else reverse("home"),
        "unsent": None,
    }


def _rows(talk: Talk) -> list[dict[str, str]]:
    opened, booked = talk.opened, talk.booked
    knows = {value: str(label) for value, label in KNOWS}
    found = [
        (
            gettext("When"),
            dates.moment(booked.starts_at) if booked else gettext("No time is booked"),
        ),
        (gettext("How"), str(How(booked.how).label) if booked else ""),
        (gettext("With"), booked.person_name if booked else ""),
        (gettext("School"), opened.school_name),
        (gettext("Service"), opened.service_name),
        (gettext("Age or school year"), opened.advice.get("age_or_year", "")),
        (gettext("What the school wants to talk about"), opened.advice.get("question", "")),
        (
            gettext("Does the family know?"),
            knows.get(talk.slots[-1].knows, "") if talk.slots else "",
        ),
    ]
    return [{"key": key, "value": value} for key, value in found if value]


def _holder(talk: Talk, at: datetime) -> dict[str, str] | None:
    holds = talk.opened.holds
    if holds is None:
        return None
    due, tone = due_words(holds.due_on, clock.local_day(at))
    return {
        "name": holds.name or holds.place,
        "place": holds.place if holds.name else "",
        "duty": str(DUTIES[Duty(holds.duty)]),
        "due": due,
        "tone": tone,
    }


def _note(talk: Talk) -> dict[str, Any] | None:
    note = talk.note
    if note is None:
        return None
    sides = (
        (talk.opened.school_name, note.school),
        (talk.opened.service_name, note.service),
    )
    return {
        "at": dates.day(note.at),
        "said": note.said,
        "steps": [
            {"who": who, "does": step.does, "by": dates.day(step.by)} for who, step in sides if step
        ],
    }


def _steps(talk: Talk, *, begun: bool) -> list[str]:
    """Return the steps that the reader may make now: after the time has come a note, before it not yet."""
    moves = talk.opened.moves
    holds = talk.opened.holds
    shown = []
    for name, move in STEPS:
        if move not in moves or name in shown:
            continue
        if name in ("note", "not-there") and not begun:
            continue
        if name == "done" and (holds is None or holds.side != talk.side):
            continue
        shown.append(name)
    return shown


def today_lines(rows: Iterable[TalkToday], me: object) -> list[dict[str, str]]:
    """Return the talks of today, for the head of a queue."""
    return [
        {
            "href": reverse("referrals:talk", args=[row.item_id]),
            "text": ", ".join(
                filter(None, (dates.clock_time(row.starts_at), row.initials, row.school_name))
            ),
            "with": gettext("You") if row.person_id == me else row.person_name,
        }
        for row in rows
    ]
