"""The school's pages: what is open, one question or request with its thread and who has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from schoolslink.referrals.pages.sent import left_open
from schoolslink.referrals.pages.words import (
    DONE,
    DUTIES,
    STATES,
    asked_next,
    due_words,
    what_is_asked,
)
from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.queries.lists import HoldingRow
from schoolslink.referrals.rules import Duty, Kind, Move, State
from schoolslink.web.dates import moment

# What a school does with words, in the order of the page; the rest are steps of the request's pages.
WORDS_MOVES = {
    Move.REPLY: "reply",
    Move.ASK_AGAIN: "ask-again",
    Move.GIVE_MORE: "give-more",
    Move.SAY_WORSE: "say-worse",
    Move.WITHDRAW: "withdraw",
}


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


@dataclass(frozen=True)
class Step:
    """Something the reader can do now: its form's name, heading and button."""

    name: str
    move: Move
    heading: str
    button: str


STEPS = {
    Move.REPLY: ("Reply", "Send reply"),
    Move.ASK_AGAIN: ("Ask something more", "Ask"),
    Move.GIVE_MORE: ("Send what was asked for", "Send"),
    Move.SAY_WORSE: ("Something changed or got worse", "Tell them now"),
    Move.WITHDRAW: ("Take this back", "Take it back"),
}


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


def asked_page(opened: Opened, today: date) -> dict[str, Any]:
    """Return what the page of one question or request shows to the school."""
    item = opened.item
    return {
        "item": item,
        "kind": what_is_asked(item.kind),
        "state": STATES[State(item.state)],
        "holder": holder_card(opened, today),
        "entries": [entry(happened) for happened in opened.history],
        "said": _said(opened),
        "left": left_open(opened),
        "steps": steps(opened),
        "may_become_request": Move.BECOME_REQUEST in opened.moves,
        "may_edit": item.state in (State.DRAFT, State.AWAITING_AGREEMENT),
        "may_hand_over": item.kind == Kind.REFERRAL and item.asked_at is not None,
    }


def _said(opened: Opened) -> list[dict[str, Any]]:
    """Return what the school wrote when it asked, as summary rows."""
    if opened.item.kind != Kind.ADVICE:
        return []
    labels = {
        "age_or_year": gettext("Age or school year"),
        "seen": gettext("What you have seen or heard"),
        "tried": gettext("What you have tried"),
        "question": gettext("What you would like to know"),
    }
    return [
        {"key": {"text": label}, "value": {"text": opened.advice[name]}}
        for name, label in labels.items()
        if opened.advice.get(name)
    ]


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
        "title": DONE[Move(happened.move)],
        "by": happened.by_name,
        "when": moment(happened.at),
        "at": happened.at.isoformat(),
        "text": happened.words,
        "kind": "said" if happened.words else "done",
    }


def steps(opened: Opened) -> list[Step]:
    """Return what the school can do with words now: only what the moves table allows."""
    return [
        Step(name, move, *map(gettext, STEPS[move]))
        for move, name in WORDS_MOVES.items()
        if move in opened.moves
    ]
