"""A file of the corpus: its name, its content, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass

from schoolslink.referrals.rules.files import FileType, Reason


@dataclass(frozen=True)
class Sample:
    """One file. expected: the reasons, any of which is right, or the type that it is accepted as."""

    what: str
    name: str
    content: bytes
    reasons: frozenset[Reason] = frozenset()
    type: FileType | None = None

    @property
    def hostile(self) -> bool:
        """Say whether it must be refused."""
        return self.type is None


def bad(what: str, name: str, content: bytes, *reasons: Reason) -> Sample:
    """Return a file that must be refused, for one of these reasons."""
    return Sample(what, name, content, frozenset(reasons))


def good(what: str, name: str, content: bytes, kind: FileType) -> Sample:
    """Return a file that must be accepted."""
    return Sample(what, name, content, type=kind)
