"""What is open at a school, and the two parts of a page that all sides share: who has it, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from schoolslink.referrals.pages.happening import with_day, with_how_known
from schoolslink.referrals.pages.words import (
    asked_next,
    done_words,
    due_words,
    duty_words,
    is_kept,
    state_words,
    what_is_asked,
)
from schoolslink.referrals.queries.chases import Asked
from schoolslink.referrals.queries.door import Happened, Opened
from schoolslink.referrals.queries.lists import HoldingRow
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.holders import beside_duty
from schoolslink.web.dates import as_day, day, moment

# What stands for the name of whoever is asked about: one question must be told from another.
ABOUT = {
    "pupil": gettext_noop("A pupil"),
    "group": gettext_noop("A group"),
    "service": gettext_noop("How it works"),
}


# Where on its page each duty of a school is done, and the words that lead there.
ACTS = {
    Duty.REPLY: ("#reply", gettext_noop("Reply")),
    Duty.READ_ANSWER: ("#answer", gettext_noop("Read the answer")),
    Duty.FINISH_DRAFT: ("", gettext_noop("Go on with it")),
    Duty.GET_AGREEMENT: ("", gettext_noop("Say who agrees")),
    Duty.AFTER_NO: ("#withdraw", gettext_noop("Decide what to do")),
    Duty.GIVE_MORE: ("#give-more", gettext_noop("Send it")),
    Duty.SAY_WHAT_IS_KNOWN: ("#say-known", gettext_noop("Say what you know")),
    Duty.CHECK_IN: ("#check-in", gettext_noop("Say how things are")),
    Duty.TELL: ("#who-is-told", gettext_noop("Say who was told")),
    Duty.CHECK_NEXT_STEP: ("#began", gettext_noop("Say whether it has begun")),
    Duty.SAY_ARRIVED: ("", gettext_noop("Say whether they have arrived")),
}
# Whoever leads sees to these where nobody is named.
SCHOOLS_OWN = (
    Duty.READ_ANSWER, Duty.GIVE_MORE, Duty.SAY_WHAT_IS_KNOWN, Duty.CHECK_IN, Duty.SAY_ARRIVED,
)  # fmt: skip
ON_ITS_OWN_PAGES = (Duty.FINISH_DRAFT, Duty.GET_AGREEMENT)


@dataclass(frozen=True)
class Must:
    """One thing that somebody must do by a day. is_ours: it is the school's. kept: as `duty_words`."""

    duty: Duty
    on: date
    person_id: UUID | None
    name: str
    is_ours: bool
    kept: bool = False


@dataclass(frozen=True)
class OpenRow:
    """One open thing on the lead's page: what comes first stands in must, what else in note."""

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
    act: tuple[str, str] | None = None


def open_row(row: HoldingRow, today: date, me: UUID | None) -> OpenRow:
    """Return one open thing in words: what the school must do before what others must."""
    first, *others = musts(row)
    # Whoever asked reads it still, when somebody else has been asked to.
    mine = _is_mine(first, me) or (row.has_ended and me is not None and row.reader_id == me)
    holder = gettext("You") if mine else first.name
    text, tone = _must_words(first, today)
    waits = unsent_words(row.state, row.duty, row.unsent_since, today)
    notes = [*filter(None, [waits]), *(_also_words(one, today, me) for one in others)]
    if row.asked_next_at:
        held_by_me = row.person_id is not None and row.person_id == me
        who = "" if held_by_me else row.person_name or row.service_name or ""
        notes.append(asked_next(who, row.asked_next_at, today))
    return OpenRow(
        href=reverse("referrals:asked", args=[row.item_id]),
        who=who_it_is_about(row),
        what=what_is_asked(row.kind),
        state=state_words(row.state, row.duty, kept=row.kept),
        holder=holder,
        must=text,
        note=" ".join(notes),
        tone=tone,
        mine=mine,
        news=first.duty is Duty.READ_ANSWER,
        act=_act(first, row.item_id),
    )


def unsent_words(state: str, duty: str, since: datetime | None, today: date) -> str:
    """Return for how long something has lain at the school unsent; empty for what has gone."""
    if since is None:
        return ""
    days = (today - as_day(since)).days
    if state != State.AWAITING_AGREEMENT:
        said = ngettext("Begun %(num)s day ago.", "Begun %(num)s days ago.", days)
        return said % {"num": days} if days else gettext("Begun today.")
    if duty == Duty.AFTER_NO:
        return ""
    said = ngettext("Waiting %(num)s day for a yes.", "Waiting %(num)s days for a yes.", days) % {
        "num": days
    }
    return said if days else gettext("Waiting for a yes since today.")


def musts(row: HoldingRow) -> list[Must]:
    """Return everything that must be done about a row, the school's own first."""
    held = Must(
        Duty(row.duty),
        row.due_on,
        row.person_id,
        row.person_name or _place(row),
        row.side == Side.SCHOOL,
        row.kept,
    )
    found = [held]
    if row.read_by is not None and held.duty is not Duty.READ_ANSWER:
        reader = row.reader_name or row.school_name or ""
        found.append(Must(Duty.READ_ANSWER, row.read_by, row.reader_id, reader, True))
    if row.beside_on is not None:
        reader = row.reader_name or row.school_name or ""
        owed = beside_duty(Kind(row.kind))
        found.append(Must(owed, row.beside_on, row.reader_id, reader, True))
    return sorted(found, key=lambda one: (not one.is_ours, one.duty is not Duty.READ_ANSWER))


def _place(row: HoldingRow) -> str:
    return (row.school_name if row.side == Side.SCHOOL else row.service_name) or ""


def _is_mine(must: Must, me: UUID | None) -> bool:
    """Say whether this is for whoever looks; an answer whose asker has gone is for all who lead."""
    if must.person_id is None:
        return must.is_ours and must.duty in SCHOOLS_OWN
    return must.person_id == me


def _must_words(must: Must, today: date) -> tuple[str, str]:
    if is_kept(must.duty, kept=must.kept):
        return duty_words(must.duty, kept=True), ""
    due, tone = due_words(must.on, today)
    said = gettext("%(duty)s: %(day)s") if tone == "urgent" else gettext("%(duty)s by %(day)s")
    return said % {"duty": duty_words(must.duty, kept=must.kept), "day": due}, tone


def _also_words(must: Must, today: date, me: UUID | None) -> str:
    """Return, as a sentence, what is due beside what comes first."""
    if is_kept(must.duty, kept=must.kept):
        words = {"name": must.name, "duty": duty_words(must.duty, kept=True)}
        return gettext("%(name)s must %(duty)s.") % words
    due, tone = due_words(must.on, today)
    duty = duty_words(must.duty, kept=must.kept)
    words = {"name": must.name, "duty": duty, "day": due}
    if _is_mine(must, me):
        said = (
            gettext("Then you must %(duty)s, %(day)s.")
            if tone == "urgent"
            else gettext("Then you must %(duty)s by %(day)s.")
        )
    elif tone == "urgent":
        said = gettext("%(name)s must %(duty)s, %(day)s.")
    else:
        said = gettext("%(name)s must %(duty)s by %(day)s.")
    return said % words


def _act(must: Must, item_id: UUID) -> tuple[str, str] | None:
    """Return the way to where the school does this, and its words; None for what others must do."""
    if not must.is_ours or must.duty not in ACTS:
        return None
    anchor, words = ACTS[must.duty]
    page = "referrals:tasks" if must.duty in ON_ITS_OWN_PAGES else "referrals:asked"
    return reverse(page, args=[item_id]) + anchor, gettext(words)


class AboutSomebody(Protocol):
    """A row that says whom it is about, as far as its reader may know."""

    @property
    def kind(self) -> str: ...
    @property
    def initials(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def age_or_year(self) -> str: ...


def who_it_is_about(row: AboutSomebody) -> str:
    """Return a child's initials, or what stands for a child whose name is not asked or not kept yet."""
    if row.initials:
        return row.initials
    if row.kind != Kind.ADVICE:
        return gettext("Not sent yet")
    who = gettext(ABOUT.get(row.about, ABOUT["pupil"]))
    if not row.age_or_year:
        return who
    return gettext("%(who)s, %(age)s") % {"who": who, "age": row.age_or_year}


def holder_card(opened: Opened, today: date, *, kept: bool = False) -> dict[str, Any] | None:
    """Return the card that says who has it and by when they must act; None when it has ended.

    kept: the reader is not told what was answered.
    """
    holds = opened.holds
    if holds is None:
        return None
    due, tone = due_words(holds.due_on, today)
    duty = duty_words(holds.duty, kept=kept)
    name = holds.name or holds.place
    if is_kept(holds.duty, kept=kept):
        text, tone = gettext("%(name)s must %(duty)s."), ""
    elif tone == "urgent":
        text = gettext("%(name)s must %(duty)s, %(day)s.")
    else:
        text = gettext("%(name)s must %(duty)s by %(day)s")
    last = opened.history[-1] if opened.history else None
    moved = last is not None and last.move == Move.ESCALATE
    return {
        "heading": gettext("Who has it now"),
        "name": name,
        "face": bool(holds.name),
        "place": holds.place if holds.name else "",
        "due": {
            "text": text % {"name": name, "duty": duty, "day": due},
            "note": " ".join(
                filter(
                    None,
                    (
                        _beside(opened, today),
                        asked_next(name, last.at, today) if moved and last else "",
                    ),
                )
            ),
            "tone": tone,
        },
    }


def asked_after(asked: Asked | None) -> list[str]:
    """Return that a coordinator asked after it, when, and by which day it was due; else nothing."""
    if asked is None:
        return []
    said = gettext(
        "%(name)s, who looks after this area, asked after it on %(asked)s. It was due on %(due)s."
    )
    facts = {"name": asked.by_name, "asked": day(asked.on), "due": day(asked.due_on)}
    return [said % facts]


def _beside(opened: Opened, today: date) -> str:
    """Return what the school must do meanwhile; empty where one thing alone is due."""
    if opened.holds is None or opened.holds.beside_on is None:
        return ""
    due, tone = due_words(opened.holds.beside_on, today)
    owed = beside_duty(Kind(opened.item.kind))
    words = {"name": opened.school_name, "duty": duty_words(owed), "day": due}
    if tone == "urgent":
        return gettext("%(name)s must %(duty)s, %(day)s.") % words
    return gettext("%(name)s must %(duty)s by %(day)s.") % words


def entry(happened: Happened) -> dict[str, Any]:
    """Return one line of the timeline."""
    return {
        "title": with_day(done_words(happened), happened),
        "by": happened.by_name,
        "when": moment(happened.at),
        "at": happened.at.isoformat(),
        "text": with_how_known(happened),
        "kind": "said" if happened.words else "done",
    }
