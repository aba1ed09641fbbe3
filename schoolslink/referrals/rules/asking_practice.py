"""A GP practice that asks for a patient without an account: what it types, and what its link shows. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.moves import State
from schoolslink.referrals.rules.practice_letter import NoLetter, why_no_letter
from schoolslink.referrals.rules.sharing import Choice

# A link of one purpose opens nothing of another.
PRACTICE_LINK = "practice"
# From asking to an answer, and a while to read it.
OPENS_DAYS = 90
# Decided on 23 November 2026, measured nowhere yet. A practice's shared mailbox is read on each working day:
# a mail that nobody has pressed on the second is sent once more, and has two more. Whoever has the request
# then rings, that day or the next: so it is known, or asked for aloud, within the seven days of a decision.
AGAIN_WD = 2
RING_AFTER_WD = 2
RING_WD = 1
AddWorkingDays = Callable[[date, int], date]
# Mail that stays inside the NHS: anybody may type an address, and only staff read these.
_MAIL = re.compile(r"[^@\s]+@(nhs\.net|([a-z0-9-]+\.)+nhs\.uk)", re.IGNORECASE)
# Of a practice: a letter and five figures. Branches and sites have more.
_CODE = re.compile(r"[A-Z][0-9]{5}")


@dataclass(frozen=True)
class Practice:
    """Who says that they ask. listed: of the list of practices; address: their NHS mailbox."""

    name: str
    ods_code: str
    address: str
    phone: str
    listed: UUID | None = None


class Stands(StrEnum):
    """What the practice says of what was asked in its name."""

    NOT_ANSWERED = "not_answered"
    ASKED = "asked"
    DID_NOT_ASK = "did_not_ask"


class Step(StrEnum):
    """What is done next about a practice that has not said whether it asked."""

    SEND_AGAIN = "send_again"
    ASK_TO_RING = "ask_to_ring"
    ASK_MANAGER = "ask_manager"


@dataclass(frozen=True)
class Unanswered:
    """How far a practice was asked: when it was first, and again, by when somebody rings, who hears next."""

    made_on: date
    again_on: date | None = None
    ring_by: date | None = None
    manager_on: date | None = None


class Shows(StrEnum):
    """What the link shows a practice that said that it asked. NO_MORE: it may hear no more."""

    NO_MORE = "no_more"
    OVER = "over"
    WHERE = "where"
    ANSWER = "answer"


def stands(asked: bool | None) -> Stands:
    """Return what a practice says of a request: None before anybody answered."""
    if asked is None:
        return Stands.NOT_ANSWERED
    return Stands.ASKED if asked else Stands.DID_NOT_ASK


def next_step(asked: Unanswered, on: date, add_working_days: AddWorkingDays) -> Step | None:
    """Return what is to be done on a day about a practice that said nothing; None where it is too early.

    One after the other, each once: no link goes out a third time, and the request's clock waits for none.
    """
    if asked.again_on is None:
        is_due = on >= add_working_days(asked.made_on, AGAIN_WD)
        return Step.SEND_AGAIN if is_due else None
    if asked.ring_by is None:
        is_due = on >= add_working_days(asked.again_on, RING_AFTER_WD)
        return Step.ASK_TO_RING if is_due else None
    is_late = asked.manager_on is None and on > asked.ring_by
    return Step.ASK_MANAGER if is_late else None


def ring_by(on: date, add_working_days: AddWorkingDays) -> date:
    """Return by when somebody rings who is asked to on this day."""
    return add_working_days(on, RING_WD)


def shows(hears: bool | None, decider: Decider, state: State | None, *, is_decided: bool) -> Shows:
    """Return what a practice is shown, by the rule of the letter to it.

    hears: the latest choice of whoever decides; state: None where it was kept from the page already.
    """
    choice = Choice.NOT_ASKED if hears is None else Choice.YES if hears else Choice.NO
    if state is None:
        return Shows.NO_MORE
    why = why_no_letter(choice, decider, state, is_latest=True)
    if why is NoLetter.TAKEN_BACK:
        return Shows.OVER
    if why is not None:
        return Shows.NO_MORE
    return Shows.ANSWER if is_decided else Shows.WHERE


def is_nhs_mail(address: str) -> bool:
    """Say whether an address is a mailbox of the NHS in England."""
    return _MAIL.fullmatch(address.strip()) is not None


def is_practice_code(code: str) -> bool:
    """Say whether a text may be the ODS code of a practice in England."""
    return _CODE.fullmatch(code.strip().upper()) is not None
