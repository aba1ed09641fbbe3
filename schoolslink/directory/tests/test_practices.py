"""GP practices: brought up to date from the national file, found as somebody types."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from schoolslink.access.jobs import as_system
from schoolslink.directory.commands.register_guard import MayNotManageRegister
from schoolslink.directory.models import GpPractice, RegisterChangeSet
from schoolslink.directory.queries import practice_of, search_practices
from schoolslink.directory.rules.importing import CutShort, OlderFile
from schoolslink.directory.rules.practices import as_read, in_one_line
from schoolslink.directory.tests import factories
from schoolslink.interop.gias.errors import BrokenFile
from schoolslink.interop.gias.imports import import_planned, plan
from schoolslink.interop.gias.tests import made

AT = datetime(2024, 7, 9, 9, tzinfo=UTC)
TODAY = date(2024, 7, 9)


def take(path, **options):
    (planned,), _notes = plan([path], AT)
    with as_system("register") as actor:
        return import_planned(planned, actor=actor, at=AT, **options)


def practices(folder, *rows, day="20240617", **options):
    return take(made.practices(folder, rows, f"epraccur_{day}.csv"), **options)


def names(typed):
    return [row.name for row in search_practices(typed, on=TODAY).rows]


@pytest.mark.parametrize(
    ("shouted", "read"),
    [
        ("THE RIVER STREET SURGERY", "The River Street Surgery"),
        ("ST JOHN'S MEDICAL CENTRE", "St John's Medical Centre"),
        ("O'BRIEN & PARTNERS", "O'Brien & Partners"),
        ("NEWTON-ON-THE-HILL NHS CENTRE", "Newton-on-the-Hill NHS Centre"),
        ("Dr deSouza", "Dr deSouza"),
    ],
)
def test_a_shouted_name_is_written_as_it_is_read(shouted, read):
    assert as_read(shouted) == read


def test_a_practice_in_one_line_has_its_place():
    assert in_one_line("A", "1 B Road\nCton", "ZE1 1AA") == "A, 1 B Road, Cton, ZE1 1AA"


@pytest.mark.django_db
class TestImport:
    def test_a_first_import_lets_every_practice_in_and_nothing_else(self, tmp_path):
        imported = practices(
            tmp_path,
            made.a_practice("Y90001"),
            made.a_practice("Y90002", status="INACTIVE", close="20230331", postcode=""),
            made.a_practice("Y90003", setting="RO80|RO87"),
            made.a_practice("Y90004", status="PROPOSED"),
        )

        assert (imported.source, imported.rows, imported.held_back) == ("practices", 4, 0)
        assert imported.changes == {"added": 2, "changed": 0, "closed": 0}
        there = GpPractice.objects.get(ods_code="Y90001")
        assert (there.name, there.address, there.postcode, there.phone, there.closed_on) == (
            "River Street Surgery", "12 River Street\nRiverton", "ZE1 2AB", "01632 960111", None,
        )  # fmt: skip
        assert GpPractice.objects.get(ods_code="Y90002").closed_on == date(2023, 3, 31)
        assert RegisterChangeSet.objects.get().state == "applied"

    def test_the_same_news_twice_changes_nothing(self, tmp_path):
        rows = [made.a_practice("Y90001"), made.a_practice("Y90002", status="CLOSED")]
        practices(tmp_path, *rows)
        before = list(GpPractice.objects.order_by("ods_code").values())

        same_file = practices(tmp_path, *rows)
        later = practices(tmp_path, *rows, made.a_practice("Y9", setting="0"), day="20240701")

        assert same_file.changes == later.changes == {"added": 0, "changed": 0, "closed": 0}
        assert list(GpPractice.objects.order_by("ods_code").values()) == before

    def test_one_moves_one_closes_and_one_that_is_left_out_stays(self, tmp_path):
        practices(tmp_path, *(made.a_practice(f"Y9000{n}") for n in (1, 2, 3)))

        imported = practices(
            tmp_path,
            made.a_practice("Y90001", line1="3 MILL LANE", postcode="ZE1 9ZZ"),
            made.a_practice("Y90002", status="INACTIVE", close="20240630"),
            day="20240701",
        )

        assert imported.changes == {"added": 0, "changed": 1, "closed": 1}
        assert GpPractice.objects.get(ods_code="Y90001").address.startswith("3 Mill Lane")
        assert GpPractice.objects.get(ods_code="Y90002").closed_on == date(2024, 6, 30)
        assert GpPractice.objects.get(ods_code="Y90003").closed_on is None

    def test_a_closed_one_that_opens_again_is_open(self, tmp_path):
        practices(tmp_path, made.a_practice("Y90001", status="CLOSED"))

        practices(tmp_path, made.a_practice("Y90001"), day="20240701")

        assert GpPractice.objects.get().closed_on is None

    def test_a_broken_row_is_held_back_by_line_and_column(self, tmp_path):
        imported = practices(
            tmp_path,
            made.a_practice("Y90001"),
            made.a_practice("Y90002", postcode="nowhere"),
            made.a_practice("Y9!", name="ODD"),
            made.a_practice("Y90004", phone="x" * 60),
            made.a_practice("Y90005", status="ASLEEP"),
            made.a_practice("Y90006", line1="", town=""),
        )

        assert imported.changes["added"] == 2
        assert [str(problem).split(":")[0] for problem in imported.problems] == [
            "line 2, column Postcode",
            "line 3, column Organisation Code",
            "line 4, column Contact Telephone Number",
            "line 5, column Status Code",
            "line 6, column Address Line 1",
        ]
        assert GpPractice.objects.get(ods_code="Y90004").phone == ""

    def test_an_older_file_and_one_cut_short_are_refused(self, tmp_path):
        many = [made.a_practice(f"Y9{n:04d}") for n in range(120)]
        practices(tmp_path, *many)

        with pytest.raises(OlderFile):
            practices(tmp_path, *many, day="20240501")
        with pytest.raises(CutShort):
            practices(tmp_path, *many[:60], day="20240701")

        assert practices(tmp_path, *many[:60], day="20240701", even_if_short=True).rows == 60

    def test_a_file_that_cannot_be_read_changes_nothing(self, tmp_path):
        practices(tmp_path, made.a_practice("Y90001"))
        broken = [made.a_practice(f"Y8{n:04d}", postcode="?") for n in range(30)]

        with pytest.raises(BrokenFile):
            practices(tmp_path, made.a_practice("Y90009"), *broken, day="20240701")

        assert [p.ods_code for p in GpPractice.objects.all()] == ["Y90001"]

    def test_a_lead_may_not_import_practices(self, tmp_path, as_seed):
        with as_seed():
            amira, school = factories.a_person("Amira Khan"), factories.a_school()
            lead = factories.an_actor(amira, (school, factories.Role.SCHOOL_LEAD))
        (planned,), _notes = plan([made.practices(tmp_path, [made.a_practice()])], AT)

        with as_system("test"), pytest.raises(MayNotManageRegister):
            import_planned(planned, actor=lead, at=AT)

        with as_system("test"):
            assert not GpPractice.objects.exists()

    def test_the_database_refuses_an_open_practice_without_an_address(self):
        with pytest.raises(IntegrityError):
            GpPractice.objects.create(ods_code="Y90001", name="Nowhere", postcode="ZE1 2AB")


@pytest.mark.django_db
class TestSearch:
    @pytest.fixture(autouse=True)
    def known(self, tmp_path):
        practices(
            tmp_path,
            made.a_practice("Y90001"),
            made.a_practice(
                "Y90002", name="SAINT ANNE'S PRACTICE", line1="1 HIGH ST", postcode="ZE2 1AA"
            ),
            made.a_practice(
                "Y90003", name="MILL SURGERY", line1="MILL LANE", town="OLDTOWN", postcode="ZE2 1AB"
            ),
            made.a_practice("Y90004", name="MILL SURGERY", status="CLOSED"),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("river str", ["River Street Surgery"]),
            ("st annes", ["Saint Anne's Practice"]),
            ("riverton", ["River Street Surgery", "Saint Anne's Practice"]),
            ("ZE2 1AB", ["Mill Surgery"]),
            ("ze2", ["Mill Surgery", "Saint Anne's Practice"]),
            ("mill", ["Mill Surgery"]),
            ("", []),
            ("'); drop table", []),
            ("zzz", []),
        ],
    )
    def test_by_name_town_or_postcode_and_no_closed_one(self, typed, found):
        assert names(typed) == found

    def test_more_than_fit_are_said_to_be_more(self, tmp_path):
        practices(
            tmp_path,
            *(made.a_practice(f"Y8{n:04d}", name=f"HILL SURGERY {n}") for n in range(12)),
            day="20240701",
        )

        found = search_practices("hill", on=TODAY)

        assert (len(found.rows), found.has_more) == (8, True)

    def test_a_practice_is_shown_as_it_is_chosen(self):
        row = search_practices("ZE1 2AB", on=TODAY).rows[0]

        assert row.written == "River Street Surgery, 12 River Street, Riverton, ZE1 2AB"
        assert practice_of(row.id) == row
        assert row.is_open(TODAY)
