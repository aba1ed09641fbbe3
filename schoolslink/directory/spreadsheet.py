"""Lists as spreadsheets: a cell that a spreadsheet would take for a formula is text again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """Return a cell no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_SIGNS) else text


def as_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV with a mark by which a spreadsheet knows the letters (UTF-8)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(one) for one in heading])
    writer.writerows([safe_cell(one) for one in row] for row in rows)
    return "\ufeff" + buffer.getvalue()


def download(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a download. name: of the file, letters and dashes only."""
    response = HttpResponse(as_csv(heading, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
