"""Charts as SVG made here: a few hundred bytes, no script, and never without their numbers.

Positions across are percentages and sizes down are pixels, so that text keeps its size on a phone.
Each function is pure: numbers in, a `Chart` out, which the chart component draws beside its table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from markupsafe import Markup, escape

BLUE, DARK, GREY, PALE = "#005eb8", "#212b32", "#4c6272", "#d8dde0"
# Told apart without colour too: each line has its own dashes.
LINES = ((BLUE, "none"), ("#7c2855", "7 5"), ("#00703c", "2 5"))
ROW = 52
PLOT_TOP, PLOT_HEIGHT, KEY_ROW = 28, 190, 24
LEFT, RIGHT = 5.0, 95.0
WIDEST = 80.0

Number = int | float
Written = Callable[[Number], str]


@dataclass(frozen=True)
class Chart:
    """A picture, what it says in words, and the numbers it is made of."""

    title: str
    description: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Range:
    """What is expected, from low to high, and what was counted; None where it is not shown."""

    label: str
    low: Number
    high: Number
    mark: Number | None = None


def plain(value: Number) -> str:
    """Return 1,234 or 12.5."""
    return f"{value:,.1f}".removesuffix(".0")


def round_up(value: Number) -> float:
    """Return the next number a scale may end with: 1, 2, 2.5, 5 or 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    steps = (step * power for step in (1, 2, 2.5, 5, 10))
    return next((step for step in steps if step >= value), float(value))


def drawing(title: str, description: str, height: int, parts: Sequence[str]) -> Markup:
    """Return the SVG around its parts, named for people who hear it."""
    return Markup(  # noqa: S704 - every part is escaped where it is made
        f'<svg class="sl-svg" xmlns="http://www.w3.org/2000/svg" width="100%" height="{height}"'
        f' direction="ltr" role="img" aria-label="{escape(title)}. {escape(description)}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def text(
    x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False, dx: int = 0
) -> str:
    """Return words at x per cent, y pixels."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.2f}%" y="{y:.0f}" dx="{dx}" text-anchor="{anchor}" font-size="16"'
        f' fill="{DARK}"{weight}>{escape(words)}</text>'
    )


def bar(
    title: str,
    bars: Sequence[tuple[str, Number]],
    *,
    head: tuple[str, str] = ("", ""),
    written: Written = plain,
    description: str = "",
) -> Chart:
    """Return horizontal bars from zero, each with its name above and its number at its end."""
    most = max([value for _, value in bars], default=0) or 1
    parts = []
    for index, (label, value) in enumerate(bars):
        top = index * ROW
        width = max(0.0, value / most) * WIDEST
        parts.append(text(0, top + 16, label))
        parts.append(
            f'<rect x="0" y="{top + 23}" width="{max(width, 0.3):.2f}%" height="18" rx="2"'
            f' fill="{BLUE}"/>'
        )
        parts.append(text(width, top + 38, written(value), bold=True, dx=8))
    said = description or "; ".join(f"{label}: {written(value)}" for label, value in bars)
    return Chart(
        title=title,
        description=said,
        svg=drawing(title, said, max(len(bars) * ROW, 1), parts),
        head=head,
        rows=tuple((label, written(value)) for label, value in bars),
    )


def across(index: int, count: int) -> float:
    """Return where the point of an index stands, in per cent."""
    return 50.0 if count == 1 else LEFT + (RIGHT - LEFT) * index / (count - 1)


def line(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[Number | None]],
    *,
    head: str = "",
    written: Written = plain,
    description: str = "",
) -> Chart:
    """Return one to three lines over the same labels; None is a gap in a line, never a zero."""
    if not 1 <= len(series) <= len(LINES):
        raise ValueError(f"A line chart has one to {len(LINES)} lines, not {len(series)}.")
    known = [value for values in series.values() for value in values if value is not None]
    most = round_up(max(known, default=0))
    named = len(series) > 1
    top = PLOT_TOP + (KEY_ROW * len(series) if named else 0)
    parts = scale(most, top, written)
    for index, (name, values) in enumerate(series.items()):
        colour, dashes = LINES[index]
        parts += one_line(values, most, top, colour, dashes)
        last = next((i for i in reversed(range(len(values))) if values[i] is not None), None)
        if named:
            parts += key(index, name, colour, dashes)
        elif last is not None:
            value = values[last] or 0
            down = height_of(value, most, top) - 12
            parts.append(
                text(across(last, len(values)), down, written(value), anchor="end", bold=True)
            )
    parts += names_below(labels, top)
    said = description or "; ".join(
        f"{name}: {', '.join('not known' if v is None else written(v) for v in values)}"
        for name, values in series.items()
    )
    return Chart(
        title=title,
        description=said,
        svg=drawing(title, said, top + PLOT_HEIGHT + 32, parts),
        head=(head, *series),
        rows=tuple(
            (label, *("–" if v[i] is None else written(v[i] or 0) for v in series.values()))
            for i, label in enumerate(labels)
        ),
    )


def height_of(value: Number, most: float, top: int) -> float:
    """Return how far down a value stands, in pixels."""
    return top + PLOT_HEIGHT * (1 - value / most)


def key(index: int, name: str, colour: str, dashes: str) -> list[str]:
    """Return the line's name over the plot, beside a stretch of the line."""
    down = 12 + index * KEY_ROW
    return [
        f'<line x1="0" x2="36" y1="{down}" y2="{down}" stroke="{colour}" stroke-width="3"'
        f' stroke-dasharray="{dashes}"/><circle cx="18" cy="{down}" r="5" fill="{colour}"/>',
        text(0, down + 5, name, dx=48),
    ]


def scale(most: float, top: int, written: Written) -> list[str]:
    """Return the grid: a line and a number at nothing, half and all of the scale."""
    parts = []
    for share in (0.0, 0.5, 1.0):
        down = height_of(most * share, most, top)
        parts.append(
            f'<line x1="0" x2="100%" y1="{down:.1f}" y2="{down:.1f}" stroke="{PALE}"'
            f' stroke-width="1"/>'
        )
        parts.append(
            f'<text x="0" y="{down - 4:.1f}" font-size="14" fill="{GREY}">'
            f"{escape(written(most * share))}</text>"
        )
    return parts


def one_line(
    values: Sequence[Number | None], most: float, top: int, colour: str, dashes: str
) -> list[str]:
    """Return the stretches and the dots of a line."""
    parts = []
    points = [
        None if value is None else (across(i, len(values)), height_of(value, most, top))
        for i, value in enumerate(values)
    ]
    for before, after in pairwise(points):
        if before and after:
            parts.append(
                f'<line x1="{before[0]:.2f}%" y1="{before[1]:.1f}" x2="{after[0]:.2f}%"'
                f' y2="{after[1]:.1f}" stroke="{colour}" stroke-width="3"'
                f' stroke-dasharray="{dashes}" stroke-linecap="round"/>'
            )
    parts += [
        f'<circle cx="{x:.2f}%" cy="{y:.1f}" r="5" fill="{colour}"/>'
        for x, y in filter(None, points)
    ]
    return parts


def names_below(labels: Sequence[str], top: int) -> list[str]:
    """Return the first, middle and last label: as many as a phone has room for."""
    down = top + PLOT_HEIGHT + 24
    last = len(labels) - 1
    parts = [text(0, down, labels[0])] if labels else []
    if last >= 2:
        parts.append(text(across(last // 2, len(labels)), down, labels[last // 2], anchor="middle"))
    if last >= 1:
        parts.append(text(100, down, labels[last], anchor="end"))
    return parts


def ranges(
    title: str,
    rows: Sequence[Range],
    *,
    head: tuple[str, str, str] = ("", "Expected", "Counted"),
    written: Written = plain,
    description: str = "",
) -> Chart:
    """Return for each row a band from low to high and a mark for what was counted."""
    most = max([max(row.high, row.mark or 0) for row in rows], default=0) or 1
    parts = range_key(head)
    for index, row in enumerate(rows):
        top = index * ROW + KEY_ROW + 12
        start, end = (max(0.0, value / most) * WIDEST for value in (row.low, row.high))
        parts.append(text(0, top + 16, row.label))
        parts.append(
            f'<rect x="0" y="{top + 31}" width="{WIDEST}%" height="2" fill="{PALE}"/>'
            + band(start, end, top + 25)
        )
        if row.mark is not None:
            parts.append(dot(f"{row.mark / most * WIDEST:.2f}%", top + 32))
            parts.append(text(WIDEST, top + 38, written(row.mark), bold=True, dx=12))
    said = description or "; ".join(range_in_words(row, written) for row in rows)
    return Chart(
        title=title,
        description=said,
        svg=drawing(title, said, len(rows) * ROW + KEY_ROW + 12, parts),
        head=head,
        rows=tuple(
            (
                row.label,
                f"{written(row.low)} to {written(row.high)}",
                "–" if row.mark is None else written(row.mark),
            )
            for row in rows
        ),
    )


def band(start: float, end: float, top: int) -> str:
    """Return the bar from low to high."""
    width = max(end - start, 0.5)
    return (
        f'<rect x="{start:.2f}%" y="{top}" width="{width:.2f}%" height="14" rx="7" fill="#aeb7bd"/>'
    )


def dot(x: str, down: int) -> str:
    """Return the mark of what was counted."""
    return f'<circle cx="{x}" cy="{down}" r="8" fill="{BLUE}" stroke="#fff" stroke-width="2"/>'


def range_key(head: tuple[str, str, str]) -> list[str]:
    """Return what the bar and the mark stand for, in the words of the table's head."""
    return [
        '<rect x="0" y="5" width="36" height="14" rx="7" fill="#aeb7bd"/>',
        text(0, 17, head[1], dx=46),
        dot("50%", 12),
        text(50, 17, head[2], dx=16),
    ]


def range_in_words(row: Range, written: Written) -> str:
    """Return one row as a clause."""
    counted = "" if row.mark is None else f", counted {written(row.mark)}"
    return f"{row.label}: expected {written(row.low)} to {written(row.high)}{counted}"
