"""What can be wrong with a file, each as one sentence for the person who sent it."""

from __future__ import annotations

from dataclasses import dataclass


class BrokenFile(Exception):
    """This file cannot be read, so nothing was changed."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason} Nothing was changed.")
        self.name = name
        self.reason = reason


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One row, or one value of a row, that was not let in. line counts from 1, the header being 1."""

    line: int
    column: str
    said: str
    whole_row: bool = True

    def __str__(self) -> str:
        held = (
            "row held back" if self.whole_row else "this value left out, the rest of the row kept"
        )
        where = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.said} ({held})"


class BadValue(ValueError):
    """This value cannot be read."""
