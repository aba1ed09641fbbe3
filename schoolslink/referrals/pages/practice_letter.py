"""The letter to a child's GP practice, as PDF and on the page from which it is sent."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.pages.copies import clean, is_right_to_left
from schoolslink.referrals.pages.letters import asked_on
from schoolslink.referrals.pages.record import child_name
from schoolslink.referrals.queries.door import Opened
from schoolslink.referrals.queries.practice_letter import LetterOwed, PracticeLetter
from schoolslink.referrals.queries.team import TeamRecord
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.ending import WHY_ENDS, WhyEnds
from schoolslink.referrals.rules.practice_letter import DECIDED, NEXT, WHY_NOT
from schoolslink.referrals.rules.reasons import LEVELS, REASONS, Level, Reason
from schoolslink.web import dates
from schoolslink.web.paper import pdf, showable

PAPER = Path(__file__).resolve().parents[1] / "paper" / "practice_letter.typ"


def content(record: TeamRecord, letter: PracticeLetter, at: datetime) -> dict[str, Any]:
    """Return everything the letter says, in its order.

    Raises NotPossible where none may be written, or where nobody knows to whom: so that no page, no
    PDF and no later use of this can make one.
    """
    on = dates.as_day(at)
    if letter.stopped is not None:
        raise NotPossible(sentence=gettext(WHY_NOT[letter.stopped]))
    practice, decision, opened = letter.practice, letter.decision, record.opened
    if practice is None or decision is None or not letter.may_go(on):
        raise NotPossible(
            sentence=gettext("No letter: it is not known which open practice it should go to.")
        )
    facts = _facts(opened, letter)
    name = facts["name"]
    return {
        "title": gettext("About %(name)s") % {"name": name},
        "author": opened.service_name,
        "from": [opened.service_name, *_reached(letter)],
        "mark": gettext("Private and confidential"),
        "to": [_to(letter), practice.name, *practice.address, practice.postcode],
        "date": dates.day_with_year(on),
        "reference": gettext("Our reference: %(reference)s") % {"reference": opened.item.reference},
        "about": _about(opened, name),
        "greeting": gettext("Dear %(doctor)s,") % {"doctor": letter.doctor}
        if letter.doctor
        else gettext("Dear colleague,"),
        "sections": [
            {
                "title": title,
                "lines": [
                    {"text": clean(line), "rtl": is_right_to_left(line)} for line in lines if line
                ],
            }
            for title, lines in _sections(record, letter, facts)
        ],
        "close": gettext("Yours sincerely,"),
        "signed": opened.service_name,
        "foot": _why_told(letter, name),
    }


def _facts(opened: Opened, letter: PracticeLetter) -> dict[str, str]:
    return {
        "name": child_name(opened),
        "school": opened.school_name,
        "service": opened.service_name,
        "receiver": letter.receiver,
        "asked": asked_on(opened.item.asked_at),
    }


def _to(letter: PracticeLetter) -> str:
    return letter.doctor or gettext("To the doctor in charge")


def _reached(letter: PracticeLetter) -> list[str]:
    card = letter.service
    return [part for part in (card.phone, card.hours, card.website) if part] if card else []


def _about(opened: Opened, name: str) -> list[str]:
    words = opened.identity
    lines = [name]
    try:
        born = dates.day_with_year(date.fromisoformat(words.get("birth_date", "")))
    except ValueError:
        born = ""
    if born:
        lines.append(gettext("Born %(day)s") % {"day": born})
    if words.get("nhs_number"):
        lines.append(gettext("NHS number %(number)s") % {"number": words["nhs_number"]})
    return lines


def _sections(
    record: TeamRecord, letter: PracticeLetter, facts: dict[str, str]
) -> list[tuple[str, list[str]]]:
    opened, decision = record.opened, letter.decision
    if decision is None:
        return []
    move = Move(decision.move)
    next_step = opened.decision_words.get("next_step", "")
    return [
        (
            "",
            [
                gettext("%(school)s asked us at %(service)s for help for %(name)s on %(asked)s.")
                % facts
            ],
        ),
        (
            gettext("What was decided"),
            [
                gettext(DECIDED[move]) % facts,
                gettext(LEVELS[Level(decision.level)]) if decision.level in set(Level) else "",
            ],
        ),
        _stands(opened, decision.reason)
        if move is Move.DISCHARGE
        else (gettext("Why"), [_why(decision.reason)]),
        (
            gettext("What happens next, and who does it"),
            [
                gettext(NEXT[move]) % facts if NEXT[move] else "",
                next_step,
                _who_tells(decision.who_tells, decision.told_by, opened),
                gettext(
                    "You need not do anything. If you know something that could change this, please"
                    " tell us."
                ),
            ],
        ),
        (
            gettext("To ask again, or to complain"),
            [
                gettext(
                    "The family and the school can ask again at any time, and so can you: write to us"
                    " with this reference, and at once if you fear for somebody's safety. Anybody"
                    " who is not content can tell us. If our answer does not help, the Parliamentary and"
                    " Health Service Ombudsman can be asked: 0345 015 4033."
                )
            ],
        ),
    ]


def _stands(opened: Opened, why: str) -> tuple[str, list[str]]:
    """Return why help ends, how things are, and what to look out for."""
    said = opened.decision_words
    lines = [gettext(WHY_ENDS[WhyEnds(why)].school)] if why in set(WhyEnds) else []
    lines.append(said.get("words", ""))
    if said.get("watch"):
        lines.append(gettext("What to look out for: %s") % said["watch"])
    return gettext("How things are now"), lines


def _why(code: str) -> str:
    if code in set(Reason):
        return gettext("Of the reasons that we publish, this one: %(reason)s.") % {
            "reason": gettext(REASONS[Reason(code)].pick)
        }
    return gettext("What we were told is what our team says that it helps with.")


def _who_tells(side: str, day: date, opened: Opened) -> str:
    who = opened.school_name if side == Side.SCHOOL else opened.service_name
    return gettext("%(who)s tells the family by %(day)s.") % {"who": who, "day": dates.day(day)}


def _why_told(letter: PracticeLetter, name: str) -> str:
    if letter.chosen_by == "carer":
        return gettext("You are told because a parent or carer agreed that their doctor may be.")
    return gettext("You are told because %(name)s agreed that their doctor may be.") % {
        "name": name
    }


def as_pdf(said: dict[str, Any], at: datetime) -> bytes:
    """Return the letter as one page that a screen reader can read, for an envelope with a window."""
    return pdf(PAPER, showable(said), at=at)


def letter_page(record: TeamRecord, letter: PracticeLetter, at: datetime) -> dict[str, Any]:
    """Return the page of one letter: what it says, or why there is none."""
    item, on = record.opened.item, dates.as_day(at)
    stopped = gettext(WHY_NOT[letter.stopped]) if letter.stopped else ""
    gone = letter.practice is not None and not letter.practice.is_open(on)
    return {
        "item": item,
        "name": child_name(record.opened),
        "told_id": letter.duty.pk,
        "due": dates.day(letter.duty.due_on),
        "overdue": letter.duty.due_on < on,
        "stopped": stopped,
        "letter": content(record, letter, at) if letter.may_go(on) else None,
        "closed": letter.practice.written if letter.practice and gone else "",
        "written": letter.written if letter.practice is None else "",
    }


def owed_rows(owed: list[LetterOwed], today: date) -> list[dict[str, Any]]:
    """Return the letters a team still owes, each with the address of its page."""
    return [
        {
            "href": reverse("referrals:letter", args=[one.item_id, one.told_id]),
            "who": one.initials or gettext("A child"),
            "reference": one.reference,
            "school": one.school,
            "due": dates.day(one.due_on),
            "overdue": one.due_on < today,
            "asked": gettext("The manager was asked on %(day)s.")
            % {"day": dates.day(one.manager_asked_at)}
            if one.manager_asked_at
            else "",
        }
        for one in owed
    ]
