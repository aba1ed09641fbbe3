"""Groups of schools as the register lists them ("all groups data"): trusts and federations."""

from __future__ import annotations

from collections.abc import Iterator

from schoolslink.directory.rules.groups import CLOSED, KINDS, NO_GROUP_OF_SCHOOLS, NOT_YET, OPEN
from schoolslink.directory.rules.records import GroupRecord

from . import values
from .errors import BadValue
from .files import Examined
from .shapes import Shape
from .tables import Report, header_of, plain, rows_of


def group_rows(examined: Examined, shape: Shape, report: Report) -> Iterator[GroupRecord]:
    """Yield the trusts and federations of a file; other groups and proposed ones are passed over."""
    headings = header_of(examined)
    report.unknown_columns = shape.unknown
    at = shape.columns
    seen: dict[str, int] = {}
    with rows_of(examined, report) as rows:
        for line, row in rows:
            field = "kind"
            try:
                kind = plain(values.a_text(row[at[field]]))
                if kind in NO_GROUP_OF_SCHOOLS:
                    continue
                if kind not in KINDS:
                    raise BadValue("is no kind of group that is known here.")
                field = "status"
                status = plain(values.a_text(row[at[field]]))
                if status in NOT_YET:
                    continue
                if status not in OPEN | CLOSED:
                    raise BadValue("is no status that is known here.")
                field = "code"
                code = values.a_code(row[at[field]])
                if not code.isdigit():
                    raise BadValue("is no number of a group.")
                if code in seen:
                    raise BadValue(f"{code} is already on line {seen[code]}.")
                field = "name"
                name = values.a_text(row[at[field]])
                if not name:
                    raise BadValue("is empty.")
                field = "opened_on"
                opened_on = values.a_day(row[at[field]])
                field = "closed_on"
                closed_on = values.a_day(row[at[field]]) if status in CLOSED else None
            except BadValue as problem:
                report.hold(line, headings[at[field]], str(problem))
                continue
            seen[code] = line
            yield GroupRecord(code, name, KINDS[kind].value, status in CLOSED, opened_on, closed_on)
