"""What another service reads before it takes a request: enough to say yes or no, and not who the child is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.text import gettext_noop as _


class WhyBack(StrEnum):
    """Why a service gives back what was offered to it; counted, and told to the sender in words."""

    AGE = "age"
    AREA = "out_of_area"
    NOT_COVERED = "not_covered"
    LEVEL = "level"
    ALREADY_OPEN = "already_open"
    NO_ROOM = "no_room"
    OTHER = "other"


WHY_BACK: Mapping[WhyBack, str] = MappingProxyType(
    {
        WhyBack.AGE: _("We do not see this age"),
        WhyBack.AREA: _("We do not look after this area"),
        WhyBack.NOT_COVERED: _("We do not help with this"),
        WhyBack.LEVEL: _("Another kind of help fits better"),
        WhyBack.ALREADY_OPEN: _("We, or somebody else, help already"),
        WhyBack.NO_ROOM: _("We cannot begin in time"),
        WhyBack.OTHER: _("Something else"),
    }
)


class NamesTheChild(RuleBroken):
    """Leave out the name: the other team reads this before it takes the request. It gets the name then."""


# Of what the school answered, only these: each a choice from a list, or a word for a school year.
SHOWN = ("school_year", "topics", "ask_for", "language")


@dataclass(frozen=True)
class Preview:
    """The limited preview. No name, no birth date, no address, nobody's number.

    said: the answers of `SHOWN`. risk: why a risk is marked, in English words still to be translated.
    transfer: why a child is handed over, where it is that; a `WhyTransfer`. reference, spoke_to: of a child
    about whom somebody there was spoken to already, by which they know whom it is about.
    """

    said: dict[str, Any]
    age: int | None = None
    risk: tuple[str, ...] = ()
    from_service: str = ""
    from_person: str = ""
    why: str = ""
    transfer: str = ""
    reference: str = ""
    spoke_to: str = ""


def names_nobody(words: str, names: Iterable[str]) -> bool:
    """Say whether none of these names stands in a text as a word of its own."""
    parts = {part.casefold() for name in names for part in re.findall(r"[^\W\d_]{2,}", name)}
    return not parts & {word.casefold() for word in re.findall(r"[^\W\d_]+", words)}


def check_words(words: str, names: Iterable[str]) -> str:
    """Return the sender's words; raises NamesTheChild where they say who the child is."""
    if not names_nobody(words, names):
        raise NamesTheChild
    return words
