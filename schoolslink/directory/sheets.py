"""Reads a spreadsheet somebody sends us as rows of text; refuses what is hostile or no spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from defusedxml import ElementTree

from schoolslink.web.errors import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 20_000, 120, 2_000
DELIMITERS = ",;\t|"
BOMS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))


class FileRefused(Refusal):
    """We could not read this file. Save it as an Excel workbook or CSV, and send it again."""

    field = "file"


class TooLarge(FileRefused):
    """This file is larger than a list of contacts can be. Send only the sheet with the contacts."""


class NotASpreadsheet(FileRefused):
    """This is no spreadsheet. Save the list as an Excel workbook (.xlsx) or CSV, and send that."""


class OldWorkbook(FileRefused):
    """This is an old Excel file (.xls). Open it, save it as .xlsx or CSV, and send that."""


class Locked(FileRefused):
    """This workbook is locked with a password. Save a copy without one, and send that."""


class Damaged(FileRefused):
    """This workbook is damaged or cut short. Open it, save it anew, and send that."""


class NothingInIt(FileRefused):
    """There is nothing in this file. Check that you chose the right one."""


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of the fullest sheet, or of the CSV file, as texts. Raises FileRefused."""
    if len(content) > MOST_BYTES:
        raise TooLarge
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise NothingInIt
    if content.startswith(b"PK\x03\x04"):
        rows = _workbook(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        # An old workbook, or a new one in a locked box: both start so.
        raise Locked if b"E\x00n\x00c\x00r\x00y\x00p" in content else OldWorkbook
    else:
        rows = _text_rows(_decoded(content))
    kept = [row for row in rows if any(cell for cell in row)]
    if not kept:
        raise NothingInIt
    return kept


def _decoded(content: bytes) -> str:
    for encoding, mark in BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Damaged from error
    if b"\x00" in content:
        raise NotASpreadsheet
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # What Excel writes on an English machine.
        return content.decode("cp1252", errors="replace")


def _text_rows(text: str) -> list[list[str]]:
    strange = sum(sign < " " and sign not in "\t\r\n" for sign in text[:4000])
    if strange > 8 or text.lstrip()[:1] in ("{", "%") or text.lstrip()[:5].lower() in (
        "<?xml", "<html", "<!doc",
    ):  # fmt: skip
        raise NotASpreadsheet
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda sign: text[:8000].count(sign))
    if delimiter not in text and len(first) > 200:
        raise NotASpreadsheet
    csv.field_size_limit(100_000)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_cell(value) for value in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                raise TooLarge
    except csv.Error as error:
        raise Damaged from error
    return rows


def _workbook(content: bytes) -> list[list[str]]:
    _look_into_box(content)
    try:
        # Imported here: it is half a second that no other page needs.
        import openpyxl

        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [
            list(_sheet(sheet)) for sheet in book.worksheets if sheet.sheet_state == "visible"
        ]
    except FileRefused:
        raise
    except Exception as error:  # openpyxl answers a broken workbook with many kinds of error.
        raise Damaged from error
    return max(sheets, key=len, default=[])


def _look_into_box(content: bytes) -> None:
    """Refuse a box that unpacks into far more than it is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            entries = box.infolist()
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise NotASpreadsheet
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
                raise TooLarge
            with box.open("xl/workbook.xml") as part:
                # Entities of XML are refused here; openpyxl reads with the same library.
                ElementTree.parse(part, forbid_dtd=True)
    except FileRefused:
        raise
    except Exception as error:  # a cut box, a wrong sum, an entity: all are a damaged file
        raise Damaged from error


def _sheet(sheet: object) -> Iterator[list[str]]:
    # Some programs note a wrong size for a sheet, and then only its first cell would be read.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):  # type: ignore[attr-defined]
        if number >= MOST_ROWS:
            raise TooLarge
        yield [_cell(value) for value in row[:MOST_COLUMNS]]


def _cell(value: object) -> str:
    """Return a cell as text, without what no name or address holds."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = "".join(sign if sign.isprintable() else " " for sign in str(value)[:MOST_CELL])
    # A formula's text says nothing about anybody; an apostrophe only kept it from running.
    return " ".join(text.split()).removeprefix("'")
