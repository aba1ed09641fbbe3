"""What is open at a school, and the two parts of a page that all sides share: who has it, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from schoolslink.referrals.pages.words import (
    DUTIES,
    STATES,
    asked_next,
    done_words,
    due_words,
    what_is_asked,
)
from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.queries.lists import HoldingRow
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.web.dates import moment

# What stands for the name of whoever is asked about: one question must be told from another.
ABOUT = {
    "pupil": gettext_noop("A pupil"),
    "group": gettext_noop("A group"),
    "service": gettext_noop("How it works"),
}


@dataclass(frozen=True)
class OpenRow:
    """One open thing on the lead's page."""

    href: str
    who: str
    what: str
    state: str
    holder: str
    must: str
    note: str
    tone: str
    mine: bool
    news: bool


def open_row(row: HoldingRow, today: date, me: UUID | None) -> OpenRow:
    """Return one open thing in words."""
    due, tone = due_words(row.due_on, today)
    must = gettext("%(duty)s: %(day)s") if tone == "urgent" else gettext("%(duty)s by %(day)s")
    mine = row.person_id is not None and row.person_id == me
    holder = gettext("You") if mine else row.person_name or row.service_name or ""
    return OpenRow(
        href=reverse("referrals:asked", args=[row.item_id]),
        who=row.initials or _unnamed(row),
        what=what_is_asked(row.kind),
        state=str(STATES[State(row.state)]),
        holder=holder,
        must=must % {"duty": DUTIES[Duty(row.duty)], "day": due},
        note=asked_next("" if mine else holder, row.asked_next_at, today)
        if row.asked_next_at
        else "",
        tone=tone,
        mine=mine,
        news=row.duty == Duty.READ_ANSWER,
    )


def _unnamed(row: HoldingRow) -> str:
    """Return what stands for a child whose name is not asked, or not kept apart yet."""
    if row.kind != Kind.ADVICE:
        return gettext("Not sent yet")
    who = gettext(ABOUT.get(row.about, ABOUT["pupil"]))
    if not row.age_or_year:
        return who
    return gettext("%(who)s, %(age)s") % {"who": who, "age": row.age_or_year}


def holder_card(opened: Opened, today: date) -> dict[str, Any] | None:
    """Return the card that says who has it and by when they must act; None when it has ended."""
    holds = opened.holds
    if holds is None:
        return None
    due, tone = due_words(holds.due_on, today)
    duty = DUTIES[Duty(holds.duty)]
    name = holds.name or holds.place
    if tone == "urgent":
        text = gettext("%(name)s must %(duty)s, %(day)s.")
    else:
        text = gettext("%(name)s must %(duty)s by %(day)s")
    last = opened.history[-1] if opened.history else None
    moved = last is not None and last.move == Move.ESCALATE
    return {
        "heading": gettext("Who has it now"),
        "name": name,
        "place": holds.place if holds.name else "",
        "due": {
            "text": text % {"name": name, "duty": duty, "day": due},
            "note": asked_next(name, last.at, today) if moved and last else "",
            "tone": tone,
        },
    }


def entry(happened: Happened) -> dict[str, Any]:
    """Return one line of the timeline."""
    return {
        "title": done_words(happened),
        "by": happened.by_name,
        "when": moment(happened.at),
        "at": happened.at.isoformat(),
        "text": happened.words,
        "kind": "said" if happened.words else "done",
    }
