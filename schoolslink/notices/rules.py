"""What may be an address, a link and a weekly mail; what an answer of a mail server means. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# One address and nothing else: no space, quote, comma, bracket or control sign, so that no header
# can be opened or closed by it.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9-]{2,63}"
)
_LONGEST_ADDRESS = 254
_PATH = re.compile(r"/(?:[A-Za-z0-9_.~-]+/?)*")
_PHONE = re.compile(r"(?:\+44|0)7\d{9}")
_SERVER_IS_FINAL = 500

WEEKLY = "notices.weekly"  # the kind of message that counts the others


class BadLink(ValueError):
    """A message leads to a page of ours, by a path without a question mark."""


class Channel(StrEnum):
    """How a message reaches a person."""

    EMAIL = "email"
    TEXT = "text"
    LETTER = "letter"
    IN_APP = "in_app"


class State(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # for good: somebody must find another way
    WITHDRAWN = "withdrawn"  # no longer true when it was to be sent


class Section(StrEnum):
    """Under which heading of the weekly mail a kind of message is counted."""

    WAITS = "waits"
    ANSWERED = "answered"
    NEWS = "news"


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt. code: a word for the log, never a server's or a person's text."""

    code: str
    is_sent: bool = False
    is_final: bool = False


SENT = Outcome("sent", is_sent=True, is_final=True)


def is_address(text: str) -> bool:
    """Return whether a text is one plain e-mail address."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def mobile_number(text: str) -> str | None:
    """Return a British mobile number as digits with its country, 447700900123, or None."""
    bare = re.sub(r"[\s()-]", "", text)
    if not bare.isascii() or not _PHONE.fullmatch(bare):
        return None
    return "44" + bare[-10:]


def checked_path(path: str) -> str:
    """Return a path of ours unchanged. Raises BadLink for anything else."""
    if not _PATH.fullmatch(path) or "//" in path or ".." in path:
        raise BadLink(path)
    return path


def outcome_of(code: int) -> Outcome:
    """Return what a mail server's reply code means: from 500 on it will not change its mind."""
    return Outcome(f"refused_{code}", is_final=code >= _SERVER_IS_FINAL)


def last_weekly_day(*, weekday: int, today: date) -> date:
    """Return the last day, today included, on which somebody's weekly mail is made; 0 is Monday."""
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def has_news(*, waiting: int, answered: int, other: int, even_when_empty: bool) -> bool:
    """Return whether a weekly mail says anything, or is wanted all the same."""
    return even_when_empty or waiting + answered + other > 0
