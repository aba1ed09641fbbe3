"""What both sides of the comparison are asked about: one move, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Case:
    """A move made on a day, and all that its next date may hang on; as rules.promised.Moment has it."""

    kind: str
    move: str
    state: str
    on: date
    limits: dict[str, int]
    entered_on: date | None = None
    was_due_on: date | None = None
    was_duty: str | None = None
    asked_on: date | None = None
    named_on: date | None = None
    urgent: bool = False
    stood: tuple[str, date] | None = None
    must_answer: bool = False
    marked: bool = False
    said_no: bool = False
    beside_on: date | None = None
    untold: bool = False
    stays: bool = False
