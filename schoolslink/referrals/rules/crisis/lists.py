"""How a list of words of one language is written, and read from its file beside this one.

A phrase is words in order, as `plain.plain` makes them: small letters without accents, nothing but
letters and figures. In it `a|b` is either word, `a_b` two words where one could stand, `word~` any
word that begins so, `word?` a word that may be missing, `*` up to three words of any kind.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path


class Sign(StrEnum):
    """What a phrase may be about. Only for the tests and for whoever reviews a list."""

    END = "end"  # not wanting to live
    HARM = "harm"  # hurting oneself
    TAKEN = "taken"  # something taken or done now
    HURT = "hurt"  # hurt by somebody, or not safe
    OTHERS = "others"  # somebody else may be hurt


@dataclass(frozen=True)
class Group:
    """Phrases of one sign. why: what makes them belong here."""

    sign: Sign
    why: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class WordList:
    """The phrases of one language.

    spoken: short forms and slang, with what they stand for; pairs: two words that are one. idioms:
    sayings that hold such words and mean no danger; only the words inside one are passed over. nots,
    fillers: a word of nots before a phrase, with nothing but fillers between, takes it back.
    often_mistyped: words that count with one slip of the finger.
    """

    language: str
    groups: tuple[Group, ...]
    spoken: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    idioms: tuple[str, ...] = ()
    nots: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    often_mistyped: frozenset[str] = frozenset()

    @cached_property
    def patterns(self) -> tuple[tuple[Sign, str, re.Pattern[str]], ...]:
        """Return every phrase ready to be looked for."""
        return tuple(
            (group.sign, phrase, compiled(phrase))
            for group in self.groups
            for phrase in group.phrases
        )

    @cached_property
    def sayings(self) -> tuple[re.Pattern[str], ...]:
        """Return every idiom ready to be looked for."""
        return tuple(compiled(phrase) for phrase in self.idioms)


def compiled(phrase: str) -> re.Pattern[str]:
    """Return a phrase as a pattern on a plain text. Words stand between spaces; no phrase goes on
    over the end of a sentence, for a stop is no word.
    """
    words = phrase.split()
    if words[0] == "*" or words[0].endswith("?"):
        raise ValueError(phrase)  # a phrase begins with a word that must be there
    parts = [_part(part) for part in words]
    # The first space comes before the word, so that one space between two matches serves both.
    return re.compile(r"(?<![a-z0-9])" + "".join(parts).removeprefix(" "))


def _part(part: str) -> str:
    if part == "*":
        return r"(?: [a-z0-9]+){0,3}?"
    optional = part.endswith("?")
    words = _either(part.removesuffix("?").split("|"))
    return f"(?: {words}(?![a-z0-9]))?" if optional else f" {words}(?![a-z0-9])"


def _either(words: Iterable[str]) -> str:
    found = []
    for word in words:
        text = re.escape(word.removesuffix("~")).replace("_", " ")
        found.append(text + "[a-z0-9]*" if word.endswith("~") else text)
    return "(?:" + "|".join(found) + ")"


def read_list(language: str, name: str) -> WordList:
    """Return the list that a file beside this one holds. Raises ValueError for a part it does not know."""
    parts = _parts((Path(__file__).parent / f"{name}.txt").read_text("utf-8"))
    groups = tuple(
        Group(Sign(title), why, tuple(lines))
        for title, (why, lines) in parts.items()
        if title in set(Sign)
    )
    rest = {title: lines for title, (_, lines) in parts.items() if title not in set(Sign)}
    made = WordList(
        language,
        groups,
        spoken=_stand_for(rest.pop("spoken", [])),
        pairs=_stand_for(rest.pop("pairs", [])),
        idioms=tuple(rest.pop("idioms", [])),
        nots=frozenset(" ".join(rest.pop("nots", [])).split()),
        fillers=frozenset(" ".join(rest.pop("fillers", [])).split()),
        often_mistyped=frozenset(" ".join(rest.pop("mistyped", [])).split()),
    )
    if rest:
        raise ValueError(f"{name}: {', '.join(rest)}")
    return made


def _parts(text: str) -> dict[str, tuple[str, list[str]]]:
    """Return what stands under each heading, with what the heading says; set-in lines joined."""
    parts: dict[str, tuple[str, list[str]]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("== "):
            title, _, why = line.removeprefix("== ").partition(": ")
            lines = []
            parts[title] = (why, lines)
        elif line[:1].isspace() and line.strip() and lines:
            # Cut inside a word list, the words go on without a space: "a|b|" and "c" are one part.
            joint = "" if lines[-1].endswith("|") else " "
            lines[-1] += joint + line.strip()
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return parts


def _stand_for(lines: Iterable[str]) -> dict[str, str]:
    pairs = (line.partition(" = ") for line in lines)
    return {short: long for short, _, long in pairs}
