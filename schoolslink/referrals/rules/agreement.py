"""Who decides about asking for help, and whether the agreement stands. The first of three records.

Agreement to ask, who may be told (sharing.py) and lawful basis (basis.py) are never one tick box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from schoolslink.referrals.rules.text import gettext_noop as _


class Decider(StrEnum):
    """Whose yes a request needs."""

    ADULT = "adult"  # 18 and over: nobody else is asked
    PRESUMED = "presumed"  # 16 and 17: able to decide unless somebody showed otherwise
    COMPETENT = "competent"  # under 16, and a named person judged that they can decide this
    # Under 16, asked by themselves, and nobody has judged yet: nothing goes past them till somebody has.
    OWN = "own"
    CARER = "carer"  # a person with parental responsibility


class GillickQuestion(StrEnum):
    """What is asked before an under-16 decides alone, in plain words."""

    UNDERSTANDS = "understands"
    KEEPS = "keeps"
    WEIGHS = "weighs"
    TELLS = "tells"


GILLICK: tuple[tuple[GillickQuestion, str], ...] = (
    (GillickQuestion.UNDERSTANDS, _("Do they understand what asking for this help means?")),
    (GillickQuestion.KEEPS, _("Can they keep it in mind long enough to decide?")),
    (GillickQuestion.WEIGHS, _("Can they weigh what is good and what is hard about it?")),
    (GillickQuestion.TELLS, _("Can they tell you what they decided, and is it their own choice?")),
)


@dataclass(frozen=True)
class CompetenceNote:
    """A judgement about one decision of one young person: not a label that stays with them."""

    answers: frozenset[GillickQuestion]  # those answered with yes
    judged_by: str
    judged_on: date
    decision: str

    @property
    def is_competent(self) -> bool:
        """Return whether all four were answered with yes by a named person."""
        return self.answers == frozenset(GillickQuestion) and bool(self.judged_by.strip())


def competence_note(answers: Mapping[str, Any], on: date) -> CompetenceNote | None:
    """Return the judgement that a draft holds, or None where a carer decides."""
    if answers.get("who_decides") != "young_person":
        return None
    yes = frozenset(GillickQuestion(name) for name in answers.get("gillick") or ())
    return CompetenceNote(yes, str(answers.get("judged_by") or ""), on, "asking for help")


def who_decides(
    age: int | None,
    *,
    note: CompetenceNote | None = None,
    shown_unable: bool = False,
    is_college: bool = False,
) -> Decider:
    """Return whose agreement is needed.

    age: whole years; None (unknown) is treated as under 16, in a college as 16. shown_unable: an
    assessment by somebody entitled to make it found that a person of 16 or 17 cannot decide this.
    """
    if age is None and is_college:
        age = 16
    if age is not None and age >= 18:
        return Decider.ADULT
    if age is not None and age >= 16:
        return Decider.CARER if shown_unable else Decider.PRESUMED
    if note is not None and note.is_competent:
        return Decider.COMPETENT
    return Decider.CARER


class Answered(StrEnum):
    """What one person said to asking for help."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    AGREED = "agreed"
    SAID_NO = "said_no"
    WITHDRAWN = "withdrawn"
    CANNOT_ASK = "cannot_ask"  # with a reason, by a named person


class Standing(StrEnum):
    """Whether the agreement that a request needs is there."""

    AGREED = "agreed"
    WAITING = "waiting"
    NO = "no"
    DISAGREE = "disagree"  # two carers with the right to decide say different things
    # What whoever decides said later, on their own page.
    TAKEN_BACK = "taken_back"
    OBJECTED = "objected"


@dataclass(frozen=True)
class CarerAnswer:
    """What one carer said; only parental responsibility that somebody confirmed counts."""

    answered: Answered
    has_responsibility: bool = False


@dataclass(frozen=True)
class Agreement:
    """Where the agreement stands, and what a person should look at before sending."""

    decider: Decider
    standing: Standing
    young_person_says_no: bool = False

    @property
    def is_there(self) -> bool:
        """Return whether the request may be sent on this agreement alone."""
        return self.standing is Standing.AGREED


def agreement(
    decider: Decider, young_person: Answered, carers: Sequence[CarerAnswer] = ()
) -> Agreement:
    """Return where the agreement stands, from what each person said.

    A young person who decides is not overruled here by a carer, nor a carer by another carer: a
    disagreement goes to a person. Safety is a separate road: see `holders.sending_move`.
    """
    if decider is not Decider.CARER:
        return Agreement(decider, _standing_of_one(young_person), _is_no(young_person))
    with_right = [carer.answered for carer in carers if carer.has_responsibility]
    yes = Answered.AGREED in with_right
    no = any(_is_no(answered) for answered in with_right)
    if yes and no:
        standing = Standing.DISAGREE
    elif yes:
        standing = Standing.AGREED
    elif no:
        standing = Standing.NO
    else:
        standing = Standing.WAITING
    return Agreement(decider, standing, _is_no(young_person))


def after_own_no(stands: Agreement, own: Standing | None) -> Agreement:
    """Return where the agreement stands after what whoever decides said on their own page, or None.

    What they said themselves is always a no, and no answer that somebody else wrote down outweighs
    it: whoever thinks again is asked anew, for a new request.
    """
    if own is None or not stands.is_there:
        return stands
    return replace(stands, standing=own if own is Standing.DISAGREE else Standing.NO)


def is_a_no(stands: Agreement, carers: Sequence[Answered]) -> bool:
    """Say whether this is a no, and no waiting for a yes.

    Whoever decides said no; or a carer did whose right to decide nobody has confirmed yet, and no
    other said yes. That no stops nothing, and to go on asking would not hear it.
    """
    if stands.decider is not Decider.CARER or stands.standing is not Standing.WAITING:
        return stands.standing is Standing.NO
    return any(_is_no(said) for said in carers) and Answered.AGREED not in carers


def _is_no(answered: Answered) -> bool:
    return answered in (Answered.SAID_NO, Answered.WITHDRAWN)


def _standing_of_one(answered: Answered) -> Standing:
    if answered is Answered.AGREED:
        return Standing.AGREED
    return Standing.NO if _is_no(answered) else Standing.WAITING
