"""What an import is told about its file, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class FileSeen:
    """A file before its rows are taken. as_of: the day it speaks of.

    whole: it lists every school, so that a missing one means something.
    state_list: it lists every open state-funded school and no other. says_status: it has a column
    for the status; else that is only inferred from its dates.
    """

    source: str
    name: str
    digest: str
    as_of: date
    whole: bool = False
    state_list: bool = False
    says_status: bool = True


class Reading(Protocol):
    """What the reader has noted so far; complete once its rows are drawn."""

    @property
    def rows(self) -> int: ...
    @property
    def held_back(self) -> Sequence[object]: ...
    @property
    def held_back_rows(self) -> int: ...
    @property
    def held_back_values(self) -> int: ...
    @property
    def unknown_columns(self) -> Sequence[str]: ...


@dataclass
class Imported:
    """What one file changed. changes: by kind; waiting: of those, how many wait for a person.

    withdrawn: earlier questions that this file answers or asks otherwise.
    """

    file_name: str
    source: str
    rows: int = 0
    open: int = 0
    held_back: int = 0
    held_back_rows: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    withdrawn: int = 0
    handed_over: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    change_set_id: UUID | None = None

    def note(self, reading: Reading) -> None:
        """Take over what the reader noted."""
        self.rows = reading.rows
        self.held_back = reading.held_back_rows + reading.held_back_values
        self.held_back_rows = reading.held_back_rows
        self.unknown_columns = list(reading.unknown_columns)
        self.problems = [str(problem) for problem in reading.held_back]

    def as_json(self) -> dict[str, Any]:
        """Return what `--json` prints for this file."""
        return {
            "file": self.file_name,
            "source": self.source,
            "rows": self.rows,
            "open": self.open,
            "held_back": self.held_back,
            "held_back_rows": self.held_back_rows,
            "changes": self.changes,
            "waiting": self.waiting,
            "withdrawn": self.withdrawn,
            "handed_over": self.handed_over,
            "unknown_columns": self.unknown_columns,
            "problems": self.problems,
        }


class OlderFile(Exception):
    """This file is older than what the register already holds."""


class CutShort(Exception):
    """Too many schools are missing from this file for it to be whole."""


class AnotherImport(Exception):
    """Another import is at work. Nothing was changed; try again when it is done."""
