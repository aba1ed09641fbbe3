"""The pages of a GP practice that asks without an account, and what its link shows; no name of a child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.pages.service import public_card
from schoolslink.directory.queries import ServiceCard
from schoolslink.referrals.pages.gate import HelpCard, help_cards
from schoolslink.referrals.queries.asking_practice import (
    AskingPractice,
    NotConfirmed,
    PracticeLink,
    WhereItIs,
)
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.asking_practice import Shows, Stands
from schoolslink.referrals.rules.ending import WHY_ENDS, WhyEnds
from schoolslink.referrals.rules.gate import GATE
from schoolslink.referrals.rules.practice_letter import DECIDED
from schoolslink.referrals.rules.reasons import REASONS, Reason
from schoolslink.web import dates

LEAD = _("your practice's safeguarding lead")
STANDS = {
    Stands.NOT_ANSWERED: _("The practice has not confirmed this yet, since %(day)s."),
    Stands.ASKED: _("The practice confirmed that it asked."),
    Stands.DID_NOT_ASK: _("The practice says that it did not ask."),
}
TAGS = {
    Stands.NOT_ANSWERED: (_("Not confirmed"), "soon"),
    Stands.ASKED: (_("Confirmed"), "done"),
    Stands.DID_NOT_ASK: (_("Says it did not ask"), "urgent"),
}
# Whoever typed it may have been a colleague there of whom nobody knew, or somebody else: for neither is a
# child let go of. What is done is what is done with every request, by the one who has it.
AFTER_NO = (
    _(
        "Somebody used its name: a colleague there of whom nobody knew, or somebody else. The child may need"
        " help all the same. You decide by the same day, with what you know."
    ),
    _(
        "Ring the family. Take the number from your own record, not from this request. Ask again what they"
        " agree to, and which practice is theirs: the same hand wrote that down."
    ),
    _("They can also ask by themselves, on a page of their own:"),
)


def teams(cards: list[ServiceCard]) -> list[dict[str, Any]]:
    """Return the services that a practice may ask, each with whom it is for and how long it takes now."""
    found = []
    for card in cards:
        shown = public_card(card)
        wait = gettext("How long now: %(wait)s") % shown if shown["wait"] else ""
        facts = [shown["who_for"] or shown["kind"], shown["ages"], wait]
        found.append({"id": card.service_id, "name": card.name, "facts": [f for f in facts if f]})
    return found


def cards_for(gate: dict[str, bool], lines: Any) -> list[HelpCard]:
    """Return what to do first, for each question of the gate that was answered with yes."""
    asked = tuple(card for card in GATE if gate.get(card.question.value))
    return help_cards(asked, safeguarding=(str(LEAD),), lines=lines)


def asked(link: PracticeLink) -> dict[str, Any]:
    """Return what every page of a link begins with."""
    return {
        "reference": link.reference,
        "practice": link.practice,
        "service_name": link.service,
        "asked_on": dates.day(link.asked_at),
        "opens_until": dates.day_with_year(link.opens_until),
    }


def where(link: PracticeLink, known: WhereItIs) -> dict[str, Any]:
    """Return where it is, as far as the practice may know: sentences, and the lines of an answer."""
    match known.shows:
        case Shows.NO_MORE:
            said = [
                gettext(
                    "%(service)s has it. Somebody there looks at it, by the same clock as every request."
                )
                % {"service": link.service},
                gettext(
                    "Whoever decides has not said that your practice may hear more. Ask the young person or"
                    " their family, who can change that."
                ),
            ]
            return {"said": said, "lines": []}
        case Shows.OVER:
            return {
                "said": [gettext("It was taken back. Nobody is asked for anything more.")],
                "lines": [],
            }
    return {"said": _held(known), "lines": _answer(known) if known.shows is Shows.ANSWER else []}


def _held(known: WhereItIs) -> list[str]:
    if known.due_on is None:
        return [gettext("Nothing more is to be done with it here.")]
    who = ", ".join(filter(None, (known.person, known.place)))
    facts = {"who": who, "day": dates.day(known.due_on)}
    return [gettext("%(who)s has it, and must do the next thing by %(day)s.") % facts]


def _answer(known: WhereItIs) -> list[dict[str, str]]:
    move = Move(known.move)
    day = dates.day(known.decided_at) if known.decided_at else ""
    told = {
        "who": gettext("The school") if known.who_tells == Side.SCHOOL else gettext("The service"),
        "day": dates.day(known.told_by) if known.told_by else "",
    }
    lines = [
        (gettext("Decided on"), day),
        (gettext("What was decided"), gettext(DECIDED[move]) % {"receiver": known.receiver}),
        (gettext("Why"), _why(known.reason)),
        (gettext("Who tells the family"), gettext("%(who)s, by %(day)s") % told),
        (gettext("Letter to your practice"), _letter(known)),
    ]
    return [{"label": label, "text": text} for label, text in lines if text]


def _why(reason: str) -> str:
    if reason in set(WhyEnds):
        return gettext(WHY_ENDS[WhyEnds(reason)].pick)
    return gettext(REASONS[Reason(reason)].pick) if reason in set(Reason) else ""


def _letter(known: WhereItIs) -> str:
    if known.letter_at is not None:
        return gettext("Sent on %(day)s: it says who it is about, and what happens next.") % {
            "day": dates.day(known.letter_at)
        }
    if known.letter_by is not None:
        return gettext("To be sent by %(day)s: it says who it is about, and what happens next.") % {
            "day": dates.day(known.letter_by)
        }
    return ""


def for_team(known: AskingPractice | None) -> dict[str, Any] | None:
    """Return who asked and whether they say so, as the team reads it on a record; None where none did."""
    if known is None:
        return None
    tag, tone = TAGS[known.stands]
    return {
        "who": f"{known.name} ({known.ods_code})",
        "came_with": f"{known.phone}, {known.address}",
        "ring": _listed(known),
        "number": known.listed_phone,
        "tag": {"text": str(tag), "tone": tone},
        "says": str(STANDS[known.stands]) % {"day": dates.day(known.made_at)},
        "how": _how(known, known.answered_at) if known.answered_at else "",
        "next": _next(known),
        "after_no": [str(one) for one in AFTER_NO] if known.stands is Stands.DID_NOT_ASK else [],
        "seen": known.stands.value,
    }


def _listed(known: AskingPractice) -> str:
    if known.listed_phone:
        return gettext("The NHS's list has %(practice)s under this code:") % {
            "practice": known.listed_as
        }
    if known.listed_as:
        return gettext(
            "The NHS's list has %(practice)s under this code, and no number. Look it up on nhs.uk."
        ) % {"practice": known.listed_as}
    return gettext(
        "Our copy of the NHS's list has no practice under this code. Look its number up on nhs.uk."
    )


def _next(known: AskingPractice) -> str:
    """Return what was and is to be done where nobody at the practice has answered."""
    if known.stands is not Stands.NOT_ANSWERED or known.sent_again_at is None:
        return ""
    sent = gettext("The link went there again on %(day)s.") % {
        "day": dates.day(known.sent_again_at)
    }
    if known.ring_by is None:
        return sent
    ring = gettext("Ring the practice by %(day)s.") % {"day": dates.day(known.ring_by)}
    return f"{sent} {ring}"


def _how(known: AskingPractice, answered_at: datetime) -> str:
    day = dates.day(answered_at)
    if known.how == "telephone":
        facts = {"who": known.spoke_to, "day": day, "by": known.written_by}
        return (
            gettext("Said on the telephone by %(who)s, on %(day)s. %(by)s wrote it down.") % facts
        )
    return gettext("Said by the link that went to %(address)s, on %(day)s.") % {
        "address": known.address,
        "day": day,
    }


def marks(rows: Iterable[NotConfirmed]) -> dict[UUID, str]:
    """Return what the queue says beside each request that no practice has confirmed."""
    return {row.item_id: str(STANDS[row.stands]) % {"day": dates.day(row.made_at)} for row in rows}


def to_ring(rows: Iterable[NotConfirmed]) -> list[dict[str, str]]:
    """Return the practices to ring, each with by when, and where what it says is written down."""
    return [
        {
            "href": reverse("referrals:practice-rung", args=[row.item_id]),
            "text": gettext("Ring %(practice)s by %(day)s: did it ask for %(reference)s?")
            % {"practice": row.practice, "day": dates.day(row.ring_by), "reference": row.reference},
        }
        for row in rows
        if row.ring_by is not None and row.is_open and row.stands is Stands.NOT_ANSWERED
    ]


def not_rung_rows(rows: Iterable[NotConfirmed]) -> list[dict[str, str]]:
    """Return the practices that nobody of a manager's team has rung by their day."""
    return [
        {
            "reference": row.reference,
            "practice": row.practice,
            "due": gettext("due on %(day)s") % {"day": dates.day(row.ring_by)},
        }
        for row in rows
        if row.ring_by is not None
    ]
