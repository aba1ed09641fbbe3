"""Which answers of a sent request are put right, by whom, and who of the family reads the new one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from schoolslink.referrals.rules.family.truth import WhoAsked
from schoolslink.referrals.rules.holders import Side
from schoolslink.referrals.rules.request import BLOCKS, FIELDS
from schoolslink.referrals.rules.request.fields import FieldKind, Group

Answer = str | list[str]


class Held(StrEnum):
    """What an answer is.

    FACT: it is so, or it is not, whoever wrote it down. WORDS: what somebody saw, thinks or did, which
    only whoever wrote it down says anew.
    """

    FACT = "fact"
    WORDS = "words"


class Reader(StrEnum):
    """Who of the family reads the new answer on their own page, where they asked for it."""

    FAMILY = "family"
    CHILD = "child"
    CARER = "carer"
    SECOND_CARER = "second_carer"


# What has a way of its own, is judged, or is said by somebody by name: never changed as an answer.
HAS_ITS_OWN_WAY: Mapping[str, str] = MappingProxyType(
    {
        "carer_pr": "said of a carer with what was seen of it",
        "second_carer_pr": "said of a carer with what was seen of it",
        "not_to_contact": "who must not be contacted stands by name, and is heeded at once",
        "topics": "judged by whoever asked, and what services are compared with",
        "worry": "judged by whoever asked",
        "urgency": "judged by whoever asked; how soon somebody looks is a move",
        "urgency_why": "judged by whoever asked",
        "ask_for": "wished by whoever asked",
        "safety_plan": "agreed with somebody: a new one is written, not another past one",
    }
)
# Whole pages of which nothing is: who agreed and who may be told are records of their own, a risk that
# was marked is never unmarked and one that was not is said as "worse", and files are kept as they came.
NO_PAGE = MappingProxyType(
    {
        "impact": "judged by whoever asked",
        "risk": "nobody unmarks a risk, and one to be marked is said at once",
        "agreement": "agreement and choices are records of their own",
        "files": "kept as they came",
    }
)
_WORDS_ON = ("concern", "tried", "voice", "carer_view")
_WORDS = ("dsl_told", "dsl_told_who", "seen_them")
_FACTS = ("services_now",)
# Put right to this alone: it may be made safer by anybody who has it, and never less safe.
ONLY_TO: Mapping[str, str] = MappingProxyType({"no_letters_home": "yes"})
# Without them nobody would know of whom or of what a request is.
NEVER_EMPTY = frozenset({"first_name", "surname", "concern"})
# What a carer who asked reads of the child's own, beside what is about themselves.
_FOR_CARERS_TOO = ("first_name", "surname", "birth_date", "age")
BIRTH = frozenset({"birth_date", "age"})
# By these a queue says in which language somebody must speak with them.
SPOKEN = ("language", "interpreter", "carer_language")


def _held(block: str, name: str) -> Held:
    words = (block in _WORDS_ON and name not in _FACTS) or name in _WORDS
    return Held.WORDS if words else Held.FACT


HELD: Mapping[str, Held] = MappingProxyType(
    {
        field.name: _held(block.name, field.name)
        for block in BLOCKS
        if block.name not in NO_PAGE
        for field in block.fields
        if field.name not in HAS_ITS_OWN_WAY
    }
)


def whose(name: str) -> str:
    """Return of whom an answer is: child, carer or second_carer."""
    for one in (Reader.SECOND_CARER, Reader.CARER):
        if name.startswith(f"{one.value}_") and name not in ("carer_view", "carer_view_not_asked"):
            return one.value
    return Reader.CHILD.value


def reader_of(name: str) -> Reader:
    """Return who of the family reads an answer that was put right because they asked."""
    return Reader.FAMILY if name in _FOR_CARERS_TOO else Reader(whose(name))


def may_read(name: str, member: str) -> bool:
    """Say whether one of the family reads it. member: child, carer or second_carer."""
    return reader_of(name) in (Reader.FAMILY, member)


def may_put_right(name: str, side: Side, *, asked_by: str, typed_in: bool) -> bool:
    """Say whether somebody on a side of a request may put this answer right.

    The school, what it wrote itself. The team, every fact; words, where the team typed the request in
    from paper or telephone. What a family wrote about themselves nobody writes anew.
    """
    if name not in HELD:
        return False
    if side is Side.SCHOOL:
        return asked_by == WhoAsked.SCHOOL
    return side is Side.SERVICE and (HELD[name] is Held.FACT or typed_in)


def is_the_childs(name: str) -> bool:
    """Say whether an answer says who the child is, and so is so on each of their requests."""
    return FIELDS[name].group is Group.IDENTITY


def as_text(answer: Any) -> str:
    """Return an answer as the text that is kept of it beside the record."""
    if isinstance(answer, str) or not answer:
        return answer or ""
    return json.dumps(list(answer), ensure_ascii=False)


def from_text(name: str, text: str) -> Any:
    """Return the answer of a question that was kept as a text."""
    if FIELDS[name].kind in (FieldKind.SOME_OF, FieldKind.PRACTICE) and text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def mark_of(answer: Any) -> str:
    """Return a short mark of an answer as it stands, from which nothing of it can be read back."""
    return hashlib.sha256(json.dumps(answer or "").encode()).hexdigest()[:16]
