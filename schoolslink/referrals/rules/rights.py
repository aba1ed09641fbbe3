"""What a family may ask of those who keep something about them, by when, and who may ask it."""

import hashlib
import json
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from schoolslink.referrals.rules.errors import RuleBroken
from schoolslink.referrals.rules.moves import Kind, Move


class Right(StrEnum):
    """What is asked."""

    COPY = "copy"
    CORRECTION = "correction"


# What stands beside a request because of a right: it goes on when the request ends.
KIND_OF = {Right.COPY: Kind.COPY, Right.CORRECTION: Kind.CORRECTION}


class Corrected(StrEnum):
    """What became of what somebody of the family said is wrong.

    PUT_RIGHT: a fact was wrong, and says now what is so. NOTE: words or a judgement of somebody else's,
    which nobody rewrites: what the family says stands beside them from now on. AS_IT_IS: nothing changes.
    """

    PUT_RIGHT = "put_right"
    NOTE = "note"
    AS_IT_IS = "as_it_is"


MOVE_TO = {
    Corrected.PUT_RIGHT: Move.PUT_RIGHT,
    Corrected.NOTE: Move.KEEP_NOTE,
    Corrected.AS_IT_IS: Move.LEAVE_AS_IT_IS,
}


class Judged(StrEnum):
    """What becomes of one line of a copy that somebody looked at."""

    KEEP = "keep"
    OUT = "out"  # blacked out, with a reason


class NotAllLooked(RuleBroken):
    """A clinician has not looked through all of it yet. Something may have been added since."""


class NotAllJudged(RuleBroken):
    """Some words of or about other people are not decided yet. Keep each, or black it out."""


class NoReason(RuleBroken):
    """Say why, for each line that is left out."""


class SavedMeanwhile(RuleBroken):
    """Somebody else saved this part since you opened it. Look at what they decided, then save again."""


class NotToAsk(RuleBroken):
    """Only the young person, or a carer who decides for them, may ask for this."""


def month_after(day: date) -> date:
    """Return the same day of the next month, or that month's last: one calendar month, as the law counts."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_due(asked_on: date, add_working_days: Callable[[date, int], date]) -> date:
    """Return the last day for what is asked by right: a month after that day, or the next working day.

    Source: UK GDPR, Article 12(3), "without undue delay and in any event within one month".
    """
    return add_working_days(month_after(asked_on) - timedelta(days=1), 1)


def may_ask(relationship: str, *, decides: bool) -> bool:
    """Return whether one of the family may ask by right: the young person; a carer who decides for them."""
    return relationship == "self" or decides


def must_be_judged(
    lines: dict[str, bool], judged: dict[str, tuple[str, str]], harm: set[str]
) -> set[str]:
    """Return the lines of others' words that nobody has decided. lines: by key, whether it is such a line.

    What would cause serious harm is left out anyway, and needs no second word.
    """
    return {
        key for key, others in lines.items() if others and key not in judged and key not in harm
    }


def check_ready(
    lines: dict[str, bool],
    judged: dict[str, tuple[str, str]],
    harm: set[str],
    looked: set[str],
    *,
    is_looked: bool,
) -> None:
    """Do nothing when a copy may be given. Raises NotAllLooked or NotAllJudged."""
    if not is_looked or set(lines) - looked:
        raise NotAllLooked
    if must_be_judged(lines, judged, harm):
        raise NotAllJudged


def version_of(saved: Mapping[str, Any], of: Collection[str]) -> str:
    """Return a short mark of what is saved of these lines: it changes whenever that does."""
    mine = sorted((key, how) for key, how in saved.items() if key in of)
    return hashlib.sha256(json.dumps(mine).encode()).hexdigest()[:16]
