"""How well the words of somebody in danger are found: counted on invented sentences, in two halves.

The lists may be bettered by what the tuning half shows. What the held-out half shows is counted and
not looked at: who betters a list by it has measured nothing. Both halves were written by the people
who wrote the lists; so this says how the lists do on such sentences, and not how they do in life.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from schoolslink.referrals.rules.crisis import crisis_words

SENTENCES = Path(__file__).with_name("sentences.tsv")
SEED = 20261
TUNING, HELD_OUT = "tuning", "held_out"


@dataclass(frozen=True)
class Said:
    """One invented sentence. shows: whether help should be shown before it is saved."""

    language: str
    kind: str
    shows: bool
    text: str

    def half(self, seed: int) -> str:
        """Return the half it belongs to: by chance, and always the same for one seed."""
        drawn = hashlib.sha256(f"{seed}\t{self.text}".encode()).digest()[0]
        return TUNING if drawn % 2 else HELD_OUT


@dataclass
class Count:
    """Sentences of one kind: how many there are of each, and how many were taken wrongly."""

    in_danger: int = 0
    missed: int = 0
    harmless: int = 0
    false_alarms: int = 0

    @property
    def sensitivity(self) -> float | None:
        """Return the share found of those that should be."""
        return _share(self.in_danger - self.missed, self.in_danger)

    @property
    def specificity(self) -> float | None:
        """Return the share left alone of those that should be."""
        return _share(self.harmless - self.false_alarms, self.harmless)

    def take(self, said: Said, *, found: bool) -> None:
        """Count one sentence."""
        self.in_danger += said.shows
        self.missed += said.shows and not found
        self.harmless += not said.shows
        self.false_alarms += found and not said.shows

    def told(self) -> dict[str, float | None]:
        """Return the counts with their shares."""
        return {
            **vars(self), "sensitivity": self.sensitivity, "specificity": self.specificity
        }  # fmt: skip


@dataclass
class Measured:
    """What was counted. Kinds are named as language/kind. shown: of the tuning half alone."""

    seed: int
    sentences: int = 0
    halves: dict[str, dict[str, float | None]] = field(default_factory=dict)
    languages: dict[str, dict[str, dict[str, float | None]]] = field(default_factory=dict)
    kinds: dict[str, dict[str, dict[str, float | None]]] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether both halves are within the bounds that the test asserts."""
        return all(
            (half["sensitivity"] or 0) >= LEAST_FOUND and (half["specificity"] or 0) >= LEAST_LEFT
            for half in self.halves.values()
        )


# A miss is worse than a false alarm; both bounds are what the held-out half has to keep.
LEAST_FOUND, LEAST_LEFT = 0.85, 0.75


@cache
def sentences() -> tuple[Said, ...]:
    """Return the invented sentences."""
    rows = (line for line in SENTENCES.read_text("utf-8").splitlines() if line[:1] not in "#")
    return tuple(
        Said(language, kind, shows == "yes", text)
        for language, kind, shows, text in (row.split("\t") for row in rows)
    )


def measure(seed: int = SEED) -> Measured:
    """Return misses and false alarms by half, language and kind."""
    halves: dict[str, Count] = {}
    languages: dict[str, dict[str, Count]] = {}
    kinds: dict[str, dict[str, Count]] = {}
    measured = Measured(seed, sentences=len(sentences()))
    for said in sentences():
        half, found = said.half(seed), crisis_words(said.text, said.language) is not None
        for counts in (halves, languages.setdefault(half, {}), kinds.setdefault(half, {})):
            name = {id(halves): half, id(languages.get(half)): said.language}.get(
                id(counts), f"{said.language}/{said.kind}"
            )
            counts.setdefault(name, Count()).take(said, found=found)
        if half == TUNING and found != said.shows:
            wrong = "missed" if said.shows else "false alarm"
            measured.shown.append(f"{wrong}: {said.language}/{said.kind}: {said.text}")
    measured.halves = _told(halves)
    measured.languages = {half: _told(counts) for half, counts in languages.items()}
    measured.kinds = {half: _told(counts) for half, counts in kinds.items()}
    return measured


def _told(counts: Mapping[str, Count]) -> dict[str, dict[str, float | None]]:
    return {name: counts[name].told() for name in sorted(counts)}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
