"""What an invariant is: what must be true of every record, and the question that finds where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Filled in, once for each table that carries an item's routing, into a question that names it.
EACH_TABLE = "{table}"


class Noun(StrEnum):
    """What an invariant is about; the groups of docs/invariants.md, in this order."""

    ITEM = "What was asked"
    MOVE = "Moves"
    HOLDER = "Holders and days"
    ANSWER = "Answers and who hears them"
    PLACE = "Schools, services, areas"
    ROW = "Rows and news"


@dataclass(frozen=True)
class Invariant:
    """One sentence that must be true, and the question that finds every place where it is not.

    name: how a finding is kept. must: what must be true. says, act: to a person, what was found and
    what to do about it; both plain English, marked for translation. sql: gives about_id, item_id,
    school_id, service_id, area_id of each violation, and may use now, today (of the domain), real_now
    and real_day (of the machine: memberships follow the real calendar).
    """

    name: str
    noun: Noun
    hazards: tuple[str, ...]
    must: str
    says: str
    act: str
    sql: str


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation and return it as it is; needs no settings."""
    return text
