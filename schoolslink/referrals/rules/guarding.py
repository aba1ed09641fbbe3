"""Exceptions to who may open a record: why one is made, who looks at it again, and by when."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from schoolslink.referrals.rules.text import gettext_noop as _


class Exceptional(StrEnum):
    """What is looked at again by a second look."""

    BLOCK = "block"  # a record closed to one member of staff
    ORDER = "order"  # what a court says about one carer
    GLASS = "glass"  # a record opened in an emergency
    MISUSE = (
        "misuse"  # a record opened in an emergency, of which it was found that it was not right
    )
    CONTACT = "contact"  # somebody of the family who must not be reached by some way


class Why(StrEnum):
    """Why a record is closed to somebody: fixed words, so that none tells of the child."""

    RELATIVE = "relative"
    KNOWS = "knows"
    FAMILY_ASKED = "family_asked"
    INVOLVED = "involved"
    TOLD_LATER = "told_later"


WHYS: Mapping[Why, str] = MappingProxyType(
    {
        Why.RELATIVE: _("They are a relative of the child"),
        Why.KNOWS: _("They know the family privately"),
        Why.FAMILY_ASKED: _("The young person or the family asked for it"),
        Why.INVOLVED: _("They are part of what it is about"),
        Why.TOLD_LATER: _("Another reason, which I will tell whoever looks at it again"),
    }
)


class Emergency(StrEnum):
    """Why a record is opened without a relationship to it: a fixed list, and a sentence beside it."""

    LIFE = "life"
    AE = "hospital"
    PROTECTION = "protection"
    OUT_OF_HOURS = "out_of_hours"


EMERGENCIES: Mapping[Emergency, str] = MappingProxyType(
    {
        Emergency.LIFE: _("Somebody's life may be in danger"),
        Emergency.AE: _("The child is with us in a crisis, for example in hospital"),
        Emergency.PROTECTION: _("A child has to be protected today"),
        Emergency.OUT_OF_HOURS: _("Those who have it cannot be reached, and it cannot wait"),
    }
)
GLASS_MINUTES = 60


# How a duty to tell somebody ended whom a court has barred since.
NOT_TOLD = "not_told"
# And somebody in whose place another person stands since.
ANOTHER_NOW = "another_now"


class Responsibility(StrEnum):
    """Whether a carer may decide for a child by law, as the carer's row keeps it."""

    CONFIRMED = "yes"
    NOT_CONFIRMED = "not_known"
    DISPUTED = "disputed"
    NONE = "no"


class Seen(StrEnum):
    """By what somebody knows of an order: fixed words again."""

    PAPER = "paper"
    COUNCIL = "council"
    FAMILY = "family"


RESPONSIBILITIES: Mapping[Responsibility, str] = MappingProxyType(
    {
        Responsibility.CONFIRMED: _("Yes, somebody has confirmed it"),
        Responsibility.NOT_CONFIRMED: _("Nobody has confirmed it yet"),
        Responsibility.DISPUTED: _("It is disputed"),
        Responsibility.NONE: _("No"),
    }
)
SEEN: Mapping[Seen, str] = MappingProxyType(
    {
        Seen.PAPER: _("I have seen the paper"),
        Seen.COUNCIL: _("The council or a social worker says so"),
        Seen.FAMILY: _("The young person or somebody of the family says so"),
    }
)


class Outcome(StrEnum):
    """What a review found."""

    RIGHT = "right"
    NOT_RIGHT = "not_right"
    LOOK_INTO = "look_into"  # asked about; looked at again by a new day
    SETTLED = "settled"  # of what was not right: what was done about it is written down


# Working days until each is looked at, and until one that was right is looked at once more.
REVIEW_DAYS = 5
BLOCK_AGAIN_DAYS = 60
# Days for which a safeguarding lead may keep an opening out of what the young person reads, at once.
KEPT_DAYS = 28


def again_after(kind: Exceptional, outcome: Outcome) -> int | None:
    """Return in how many working days an exception is looked at once more; None when it is over."""
    if outcome is Outcome.LOOK_INTO:
        return REVIEW_DAYS
    is_asked_again = kind in (Exceptional.BLOCK, Exceptional.CONTACT)
    return BLOCK_AGAIN_DAYS if is_asked_again and outcome is Outcome.RIGHT else None


def must_say_why(kind: Exceptional, outcome: Outcome) -> bool:
    """Say whether a sentence has to be written: of an opening that was not right, and of what was done."""
    return outcome is Outcome.SETTLED or (kind, outcome) == (Exceptional.GLASS, Outcome.NOT_RIGHT)


class FamilyTold(StrEnum):
    """How it stands with telling the family that an opening was not right."""

    TOLD = "told"
    KEPT = "kept"


def may_settle(said: FamilyTold, *, is_kept: bool) -> bool:
    """Say whether what was not right is settled: the family was told, or a delay still stands."""
    return said is FamilyTold.TOLD or is_kept


def may_keep_until(until: date, *, today: date) -> bool:
    """Say whether an opening may be kept from the young person until that day, and shown on it."""
    return today < until <= today + timedelta(days=KEPT_DAYS)


def needs_second_person(kind: Exceptional) -> bool:
    """Say whether somebody else than whoever made the exception must look: of all but a block."""
    return kind is not Exceptional.BLOCK
