"""Hostile and broken files: always one clear sentence, and never a row of them."""

import gzip
import io
import zipfile

import pytest

from schoolslink.interop.gias import files, tables
from schoolslink.interop.gias.errors import BrokenFile
from schoolslink.interop.gias.files import examine
from schoolslink.interop.gias.schools import school_rows
from schoolslink.interop.gias.shapes import recognise
from schoolslink.interop.gias.tables import Report
from schoolslink.interop.gias.tests import made


def read(path):
    """Return (rows, report) of a register file, as an import would draw them."""
    examined = examine(path)
    report = Report()
    return list(school_rows(examined, recognise(examined), report)), report


def workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def two_tables() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "urn,name")
        archive.writestr("b.csv", "urn,name")
    return out.getvalue()


GOOD = made.text(made.COMPOSITE, [made.a_school(100001), made.a_school(100002)])

BROKEN = {
    "empty": (b"", "This file is empty."),
    "blank": (b" \r\n \n", "This file is empty."),
    "pdf": (b"%PDF-1.7 ...", "This is a PDF, not a table. Please send the CSV file."),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(50), "This is a picture, not a table."),
    "workbook": (workbook(), "This is an Excel workbook."),
    "utf-16": (GOOD.encode("utf-16"), "This is text in UTF-16."),
    "binary": (bytes(range(256)) * 20, "This is not text."),
    "web page": (b"<!DOCTYPE html><html>", "This is a web page or XML"),
    "two tables": (two_tables(), "This archive holds 2 tables."),
    "cut archive": (gzip.compress(GOOD.encode() * 50)[:-40], "damaged or cut short"),
    "cut zip": (two_tables()[:60], "damaged or cut short"),
    "nested": (gzip.compress(gzip.compress(b"urn,name")), "an archive inside an archive"),
    "one word": (b"hello", "no column names"),
    "no rows": (GOOD.splitlines()[0].encode(), "no row below the column names"),
    "same column twice": (
        b"urn,name,town,open_date,Name\n1,2,3,4,5\n",
        "'name' appears more than once",
    ),
    "other table": (b"sku,price\n1,2\n", "not those of a register file"),
    "json": (b'{"a": 1}', "not a GeoJSON map"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_one_sentence(name, tmp_path):
    content, sentence = BROKEN[name]
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(BrokenFile) as refused:
        read(path)

    assert sentence in str(refused.value)
    assert str(refused.value).startswith("file.csv: ")
    assert str(refused.value).endswith("Nothing was changed.")


def test_a_bomb_is_refused_before_it_unpacks(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(12):
            file.write(b"0" * 1_000_000)

    with pytest.raises(BrokenFile, match="unpacks to far more"):
        examine(path)


def test_a_file_beyond_all_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1_000)
    path = made.write(tmp_path / "large.csv", GOOD * 20)

    with pytest.raises(BrokenFile, match="more than"):
        examine(path)


def test_one_endless_line_is_refused(tmp_path):
    path = made.write(tmp_path / "line.csv", "urn,name,town,open_date\n" + "9" * 2_000_000)

    with pytest.raises(BrokenFile, match="One line of this file"):
        read(path)


def test_missing_files_and_folders_are_named(tmp_path):
    with pytest.raises(BrokenFile, match="There is no such file"):
        examine(tmp_path / "none.csv")
    with pytest.raises(BrokenFile, match="a folder, not a file"):
        examine(tmp_path)


@pytest.mark.parametrize("name", ["plain.csv", "packed.csv.gz", "packed.zip", "nameless"])
def test_a_table_is_read_however_it_is_packed(name, tmp_path):
    rows, report = read(made.write(tmp_path / name, GOOD))

    assert [row.urn for row in rows] == [100001, 100002]
    assert (report.rows, report.held_back) == (2, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_keep_their_accents_in_every_encoding(encoding, tmp_path):
    content = made.text(
        made.COMPOSITE, [made.a_school(100001, name="Ysgol Tŷ-fôn St André’s".replace("ŷ", "y"))]
    )
    rows, _ = read(made.write(tmp_path / "a.csv", content, encoding))

    assert rows[0].name == "Ysgol Ty-fôn St André’s"


def test_one_bad_byte_holds_back_one_row_of_a_good_file(tmp_path):
    names = ["École d’Été", "Łódź", "Ysgol y Frenhines Môn", "São José", "Zoë Café"]
    rows = [made.a_school(100001 + i, name=names[i % 5]) for i in range(40)]
    content = made.text(made.COMPOSITE, rows).encode().replace("Łódź".encode(), b"Lodz\xff", 1)
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    read_rows, report = read(path)

    assert len(read_rows) == 39
    assert str(report.held_back[0]) == (
        "line 3, column name: holds a character that cannot be shown. (row held back)"
    )
    assert read_rows[0].name == "École d’Été"


BROKEN_ROWS = {
    "100002x": "line 3, column urn: '100002x' is not a URN: six digits. (row held back)",
    "99": "line 3, column urn: '99' is not a URN: six digits. (row held back)",
    "100001": "line 3, column urn: URN 100001 is already on line 2. (row held back)",
}


@pytest.mark.parametrize("urn", BROKEN_ROWS)
def test_a_row_without_a_good_urn_is_held_back_by_line_and_column(urn, tmp_path):
    rows = [made.a_school(100001), made.a_school(100002, urn=urn), made.a_school(100003)]

    read_rows, report = read(made.composite(tmp_path, rows))

    assert [row.urn for row in read_rows] == [100001, 100003]
    assert [str(held) for held in report.held_back] == [BROKEN_ROWS[urn]]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "=cmd|' /C calc'!A0", "begins like a spreadsheet formula."),
        ("name", "@SUM(A1)", "begins like a spreadsheet formula."),
        ("name", "x" * 10_000, "has 10,000 characters; at most 200 are taken."),
        ("name", "Ab\x00cd", "holds a character that cannot be shown."),
        ("name", "Hill\u202eside", "holds a character that cannot be shown."),
        ("name", "", "is empty."),
        ("status", "Maybe", "'Maybe' is not a status the register knows."),
    ],
)
def test_a_row_with_a_hostile_name_or_status_is_held_back(field, value, said, tmp_path):
    rows = [made.a_school(100001, **{field: value}), made.a_school(100002)]

    read_rows, report = read(made.composite(tmp_path, rows))

    assert [row.urn for row in read_rows] == [100002]
    assert str(report.held_back[0]) == f"line 2, column {field}: {said} (row held back)"


@pytest.mark.parametrize(
    "name", ["مدرسة النيل", "Школа № 5", "<script>alert(1)</script>", "🌳 Forest School"]
)
def test_unusual_names_are_names(name, tmp_path):
    rows, report = read(made.composite(tmp_path, [made.a_school(100001, name=name)]))

    assert (rows[0].name, report.held_back) == (name, [])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("postcode", "2036", "'2036' is not a postcode."),
        ("open_date", "31-02-2020", "'31-02-2020' is not a day."),
        ("imd2025_decile", "ten", "'ten' is not a whole number."),
        ("easting", "1e5", "'1e5' is not a whole number."),
        ("la_code", "9;9", "'9;9' is not a code."),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_its_school_kept(field, value, said, tmp_path):
    rows, report = read(made.composite(tmp_path, [made.a_school(100001, **{field: value})]))

    assert [row.urn for row in rows] == [100001]
    held = report.held_back[0]
    assert (held.line, held.column, held.said, held.whole_row) == (2, field, said, False)


def test_short_and_long_rows_are_held_back(tmp_path):
    lines = GOOD.splitlines()
    content = "\n".join([lines[0], "100009,Short", lines[1], lines[2] + ",more"])

    rows, report = read(made.write(tmp_path / "a.csv", content))

    assert [row.urn for row in rows] == [100001]
    assert [str(held) for held in report.held_back] == [
        "line 2, column name: has 2 of 22 columns. (row held back)",
        "line 4, column ruc21_code: has 23 of 22 columns. (row held back)",
    ]


def test_an_open_quotation_mark_costs_its_own_rows_only(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST_FIELD", 300)
    lines = made.text(made.COMPOSITE, [made.a_school(100001 + i) for i in range(60)]).splitlines()
    lines[3] = '100003,"Never closed' + lines[3].partition(",Invented School 100003")[2]

    rows, report = read(made.write(tmp_path / "a.csv", "\n".join(lines)))

    assert len(rows) > 50
    assert "an opened quotation mark is not closed" in str(report.held_back[0])


def test_a_file_with_too_many_broken_rows_is_refused_whole(tmp_path):
    rows = [made.a_school(100001 + i, status="Perhaps" if i % 2 else "Open") for i in range(100)]

    with pytest.raises(BrokenFile, match="50 of 100 rows cannot be read"):
        read(made.composite(tmp_path, rows))
