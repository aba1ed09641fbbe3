"""Sentences before they have a language: English text as key, with named places for the facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from unicodedata import bidirectional

Fact: TypeAlias = "str | int | date | Sentence"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = ("R", "AL")


def gettext_noop(text: str) -> str:
    """Return the text as it is: marks it for translation without a language at hand."""
    return text


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """Return both texts as they are: marks a sentence that counts for translation."""
    return one, many


@dataclass(frozen=True)
class Sentence:
    """A text to be translated, and the facts that go into its {places}.

    plural: the English for more than one, chosen by `count`, which is a fact too.
    """

    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    plural: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Language:
    """What a sentence needs to be said: translations, the words of a day, and the direction."""

    one: Callable[[str], str]
    many: Callable[[str, str, int], str]
    day: Callable[[date], str]
    right_to_left: bool = False


def _could_turn(text: str, right_to_left: bool) -> bool:
    kinds = set(map(bidirectional, text))
    if right_to_left:
        # Phone numbers fall apart into groups in a right-to-left line, so they are held too.
        return bool(kinds & {"L", "EN"})
    return bool(kinds & {*_RIGHT_TO_LEFT, "AN"})


def isolated(text: str, *, right_to_left: bool) -> str:
    """Return a name or number that cannot turn the words around it.

    Isolated only where it holds letters of the other direction, so that plain English stays plain.
    """
    if not _could_turn(text, right_to_left):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


def say(sentence: Sentence, language: Language) -> str:
    """Return a sentence in a language, its facts put in and kept from turning the line around."""
    if sentence.plural and sentence.count is not None:
        text = language.many(sentence.text, sentence.plural, sentence.count)
    else:
        text = language.one(sentence.text)
    facts = {name: _say_fact(fact, language) for name, fact in sentence.facts.items()}
    if sentence.count is not None:
        facts.setdefault("count", str(sentence.count))
    return text.format_map(facts)


def _say_fact(fact: Fact, language: Language) -> str:
    if isinstance(fact, Sentence):
        return say(fact, language)
    if isinstance(fact, date):
        return language.day(fact)
    return isolated(str(fact), right_to_left=language.right_to_left)
