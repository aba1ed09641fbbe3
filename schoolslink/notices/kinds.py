"""Kinds of message. A part declares its own in its `messages.py`; `config/messages.py` lists all.

A kind's words are fixed sentences without a gap to fill: nothing about anybody can get into them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from importlib import import_module
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings

from schoolslink.notices.rules import Section

Words = object  # a text, or one that is translated when it is used


class UnknownKind(Exception):
    """This kind of message is on no list: name it in config/messages.py."""


@dataclass(frozen=True)
class About:
    """What a message is about and for whom: all that its kind may look at to judge it."""

    about_id: UUID | None
    child_id: UUID | None
    person_id: UUID | None
    contact_id: UUID | None
    outside_id: UUID | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    name: "<part>.<what happened>". subject and both sentences: neutral on a locked screen.
    still_true: whether the message is still worth sending; asked when it is sent, and again when
    facts change, as a job about the child when there is one and as the system otherwise.
    urgent: sent at once. Other messages to staff wait for their weekly mail; those to families,
    who have none, are always sent at once.
    path: where its link leads, where that is made when it is sent and kept nowhere; else what the message
    keeps.
    when_sent: what is so once it has left, such as that somebody was told; as a job like the above.
    line: how many of them, for the weekly mail: ngettext_lazy(one, many, "count").
    not_before: the hour, in London, before which it does not leave: what a morning's round finds may be
    seen to by then, and then it never leaves. after_days: and how many working days after it was made.
    """

    name: str
    subject: Words
    sentences: tuple[Words, Words]
    still_true: Callable[[About], bool]
    urgent: bool = False
    section: Section = Section.NEWS
    line: Words | None = None
    when_sent: Callable[[About, datetime], None] | None = None
    not_before: time | None = None
    after_days: int = 0
    path: Callable[[About], str] | None = None


@dataclass(frozen=True)
class Reach:
    """How a family contact can be reached, as they chose; repr never shows it."""

    email: str = ""
    mobile: str = ""

    def __repr__(self) -> str:
        return "Reach(...)"


class Listed(Protocol):
    """The module that lists every kind, and knows where families' addresses are kept."""

    KINDS: tuple[Kind, ...]

    def family_reach(self, contact_id: UUID) -> Reach | None:
        """Return how a family contact is reached; asked as a job about the child."""

    def outside_reach(self, link_id: UUID) -> Reach | None:
        """Return where a link goes that somebody outside is sent; None when it opens no more."""


def listed() -> Listed:
    """Return the list of kinds; a setting, because it stands above us."""
    return cast(Listed, import_module(settings.NOTICE_KINDS))


def by_name() -> Mapping[str, Kind]:
    """Return every kind by its name."""
    return {kind.name: kind for kind in listed().KINDS}


def find(name: str) -> Kind:
    """Return a kind. Raises UnknownKind."""
    try:
        return by_name()[name]
    except KeyError:
        raise UnknownKind(name) from None
