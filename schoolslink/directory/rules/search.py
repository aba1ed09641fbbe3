"""What a school is found by, and what is meant by what somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import jellyfish

from schoolslink.directory.rules.postcodes import beginning_of_postcode
from schoolslink.kernel.names import normal_form

LONGEST_TYPED = 100
MOST_WORDS = 6
# One school is written in many ways; every writing becomes one, in the name and in the question.
SAME_WORDS = {
    "saint": "st", "saints": "st", "sts": "st",
    "church of england": "cofe", "c of e": "cofe", "coe": "cofe", "ce": "cofe",
    "roman catholic": "rc", "r c": "rc",
    "and": " ", "the": " ", "of": " ",
}  # fmt: skip
WRITTEN_OTHERWISE = re.compile(rf"\b(?:{'|'.join(SAME_WORDS)})\b")
SHORTEST_FUZZY = 4  # letters; shorter words are alike too easily
MOST_SLIPS = 2  # letters wrong, missing, too many or changed about
MOST_MEANT = 3  # words that one misspelt word may stand for


def found_by(name: str, town: str) -> str:
    """Return the words a school is found by: its name and town, each word in one writing."""
    return _one_writing(f"{name} {town}")


def _one_writing(text: str) -> str:
    one = WRITTEN_OTHERWISE.sub(lambda found: SAME_WORDS[found[0]], normal_form(text))
    return " ".join(one.split())


@dataclass(frozen=True)
class Meant:
    """What was typed, read in every way it can be meant. urns: from and to, that one excluded."""

    words: tuple[str, ...] = ()
    postcode: str = ""
    urns: tuple[int, int] | None = None


def what_is_meant(typed: str) -> Meant:
    """Return how a question can be meant: words, the beginning of a postcode, or of a URN."""
    typed = typed[:LONGEST_TYPED].strip()
    if typed.isascii() and typed.isdigit() and 3 <= len(typed) <= 6:
        missing = 10 ** (6 - len(typed))
        return Meant((typed,), urns=(int(typed) * missing, (int(typed) + 1) * missing))
    words = tuple(_one_writing(typed).split()[:MOST_WORDS])
    return Meant(words, postcode=beginning_of_postcode(typed) or "")


def all_of(words: Iterable[tuple[str, ...]]) -> str:
    """Return a question of PostgreSQL's text search: each word begins so, or one of its readings.

    Words hold letters, marks and digits only, so quoting them is enough.
    """
    return " & ".join(
        "(" + " | ".join(f"'{reading}':*" for reading in readings) + ")" for readings in words
    )


def meant_by(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known words that a misspelt one stands for: those with the fewest slips."""
    slips = {other: jellyfish.damerau_levenshtein_distance(word, other) for other in known}
    fewest = min(slips.values(), default=MOST_SLIPS + 1)
    if fewest > MOST_SLIPS:
        return ()
    nearest = [other for other, count in slips.items() if count == fewest]
    # Letters changed about are the likelier slip than one letter for another.
    nearest.sort(key=lambda other: (sorted(other) != sorted(word), other))
    return tuple(nearest[:MOST_MEANT])


def changed_about(word: str) -> list[str]:
    """Return the words one gets by changing two neighbouring letters about."""
    swaps = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return sorted(swaps - {word})
