"""A queue's rows as its component draws them. Tuples, because a long list has hundreds of cells."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString


class Tag(NamedTuple):
    """A state in words; the tone only repeats them."""

    text: str
    tone: str = ""


class Act(NamedTuple):
    """A way from a row straight to where something is done. whose: for people who cannot see the row."""

    href: str
    text: str
    whose: str = ""


class Cell(NamedTuple):
    """One cell: what it says, with a tag before it; a quieter note and a way to act after it.

    face: the initials of whoever it names.
    """

    text: str = ""
    note: str = ""
    tag: Tag | None = None
    numeric: bool = False
    act: Act | None = None
    face: str = ""


class Row(NamedTuple):
    """One row. title: its name for people who cannot see it. key: value of its tick box, or none."""

    href: str
    title: str
    cells: Sequence[Cell]
    key: str = ""
    tone: str = ""


class Column(NamedTuple):
    """The markup with which each cell of a column begins: made once a page, not once a cell."""

    first: bool
    begin: SafeString
    begin_numeric: SafeString


def queue_columns(columns: Sequence[Any], less: Container[int] = ()) -> list[Column]:
    """Return how the cells of each column begin, heading included."""
    found = []
    for index, heading in enumerate(columns):
        aside = " sl-queue__less" if index in less else ""
        begins = [
            format_html(
                '<td class="nhsuk-table__cell{}{}" role="cell">'
                '<span class="nhsuk-table-responsive__heading" aria-hidden="true">{} </span>'
                '<span class="sl-queue__value">',
                number,
                aside,
                heading,
            )
            for number in ("", " nhsuk-table__cell--numeric")
        ]
        found.append(Column(index == 0, *begins))
    return found
