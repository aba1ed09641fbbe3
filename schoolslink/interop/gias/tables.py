"""A table read by the names of its columns, in whatever order they come."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from .errors import BrokenFile, HeldBack
from .files import Examined, text_of

LONGEST_FIELD = 50_000  # also bounds what one opened and never closed quotation mark can swallow
LONGEST_LINE = 1_000_000
MOST_KEPT = 1_000  # problems kept word for word; the rest is counted
TOO_BROKEN = 0.2  # share of rows held back above which the file, not the row, is wrong


def plain(heading: str) -> str:
    """Return a heading without case, spaces and marks: "LA (code)" and "la_code" are one."""
    return "".join(letter for letter in heading.lower() if letter.isalnum())


@dataclass
class Report:
    """What was found while reading. Grows as the rows are drawn."""

    rows: int = 0
    held_back: list[HeldBack] = field(default_factory=list)
    held_back_rows: int = 0
    held_back_values: int = 0
    unknown_columns: list[str] = field(default_factory=list)

    def hold(self, line: int, column: str, said: str, *, whole_row: bool = True) -> None:
        if whole_row:
            self.held_back_rows += 1
        else:
            self.held_back_values += 1
        if len(self.held_back) < MOST_KEPT:
            self.held_back.append(HeldBack(line, column, said, whole_row))


def header_of(examined: Examined) -> list[str]:
    """Return the headings of a table, or raise BrokenFile."""
    _refuse_long_lines(examined)
    first_line = examined.first.splitlines()[0] if examined.first else ""
    try:
        headings = [h.strip() for h in next(csv.reader([first_line]))]
    except (csv.Error, StopIteration):
        raise BrokenFile(examined.name, "The first line holds no column names.") from None
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) < 2:
        raise BrokenFile(
            examined.name, "The first line holds no column names, separated by commas."
        )
    seen = Counter(plain(heading) for heading in headings if heading)
    twice = [h for h in headings if h and seen[plain(h)] > 1]
    if twice:
        raise BrokenFile(examined.name, f"The column {twice[0][:60]!r} appears more than once.")
    return headings


def _refuse_long_lines(examined: Examined) -> None:
    if examined.longest_line > LONGEST_LINE:
        raise BrokenFile(examined.name, "One line of this file is longer than a table's ever is.")


@contextmanager
def rows_of(
    examined: Examined, report: Report, names: list[str] | None = None
) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Open a table and yield an iterator of (line, values), each as long as the header.

    names: the columns of a file that has no header; its first line is a row like the others.
    """
    _refuse_long_lines(examined)
    headings = names or header_of(examined)
    with text_of(examined) as text:
        yield _rows(examined, text, headings, report, has_header=names is None)


def _rows(
    examined: Examined, text: IO[str], headings: list[str], report: Report, *, has_header: bool
) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_FIELD)
    width = len(headings)
    reader = csv.reader(text, strict=True)
    if has_header:
        next(reader, None)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            report.rows += 1
            said = (
                "an opened quotation mark is not closed" if "limit" in str(error) else "is not CSV"
            )
            report.hold(line, "", f"{said} (up to line {reader.line_num}).")
            continue
        if values is None:
            break
        if not values:
            continue
        report.rows += 1
        if len(values) != width:
            if len(values) > width and not any(values[width:]):
                yield line, values[:width]
                continue
            column = headings[len(values) - 1] if len(values) < width else headings[-1]
            report.hold(line, column, f"has {len(values)} of {width} columns.")
            continue
        if reader.line_num > line + 5:
            report.hold(line, "", f"one row runs on to line {reader.line_num}.")
            continue
        yield line, values
    if report.rows == 0:
        raise BrokenFile(examined.name, "There is no row below the column names.")
    if report.held_back_rows > 20 and report.held_back_rows > TOO_BROKEN * report.rows:
        raise BrokenFile(
            examined.name,
            f"{report.held_back_rows:,} of {report.rows:,} rows cannot be read"
            f" (first: {report.held_back[0]}).",
        )
