"""What a question of a request is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Answer = str | tuple[str, ...]
Answers = Mapping[str, Answer]


class Mark(StrEnum):
    """What may stand in place of any answer. "Not known" is an answer, not a gap."""

    NOT_KNOWN = "__not_known__"
    ASK_FAMILY = "__ask_family__"


class FieldKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    NUMBER = "number"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs_number"
    PRACTICE = "practice"  # chosen from the list: its id and its name as written; else a text


class Group(StrEnum):
    """Who may read an answer is decided by its group; see the table of grants."""

    ROUTING = "R"
    IDENTITY = "I"
    NARRATIVE = "N"
    CONTACTS = "K"


class Weight(StrEnum):
    """What a service says about a question. None of the three blocks sending."""

    NEEDED = "needed"
    HELPS = "helps"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Choice:
    """One answer to pick."""

    value: str
    label: str


@dataclass(frozen=True)
class When:
    """A question appears only after one of these answers to an earlier one."""

    field: str
    one_of: frozenset[str]


@dataclass(frozen=True)
class Field:
    """One question.

    weight: what is asked where a service says nothing. longest: characters; a text is counted, in
    words where words says the most of them. from_age, until_age: whole years, until exclusive; not
    asked outside them.
    """

    name: str
    label: str
    kind: FieldKind
    group: Group = Group.NARRATIVE
    weight: Weight = Weight.HELPS
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    longest: int = 200
    words: int = 0
    when: When | None = None
    from_age: int | None = None
    until_age: int | None = None
    in_college: bool = True


@dataclass(frozen=True)
class Block:
    """One short page of questions."""

    name: str
    title: str
    fields: tuple[Field, ...]
    in_college: bool = True


def choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    """Return choices from pairs of value and label."""
    return tuple(Choice(value, label) for value, label in pairs)


def when(field: str, *one_of: str) -> When:
    """Return the condition that an earlier question was answered with one of these."""
    return When(field, frozenset(one_of))


def read_mark(answer: Answer | None) -> Mark | None:
    """Return the mark that stands in place of an answer, or None for a real one."""
    if isinstance(answer, str) and answer in set(Mark):
        return Mark(answer)
    return None


def practice_id(answer: Answer | Sequence[str] | None) -> str:
    """Return the id of a practice that was chosen from the list; empty for words and marks."""
    return "" if answer is None or isinstance(answer, str) or len(answer) != 2 else answer[0]


def practice_written(answer: Answer | Sequence[str] | None) -> str:
    """Return a practice as it was written down: chosen from the list, or in somebody's words."""
    if isinstance(answer, str):
        return answer if read_mark(answer) is None else ""
    return answer[1] if answer is not None and len(answer) == 2 else ""


def is_answered(answer: Answer | None) -> bool:
    """Return whether something was said; a mark counts, an empty text does not."""
    return bool(answer.strip() if isinstance(answer, str) else answer)
