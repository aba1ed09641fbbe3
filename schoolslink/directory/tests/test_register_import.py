"""The register is brought up to date from files: what goes in, what waits, what is refused."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from schoolslink.access.jobs import as_system
from schoolslink.directory.commands import register_review
from schoolslink.directory.commands.register_guard import MayNotManageRegister
from schoolslink.directory.models import (
    CommissioningBody,
    LocalAuthority,
    Postcode,
    RegisterChange,
    RegisterChangeSet,
    School,
    SchoolHistory,
)
from schoolslink.directory.queries.register import school_shown, waiting_changes
from schoolslink.directory.rules.importing import CutShort, OlderFile
from schoolslink.directory.tests import factories
from schoolslink.interop.gias.errors import BrokenFile
from schoolslink.interop.gias.imports import import_planned, plan
from schoolslink.interop.gias.tests import made

pytestmark = pytest.mark.django_db
AT = datetime(2024, 7, 9, 9, tzinfo=UTC)


def take(*paths, **options):
    """Import files as ./link register import does, and return what each changed."""
    done = []
    for planned in plan(paths, AT)[0]:
        with as_system("register") as actor:
            done.append(import_planned(planned, actor=actor, at=AT, **options))
    return done


def register(folder, *rows, day="2024_06_17", **options):
    return take(made.composite(folder, rows, f"composite_{day}.csv"), **options)[0]


def changed(imported):
    return {kind: count for kind, count in imported.changes.items() if count}


def waiting():
    return [(c.kind, c.urn) for c in waiting_changes()]


def test_a_first_import_lets_every_school_in(tmp_path):
    imported = register(
        tmp_path,
        made.a_school(100001, name="Hillside Primary School", open_date="01-09-1999"),
        made.a_school(100002, status="Closed", close_date="31-08-2020"),
        made.a_school(100003, status="Open, but proposed to close"),
    )

    assert (imported.rows, imported.open, imported.held_back) == (3, 2, 0)
    assert changed(imported) == {"added": 3}
    school = School.objects.get(urn=100001)
    assert school.organisation.name == "Hillside Primary School"
    assert (school.status, school.opened_on, school.icb_code) == ("open", date(1999, 9, 1), "QZZ")
    assert school.lat == pytest.approx(52.86, abs=0.01)
    assert LocalAuthority.objects.get(code="999").organisation.name == "Invented Council"
    assert RegisterChangeSet.objects.get().state == "applied"


def test_the_same_file_twice_changes_nothing(tmp_path):
    rows = [made.a_school(100001), made.a_school(100002)]
    register(tmp_path, *rows)
    before = list(School.objects.order_by("urn").values())

    again = register(tmp_path, *rows)

    assert changed(again) == {}
    assert list(School.objects.order_by("urn").values()) == before
    assert SchoolHistory.objects.count() == 2


def test_harmless_changes_go_in_and_the_others_wait(tmp_path):
    register(tmp_path, *(made.a_school(urn) for urn in range(100001, 100007)))

    imported = register(
        tmp_path,
        made.a_school(100001, town="New Riverton"),
        made.a_school(100002, name="Invented School 100002 and Nursery"),
        made.a_school(100003, status="Closed", close_date="31-08-2024"),
        made.a_school(100004, phase="Secondary"),
        made.a_school(100005, sub_icb_code="YY1", icb_code="QYY"),
        made.a_school(100006, name="Oak Tree Academy"),
        day="2024_07_17",
    )

    assert changed(imported) == {
        "details": 1, "name": 1, "closure": 1, "phase": 1, "moved_area": 1, "renamed": 1,
    }  # fmt: skip
    assert imported.waiting == 4
    assert waiting() == [
        ("closure", 100003), ("moved_area", 100005), ("phase", 100004), ("renamed", 100006),
    ]  # fmt: skip
    assert School.objects.get(urn=100001).town == "New Riverton"
    assert School.objects.get(urn=100003).status == "open"
    assert School.objects.get(urn=100005).icb_code == "QZZ"


def test_what_waits_is_not_asked_twice_and_a_refusal_is_remembered(tmp_path):
    register(tmp_path, made.a_school(100001), made.a_school(100002))
    moved = [made.a_school(100001, phase="Secondary"), made.a_school(100002)]
    register(tmp_path, *moved)

    again = register(tmp_path, *moved)

    assert (changed(again), len(waiting())) == ({}, 1)
    with as_system("review") as actor:
        ids = [change.id for change in waiting_changes()]
        register_review.refuse_changes(actor=actor, change_ids=ids, at=AT)
    assert (changed(register(tmp_path, *moved)), waiting()) == ({}, [])
    assert School.objects.get(urn=100001).phase == "Primary"


def decisions(urn):
    """Return what was asked of a school and what became of it, the oldest first."""
    rows = RegisterChange.objects.filter(urn=urn, needs_review=True).order_by("pk")
    return [(row.kind, row.decision) for row in rows]


def test_a_closure_that_waits_is_withdrawn_when_a_newer_file_shows_the_school_open(tmp_path):
    others = [made.a_school(urn) for urn in range(100002, 100005)]
    register(tmp_path, made.a_school(100001), *others, day="2024_06_17")
    closed = made.a_school(100001, status="Closed", close_date="31-08-2024")
    register(tmp_path, closed, *others, day="2024_07_01")

    again = register(tmp_path, made.a_school(100001), *others, day="2024_07_05")

    assert (waiting(), again.withdrawn) == ([], 1)
    assert decisions(100001) == [("closure", "superseded")]
    assert RegisterChangeSet.objects.exclude(state="applied").count() == 0


def test_a_school_that_is_back_in_the_file_has_not_vanished(tmp_path):
    others = [made.a_school(urn) for urn in range(100002, 100005)]
    register(tmp_path, made.a_school(100001), *others, day="2024_06_17")
    register(tmp_path, *others, day="2024_07_01")
    assert waiting() == [("vanished", 100001)]
    register(tmp_path, *others, day="2024_07_02")
    assert decisions(100001) == [("vanished", "waiting")]

    register(tmp_path, made.a_school(100001), *others, day="2024_07_05")

    assert decisions(100001) == [("vanished", "superseded")]


def test_a_newer_value_takes_the_place_of_the_one_that_waits(tmp_path):
    register(tmp_path, made.a_school(100001), day="2024_06_17")
    register(tmp_path, made.a_school(100001, name="Oak Tree Academy"), day="2024_07_01")

    later = register(tmp_path, made.a_school(100001, name="Ash Grove School"), day="2024_07_05")

    assert decisions(100001) == [("renamed", "superseded"), ("renamed", "waiting")]
    assert changed(later) == {"renamed": 1}
    assert waiting_changes()[0].after == {"name": "Ash Grove School"}


def test_an_accepted_change_goes_in_with_its_history(tmp_path):
    register(tmp_path, made.a_school(100001), day="2024_06_17")
    register(tmp_path, made.a_school(100001, name="Oak Tree Academy"), day="2024_07_01")

    with as_system("review") as actor:
        ids = [change.id for change in waiting_changes()]
        count = register_review.accept_changes(actor=actor, change_ids=ids, at=AT)

    school = School.objects.get(urn=100001)
    assert (count, school.organisation.name) == (1, "Oak Tree Academy")
    assert school.search_text.startswith("oak tree academy")
    told = SchoolHistory.objects.order_by("from_on").values_list("name", "from_on", "until_on")
    assert list(told) == [
        ("Invented School 100001", date(2024, 6, 17), date(2024, 7, 1)),
        ("Oak Tree Academy", date(2024, 7, 1), None),
    ]
    assert not RegisterChangeSet.objects.exclude(state="applied").exists()
    with as_system("review") as actor, pytest.raises(register_review.AlreadyDecided):
        register_review.accept_changes(actor=actor, change_ids=ids, at=AT)


def test_a_school_missing_from_a_whole_register_waits(tmp_path):
    register(
        tmp_path,
        made.a_school(100001),
        made.a_school(100002, status="Closed"),
        made.a_school(100003),
    )

    imported = register(tmp_path, made.a_school(100003))

    assert changed(imported) == {"vanished": 1}
    assert waiting() == [("vanished", 100001)]


def test_a_list_of_state_schools_says_nothing_of_the_others(tmp_path):
    register(tmp_path, *(made.a_school(urn) for urn in (100001, 100002, 100003)))
    listed = [made.a_school(100001), made.a_school(100002)]

    first = take(made.state_list(tmp_path, listed, "list_2024_06_20.csv"))[0]
    second = take(made.state_list(tmp_path, listed[:1], "list_2024_07_01.csv"))[0]

    assert changed(first) == {}
    assert changed(second) == {"vanished": 1}
    assert waiting() == [("vanished", 100002)]


def test_a_list_does_not_take_back_that_a_school_is_proposed_to_close(tmp_path):
    row = made.a_school(100001, status="Open, but proposed to close")
    register(tmp_path, row)

    imported = take(made.state_list(tmp_path, [row]))[0]

    assert changed(imported) == {}
    assert School.objects.get(urn=100001).status == "closing"


def test_a_composite_file_leaves_what_it_does_not_know(tmp_path):
    register(tmp_path, made.a_school(100001, town="Riverton"))

    imported = register(tmp_path, made.a_school(100001, town="", postcode=""))

    assert changed(imported) == {}
    assert School.objects.get(urn=100001).town == "Riverton"


def test_a_broken_value_keeps_what_was_known(tmp_path):
    register(tmp_path, made.a_school(100001, postcode="ZE1 1AA"))

    imported = register(tmp_path, made.a_school(100001, postcode="2036"))

    assert (imported.held_back, imported.held_back_rows) == (1, 0)
    assert School.objects.get(urn=100001).postcode == "ZE1 1AA"


def test_a_file_that_is_cut_short_changes_nothing(tmp_path):
    rows = [made.a_school(100001 + i) for i in range(200)]
    register(tmp_path, *rows)

    with pytest.raises(CutShort, match="60 of 200 open schools are missing"):
        register(tmp_path, *rows[60:])

    assert not RegisterChange.objects.filter(kind="vanished").exists()
    assert changed(register(tmp_path, *rows[60:], even_if_short=True)) == {"vanished": 60}


def test_an_older_file_is_refused(tmp_path):
    register(tmp_path, made.a_school(100001), day="2024_06_17")

    with pytest.raises(OlderFile, match=r"17 June 2023.*17 June 2024"):
        register(tmp_path, made.a_school(100001, town="Elsewhere"), day="2023_06_17")

    assert School.objects.get(urn=100001).town == "Riverton"


def test_a_file_that_breaks_in_its_last_rows_changes_nothing(tmp_path):
    good = [made.a_school(100001 + i) for i in range(60)]
    bad = [made.a_school(100101 + i, urn="?") for i in range(40)]

    with pytest.raises(BrokenFile):
        register(tmp_path, *good, *bad)

    assert not School.objects.exists()
    assert not RegisterChangeSet.objects.exists()


PLACES = (
    "lsoa21_name,lsoa21_code,sicbl24_name,sicbl24_code,sicbl24_code_nhs,icb24_name,icb24_code,"
    "icb24_code_nhs\nRiverton 1A,E01000001,NHS River - ZZ1,E38000999,ZZ1,NHS River ICB,E54000999,QZZ\n"
)
POSTCODES = "postcode,e,n,lad,lsoa21\nZE11AA,430000,330000,E07000001,E01000001\n"


def bare(urn):
    return made.a_school(
        urn, postcode="ZE1 1AA", easting="", northing="", sub_icb_code="", icb_code=""
    )


@pytest.mark.parametrize("schools_first", [True, False])
def test_a_school_is_placed_by_its_postcode_whichever_file_comes_first(schools_first, tmp_path):
    places = [made.write(tmp_path / "n.csv", PLACES), made.write(tmp_path / "p.csv", POSTCODES)]
    if schools_first:
        register(tmp_path, bare(100001))
    take(*places)
    if not schools_first:
        register(tmp_path, bare(100001))

    school = School.objects.get(urn=100001)

    assert (school.easting, school.sub_icb_code, school.icb_code) == (430000, "ZZ1", "QZZ")
    assert (school.lad_code, school.lsoa_code) == ("E07000001", "E01000001")
    assert school.lat == pytest.approx(52.866, abs=0.01)
    assert CommissioningBody.objects.get(code="ZZ1").organisation.name == "NHS River - ZZ1"
    assert SchoolHistory.objects.get(until_on=None).icb_code == "QZZ"


@pytest.mark.parametrize("known", [True, False])
def test_an_old_neighbourhood_in_the_file_is_not_taken_turn_and_turn_about(known, tmp_path):
    take(made.write(tmp_path / "p.csv", POSTCODES))
    if known:
        take(made.write(tmp_path / "n.csv", PLACES))
    row = made.a_school(100001, postcode="ZE1 1AA", lsoa21_code="E01099999")
    register(tmp_path, row)

    again = [changed(register(tmp_path, row)) for _ in range(3)]

    assert again == [{}, {}, {}]
    assert School.objects.get().lsoa_code == "E01000001"


def test_postcodes_are_added_moved_and_left_alone(tmp_path):
    first = take(made.write(tmp_path / "a.csv", POSTCODES + "ZE11AB,430001,330001,,\n"))[0]
    same = take(tmp_path / "a.csv")[0]
    moved = take(made.write(tmp_path / "b.csv", POSTCODES.replace("430000", "430009")))[0]

    assert first.changes == {"added": 2, "changed": 0, "schools_placed": 0, "services_placed": 0}
    assert same.changes == {"added": 0, "changed": 0}
    assert moved.changes == {"added": 0, "changed": 1, "schools_placed": 0, "services_placed": 0}
    assert Postcode.objects.get(postcode="ZE1 1AA").easting == 430009
    assert Postcode.objects.count() == 2


def test_a_folder_is_taken_in_order_and_what_is_no_register_is_passed_over(tmp_path):
    made.composite(tmp_path, [bare(100001)])
    made.state_list(tmp_path, [bare(100001)])
    made.write(tmp_path / "n.csv", PLACES)
    made.write(tmp_path / "p.csv", POSTCODES)
    made.write(tmp_path / "README.md", "Some words")

    planned, notes = plan([tmp_path], AT)

    assert [file.shape.kind for file in planned] == ["neighbourhoods", "postcodes", "schools"]
    assert planned[-1].shape.source == "composite"
    assert notes == [
        "Passed over, as no register files: README.md.",
        "list_2024_07_08.csv: passed over. A fuller or newer file is here.",
    ]


def test_what_the_register_holds_of_a_school_can_be_shown(tmp_path):
    register(tmp_path, made.a_school(100001))

    with as_system("register"):
        shown = school_shown(100001)

    assert shown.facts["name"] == "Invented School 100001"
    assert shown.history[0]["from_on"] == date(2024, 6, 17)
    assert [change["kind"] for change in shown.changes] == ["added"]
    assert school_shown(999999) is None


def test_who_is_not_entrusted_with_the_register_changes_nothing(tmp_path, as_seed):
    register(tmp_path, made.a_school(100001), made.a_school(100002))
    register(
        tmp_path, made.a_school(100001, phase="Secondary"), made.a_school(100002, phase="Nursery")
    )
    with as_seed():
        area = factories.an_area()
        factories.AreaMembership.objects.create(
            area=area, school=School.objects.get(urn=100001), from_on=date(2020, 1, 1)
        )
        coordinator = factories.an_actor(
            factories.a_person("Jo Marsh"), (area, factories.Role.AREA_COORDINATOR)
        )
    mine, other = sorted(waiting_changes(), key=lambda change: change.urn)

    with as_system("test"):
        with pytest.raises(MayNotManageRegister):
            register_review.accept_changes(actor=coordinator, change_ids=[other.id], at=AT)
        count = register_review.accept_changes(actor=coordinator, change_ids=[mine.id], at=AT)

    assert count == 1
    assert RegisterChange.objects.get(pk=mine.id).decided_by_id == coordinator.person_id


def test_staging_tables_hold_nothing_the_application_could_not_do_without():
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class where relname like 'directory_stage%%'"
            " and relkind = 'r' and relpersistence <> 'u'"
        )

        assert cursor.fetchone()[0] == 0
