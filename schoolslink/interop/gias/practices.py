"""GP practices, as the NHS Organisation Data Service lists them (the report `epraccur`).

27 columns without a heading. Two writings are about: the older one with a letter for the status and a
number for the setting, and the newer one with words and role codes. Source: the layout published
with the file (Prescribing Cost Centre, field list).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from schoolslink.directory.rules.practices import as_read
from schoolslink.directory.rules.records import PracticeRecord

from . import values
from .errors import BadValue
from .files import Examined
from .tables import Report, rows_of

COLUMNS = [
    "Organisation Code", "Name", "National Grouping", "High Level Health Geography",
    "Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5",
    "Postcode", "Open Date", "Close Date", "Status Code", "Organisation Sub-Type Code",
    "Commissioner", "Join Provider/Purchaser Date", "Left Provider/Purchaser Date",
    "Contact Telephone Number", "Null 19", "Null 20", "Null 21", "Amended Record Indicator",
    "Null 23", "Provider/Purchaser", "Null 25", "Prescribing Setting", "Null 27",
]  # fmt: skip
AT = {name: position for position, name in enumerate(COLUMNS)}
ADDRESS = [AT[f"Address Line {number}"] for number in range(1, 6)]
GP_PRACTICE = {"4", "RO76"}  # the setting, as a number and as a role; a cell may hold several roles
OPEN = {"A", "ACTIVE"}
CLOSED = {"C", "CLOSED", "INACTIVE", "D", "DORMANT"}
NOT_YET = {"P", "PROPOSED"}
ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")
LOOKED_AT = 20  # lines from which a file without headings is known


def is_practices(examined: Examined) -> bool:
    """Say whether this is the list of practices, which has no headings to know it by.

    Most of its first lines must have its columns, a code and a status: one broken line is no doubt.
    """
    lines = examined.first.splitlines()[:LOOKED_AT]
    try:
        rows = [row for row in csv.reader(lines) if row]
    except csv.Error:
        return False
    like = [
        len(row) == len(COLUMNS)
        and row[AT["Status Code"]].strip().upper() in OPEN | CLOSED | NOT_YET
        and bool(ODS_CODE.fullmatch(row[0].strip()))
        for row in rows
    ]
    return bool(like) and 2 * sum(like) > len(like)


def practice_rows(examined: Examined, report: Report) -> Iterator[PracticeRecord]:
    """Yield the GP practices of a file; what is prescribed elsewhere and what is proposed is passed."""
    with rows_of(examined, report, COLUMNS) as rows:
        for line, row in rows:
            column = "Prescribing Setting"
            settings = {one.strip().upper() for one in row[AT[column]].split("|")}
            if not settings & GP_PRACTICE:
                continue
            try:
                column = "Status Code"
                status = row[AT[column]].strip().upper()
                if status in NOT_YET:
                    continue
                if status not in OPEN | CLOSED:
                    raise BadValue("is no status that is known here.")
                column = "Organisation Code"
                code = values.a_code(row[AT[column]]).upper()
                if not ODS_CODE.fullmatch(code):
                    raise BadValue("is no code of an organisation.")
                column = "Name"
                name = as_read(values.a_text(row[AT[column]]))
                if not name:
                    raise BadValue("is empty.")
                column = "Close Date"
                closed_on = values.a_day(row[AT[column]])
                closed = status in CLOSED or closed_on is not None
                column = "Address Line 1"
                found = [as_read(values.a_text(row[at], 100)) for at in ADDRESS]
                address = "\n".join(part for part in dict.fromkeys(found) if part)
                if not address and not closed:
                    raise BadValue("is empty, so that no letter could be sent.")
            except BadValue as problem:
                report.hold(line, column, str(problem))
                continue
            postcode = _left_out(report, line, "Postcode", row, hold_row=not closed)
            if postcode is None:
                continue
            phone = _left_out(report, line, "Contact Telephone Number", row, hold_row=False) or ""
            yield PracticeRecord(code, name, address, postcode, phone, closed, closed_on)


def _left_out(
    report: Report, line: int, column: str, row: list[str], *, hold_row: bool
) -> str | None:
    """Return a value; what cannot be read is left out by itself, or with its row (None)."""
    value = row[AT[column]]
    try:
        read = values.a_postcode(value) if column == "Postcode" else values.a_text(value, 40)
        if hold_row and not read:
            raise BadValue("is empty, so that no letter could be sent.")
    except BadValue as problem:
        report.hold(line, column, str(problem), whole_row=hold_row)
        return None if hold_row else ""
    return read
