"""What a family's page is made from: a frozen view of the truth, and the page of sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schoolslink.referrals.rules.agreement import Decider
from schoolslink.referrals.rules.clocks.adjusted import Paused
from schoolslink.referrals.rules.dues import Due
from schoolslink.referrals.rules.ending import WhyEnds
from schoolslink.referrals.rules.moves import Kind, Move, State
from schoolslink.referrals.rules.reasons import Reason
from schoolslink.referrals.rules.sharing import Reader, Told
from schoolslink.referrals.rules.text import Sentence


class Relationship(StrEnum):
    """Whose page it is; the two never read each other's."""

    SELF = "self"
    CARER = "carer"


class HolderRole(StrEnum):
    """Who has the request, in as many words as a child needs."""

    CONTACT = "contact"
    WORKER = "worker"
    MANAGER = "manager"
    SCHOOL = "school"
    TEAM = "team"


class WhoAsked(StrEnum):
    """Who asked for help first."""

    SCHOOL = "school"
    SELF = "self"
    CARER = "carer"
    GP = "gp"


@dataclass(frozen=True)
class Holder:
    """Who must act: a first name and a role. The name of a TEAM is the service's own."""

    name: str
    role: HolderRole
    cover: str = ""
    manager: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Knows:
    """How much one of those concerned has been told, and since when."""

    reader: Reader
    told: Told
    on: date | None = None


@dataclass(frozen=True)
class Truth:
    """All that a family's page may be made from; what is not here cannot slip onto it.

    next_step, words, watch: the service's own words, already cleared for this reader. due: None once
    the request has ended. service_phone: for whoever wants to ask when nobody has it any more.
    wait_weeks: the service's published longest usual wait. waited: weeks within which half, and nine in
    ten, of its last families met it, where that can be said. was_advised: the latest decision was
    advice. interpreter_asked: None where the reader needs none. has_responsibility: of a carer whose
    page it is; without it no carer decides. hears: whether they may know that there is an answer.
    aside: days set aside beside their wait, while they wait. begun: that somebody else has them now.
    left_to: the council that stands in the place of a school which they left. happened: what took place,
    in its order.
    """

    relationship: Relationship
    state: State
    asked_on: date
    asked_by: WhoAsked
    service: str
    decider: Decider
    has_responsibility: bool = True
    hears: bool = True
    holder: Holder | None = None
    due: Due | None = None
    is_overdue: bool = False
    reason: Reason | None = None
    why_ended: WhyEnds | None = None
    decided_on: date | None = None
    next_step: str = ""
    words: str = ""
    watch: str = ""
    service_phone: str = ""
    was_advised: bool = False
    receiver: str = ""
    wait_weeks: int | None = None
    waited: tuple[int, int] | None = None
    knows: Sequence[Knows] = ()
    people_who_read: int = 0
    interpreter_asked: bool | None = None
    moving: "Moving | None" = None
    aside: tuple[Paused, ...] = ()
    begun: "Begun | None" = None
    left_to: str = ""
    happened: "tuple[Happened, ...]" = ()


@dataclass(frozen=True)
class Happened:
    """Something that took place, on the day that stands for it.

    service: who had the request then. receiver: whom it was passed on to, or who said so. by_school: whether
    somebody on the school's side did it.
    """

    on: date
    move: Move
    kind: Kind = Kind.REFERRAL
    service: str = ""
    receiver: str = ""
    by_school: bool = False


@dataclass(frozen=True)
class Begun:
    """That somebody else has them since a day, as it was said. who: empty where it may not be read."""

    since: date
    who: str = ""


@dataclass(frozen=True)
class Moving:
    """To whom a child is being handed over. by: when that must be done; None when it is over."""

    receiver: str
    has_said_yes: bool
    by: date | None


class Place(StrEnum):
    """Where a step stands; what is done stands among what has happened."""

    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True)
class Step:
    """One step of what comes next. line: who does it by when; None where nobody knows, or later."""

    sentence: Sentence
    place: Place
    line: Sentence | None = None


@dataclass(frozen=True)
class Dated:
    """A sentence of something that has happened, and its day."""

    on: date
    sentence: Sentence


@dataclass(frozen=True)
class FamilyPage:
    """The whole page, in the order of reading. Only `quoted` and `then` are not from the fixed set.

    then: more of the service's own words, each after the sentence that leads to it. history: what has
    happened, the oldest first. steps: what comes next, who does it and by when, and what follows. Both are
    empty for whoever hears nothing of an answer.
    """

    asked: Sentence
    who: tuple[Sentence, ...]
    by_when: tuple[Sentence, ...]
    decided: tuple[Sentence, ...]
    quoted: str
    then: tuple[tuple[Sentence, str], ...]
    history: tuple[Dated, ...]
    steps: tuple[Step, ...]
    who_knows: tuple[Sentence, ...]
    meanwhile: tuple[Sentence, ...]
    cannot_wait: tuple[Sentence, ...]
    why_not_all: tuple[Sentence, ...]
    rights: tuple[Sentence, ...]
    interpreter: Sentence | None
