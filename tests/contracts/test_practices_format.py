"""The list of GP practices as the NHS publishes it (`epraccur`), in both writings that are about.

No real file lies beside the others, so these lines are invented, laid out as the published field list
says: 27 columns, no headings, every value in quotation marks, days as 20230331.
"""

from datetime import date

import pytest

from schoolslink.interop.gias.errors import BrokenFile
from schoolslink.interop.gias.files import examine
from schoolslink.interop.gias.practices import COLUMNS, practice_rows
from schoolslink.interop.gias.shapes import recognise
from schoolslink.interop.gias.tables import Report

NEWER = (
    '"Y90001","THE INVENTED SURGERY","Y60","QZZ","12 RIVER STREET","","","RIVERTON","RIVERSHIRE",'
    '"ZE1 2AB","19740401","","ACTIVE","B","ZZ1","20220701","","01632 960111","","","","0","","ZZ1",'
    '"","RO76",""\r\n'
    '"Y90002","INVENTED WALK IN AND OUT OF HOURS","Y60","QZZ","1 HIGH STREET","","","RIVERTON","",'
    '"ZE1 3AB","20100401","","ACTIVE","B","ZZ1","20220701","","","","","","0","","ZZ1","",'
    '"RO80|RO87",""\r\n'
    '"Y90003","INVENTED OLD SURGERY","Y60","QZZ","2 MILL LANE","","","RIVERTON","","ZE1 4AB",'
    '"19740401","20230331","INACTIVE","Z","","","","","","","","0","","","","RO76",""\r\n'
)
OLDER = (
    '"Y90001","THE INVENTED SURGERY","Y60","QZZ","12 RIVER STREET","","","RIVERTON","RIVERSHIRE",'
    '"ZE1 2AB","19740401","","A","B","ZZ1","20130401","","01632 960111","","","","0","","ZZ1","",'
    '"4",""\n'
    '"Y90003","INVENTED OLD SURGERY","Y60","QZZ","2 MILL LANE","","","RIVERTON","","ZE1 4AB",'
    '"19740401","20230331","C","Z","","","","","","","","0","","","","4",""\n'
    '"Y90005","INVENTED PRISON","Y60","QZZ","3 MILL LANE","","","RIVERTON","","ZE1 4AB","19740401",'
    '"","A","Z","","","","","","","","0","","","","10",""\n'
)


def drawn(folder, text):
    path = folder / "anything.csv"
    path.write_text(text)
    examined, report = examine(path), Report()
    return recognise(examined), list(practice_rows(examined, report)), report


@pytest.mark.parametrize("text", [NEWER, OLDER], ids=["newer", "older"])
def test_both_writings_give_the_same_practices(text, tmp_path):
    shape, rows, report = drawn(tmp_path, text)

    assert (shape.kind, report.rows, report.held_back) == ("practices", 3, [])
    assert [tuple(row) for row in rows] == [
        (
            "Y90001", "The Invented Surgery", "12 River Street\nRiverton\nRivershire", "ZE1 2AB",
            "01632 960111", False, None,
        ),
        (
            "Y90003", "Invented Old Surgery", "2 Mill Lane\nRiverton", "ZE1 4AB", "", True,
            date(2023, 3, 31),
        ),
    ]  # fmt: skip


def test_the_layout_has_27_columns():
    assert len(COLUMNS) == len(set(COLUMNS)) == 27


def test_a_broken_first_line_does_not_hide_what_the_file_is(tmp_path):
    shape, rows, report = drawn(tmp_path, '"half","a","row"\r\n' + NEWER)

    assert (shape.kind, len(rows)) == ("practices", 2)
    assert [held.line for held in report.held_back] == [1]


def test_headings_that_somebody_added_are_one_row_held_back(tmp_path):
    _shape, rows, report = drawn(tmp_path, ",".join(COLUMNS) + "\r\n" + NEWER)

    assert (len(rows), report.rows) == (2, 4)


def test_another_list_without_headings_is_no_list_of_practices(tmp_path):
    path = tmp_path / "epraccur.csv"
    path.write_text('"Y90001","A","B"\n"Y90002","C","D"\n')

    with pytest.raises(BrokenFile):
        recognise(examine(path))
