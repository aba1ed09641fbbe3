"""Every file of the corpus judged as an upload is: what is hostile refused, what is good accepted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from schoolslink.checks.attachments.eicar import eicar
from schoolslink.checks.attachments.good import harmless
from schoolslink.checks.attachments.hostile import hostile
from schoolslink.checks.attachments.sample import Sample
from schoolslink.checks.attachments.scanner import stub_scanner
from schoolslink.referrals.rules.files import Accepted, FileRefused, Reason, inspect
from schoolslink.referrals.scanning import Scan, scan

SEED = 1
Judge = Callable[[str, bytes], Accepted]


@dataclass
class Judged:
    """How many files there were, what became of them, and each that was judged wrongly."""

    hostile: int = 0
    refused: int = 0
    good: int = 0
    accepted: int = 0
    wrong: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Say whether every hostile file was refused for its reason, and every good one taken."""
        enough = self.hostile >= 200 and self.good >= 40
        return enough and not self.wrong

    def take(self, sample: Sample, reason: Reason | None, accepted: Accepted | None) -> None:
        """Count one file."""
        if sample.hostile:
            self.hostile += 1
            self.refused += reason is not None
        else:
            self.good += 1
            self.accepted += accepted is not None
        if reason is not None:
            self.reasons[reason.value] = self.reasons.get(reason.value, 0) + 1
        right = accepted.type is sample.type if accepted else reason in sample.reasons
        if not right:
            said = f"refused as {reason.value}" if reason else "accepted"
            self.wrong.append(f"{sample.what}: {said}")


def corpus(seed: int) -> list[Sample]:
    """Return every file, hostile and good."""
    return [*hostile(seed), *eicar(), *harmless(seed)]


def judge_all(samples: Iterable[Sample], judge: Judge = inspect) -> Judged:
    """Judge each file, with a scanner that knows the one pattern made for such tests."""
    found = Judged()
    with tempfile.TemporaryDirectory() as folder, stub_scanner(Path(folder) / "clamd") as path:
        for sample in samples:
            try:
                accepted = judge(sample.name, sample.content)
                virus = scan(sample.content, path=path) is Scan.FOUND
            except FileRefused as refused:
                found.take(sample, refused.reason, None)
            else:
                found.take(sample, Reason.VIRUS if virus else None, None if virus else accepted)
    return found
