"""A backup can be restored: into an empty database, with every row and none changed."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from schoolslink.access import seal, witness
from schoolslink.cli.copies import damaged_keys
from schoolslink.config.database import copies, roles
from schoolslink.config.database.installation import Installation
from schoolslink.config.database.locate import DatabaseTrouble

AT = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
BASE = "schoolslink_test"


@pytest.fixture
def empty(own_database: str) -> Iterator[str]:
    """Return the administrator's way to an empty database beside the test's own."""
    admin = os.environ["SCHOOLSLINK_TEST_ADMIN"]
    name = f"{own_database}_restored"
    with psycopg.connect(admin, dbname="postgres", autocommit=True) as server:
        roles.create_database(server, BASE, name)
        yield make_conninfo(admin, dbname=name)
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def backup_url(own_database: str) -> str:
    """Return the backup role's way into the test's own database."""
    installation = Installation(
        base=BASE,
        database=own_database,
        admin=os.environ["SCHOOLSLINK_TEST_ADMIN"],
        home=Path(os.environ["SCHOOLSLINK_HOME"]),
        synthetic=True,
    )
    return installation.url("backup")


def back_up(url: str, folder: Path) -> copies.Manifest:
    return copies.back_up(
        url, folder, installation=BASE, at=AT, sign=witness.signed, witness=folder.parent / "seen",
        files=folder.parent / "files",
    )  # fmt: skip


def write_a_child(admin_url: str, master: bytes | None = None) -> uuid.UUID:
    """Write a child and her key, wrapped by the master key that is here, or by another."""
    child, (kid, ours) = uuid.uuid4(), settings.RINGS["CHILD_MASTER_KEY"].current
    with psycopg.connect(admin_url) as connection:
        connection.execute("insert into referrals_youngperson values (%s, %s)", [child, AT])
        connection.execute(
            "insert into keys.child_key (subject, wrapped, master_kid) values (%s, %s, %s)",
            [child, seal.wrap(master or ours, child, b"k" * 32), kid],
        )
    return child


def children_with_a_key(url: str) -> list[uuid.UUID]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("select subject from keys.child_key")]


def test_a_restored_database_is_the_same_row_for_row(
    admin_url: str, backup_url: str, empty: str, tmp_path: Path
) -> None:
    write_a_child(admin_url)

    written = back_up(backup_url, tmp_path / "one")
    copies.fill(empty, tmp_path / "one", tmp_path / "one" / copies.KEYS_DUMP)

    assert copies.Manifest.read(tmp_path / "one") == written
    assert written.tables["keys.child_key"].rows == 1
    assert copies.compare(empty, written, is_ours=witness.is_ours) == []


def test_an_older_backup_is_restored_with_the_latest_keys(
    admin_url: str, backup_url: str, empty: str, tmp_path: Path
) -> None:
    kept, erased = write_a_child(admin_url), write_a_child(admin_url)
    older = back_up(backup_url, tmp_path / "one")
    write_a_child(admin_url)  # between the two: the older backup does not know her
    with psycopg.connect(admin_url) as connection:
        connection.execute("delete from keys.child_key where subject = %s", [erased])
    back_up(backup_url, tmp_path / "two")

    copies.fill(empty, tmp_path / "one", tmp_path / "two" / copies.KEYS_DUMP)

    assert copies.compare(empty, older, is_ours=witness.is_ours) == []
    assert children_with_a_key(empty) == [kept]
    assert damaged_keys(empty) == []


def test_a_child_erased_since_is_taken_out_of_an_older_backup_again(
    admin_url: str, backup_url: str, empty: str, tmp_path: Path
) -> None:
    kept, erased = write_a_child(admin_url), write_a_child(admin_url)
    back_up(backup_url, tmp_path / "one")
    with psycopg.connect(admin_url) as connection:
        connection.execute(
            "insert into referrals_erasure values (%s, %s, 'all', 'after_contact', 'source', now(), 'Olu',"
            " %s, '{}', '')",
            [uuid.uuid4(), erased, [uuid.uuid4()]],
        )
        connection.execute(
            "update referrals_erasure e set hash = referrals_erasure_hash(e.id, e.subject, e.part, e.rule,"
            " e.source, e.at, e.ordered_by, e.agreed_by, e.counts)"
        )
        connection.execute("select referrals_erase_rows(%s, 'all')", [erased])
        [(line,)] = connection.execute("select to_jsonb(e) from referrals_erasure e").fetchall()
    copies.fill(empty, tmp_path / "one", tmp_path / "one" / copies.KEYS_DUMP)

    assert copies.forget_again(empty, [line]) == 2  # the child, and the key of that older file
    assert copies.forget_again(empty, [line]) == 0

    assert children_with_a_key(empty) == [kept]
    with psycopg.connect(empty) as connection:
        assert connection.execute("select id from referrals_youngperson").fetchall() == [(kept,)]
        assert connection.execute("select subject from referrals_erasure").fetchall() == [(erased,)]
    with pytest.raises(psycopg.Error, match="not as it was written"):
        copies.forget_again(empty, [line | {"subject": str(kept)}])


def test_a_key_that_does_not_open_is_told(
    admin_url: str, backup_url: str, empty: str, tmp_path: Path
) -> None:
    write_a_child(admin_url)
    write_a_child(admin_url, master=b"of another installation, alas!!!")
    back_up(backup_url, tmp_path / "one")

    copies.fill(empty, tmp_path / "one", tmp_path / "one" / copies.KEYS_DUMP)

    [told] = damaged_keys(empty)
    assert "keys.child_key: 1 do not open" in told


def test_a_changed_row_and_a_lost_row_are_found(
    admin_url: str, backup_url: str, empty: str, tmp_path: Path
) -> None:
    with psycopg.connect(admin_url) as connection:
        connection.execute(
            "insert into access_organisation (id, kind, name) values"
            " (%s, 'school', 'One'), (%s, 'school', 'Two')",
            [uuid.uuid4(), uuid.uuid4()],
        )
    written = back_up(backup_url, tmp_path / "one")
    copies.fill(empty, tmp_path / "one", tmp_path / "one" / copies.KEYS_DUMP)

    with psycopg.connect(empty) as connection:
        connection.execute("update access_organisation set name = 'Other' where name = 'One'")
    assert copies.compare(empty, written, is_ours=witness.is_ours) == [
        "public.access_organisation: 2 rows, but their content differs"
    ]

    with psycopg.connect(empty) as connection:
        connection.execute("delete from access_organisation where name = 'Two'")
    assert copies.compare(empty, written, is_ours=witness.is_ours) == [
        "public.access_organisation: 2 rows in the backup, 1 restored"
    ]


def test_a_backup_whose_end_of_the_audit_was_altered_is_found(
    backup_url: str, empty: str, tmp_path: Path
) -> None:
    """Whoever shortens the chain in a backup can write a manifest that suits it, but not sign it."""
    (tmp_path / "seen").write_text("{}\n")
    written = back_up(backup_url, tmp_path / "one")
    copies.fill(empty, tmp_path / "one", tmp_path / "one" / copies.KEYS_DUMP)
    head = written.audit_head

    for altered in (
        head | {"seq": head["seq"] + 1},
        head | {"mac": "0" * 64},
        {"hash": head["hash"]},  # as an older version wrote it, or somebody who has no key
    ):
        found = copies.compare(empty, replace(written, audit_head=altered), is_ours=witness.is_ours)
        assert "audit: the backup's end of the chain was not signed by us" in found

    again = copies.compare(empty, written, is_ours=witness.is_ours)
    assert again == []
    assert (tmp_path / "one" / copies.WITNESS).read_text() == "{}\n"


def test_a_backup_holds_no_childs_key_and_no_identity_key(
    admin_url: str, backup_url: str, empty: str, tmp_path: Path
) -> None:
    write_a_child(admin_url)
    back_up(backup_url, tmp_path / "one")
    (tmp_path / "none").write_bytes((tmp_path / "one" / copies.DUMP).read_bytes())

    copies._run(
        15,
        "pg_restore",
        ["--exit-on-error", f"--dbname={name_of(empty)}", str(tmp_path / "none")],
        empty,
    )

    with psycopg.connect(empty) as connection:
        (keys,) = connection.execute("select count(*) from keys.child_key").fetchone() or (None,)
        (tokens,) = connection.execute("select to_regclass('access.token_key')").fetchone() or ("",)
    assert keys == 0
    assert tokens is None


def name_of(url: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


def test_a_backup_that_did_not_end_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError):
        back_up("host=/nowhere dbname=x", tmp_path / "one")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_manifest_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="no whole backup"):
        copies.Manifest.read(tmp_path)


def test_sealed_files_are_copied_once_and_missed_or_altered_ones_are_told(
    admin_url: str, tmp_path: Path
) -> None:
    live, backup, back = tmp_path / "files", tmp_path / "one" / "files", tmp_path / "new" / "files"
    live.mkdir()
    names = ["a" * 64, "b" * 64, "c" * 64]
    for name in names:
        (live / name).write_bytes(name.encode())
    (live / ("d" * 64 + ".part")).write_bytes(b"half")
    shas = {name: hashlib.sha256(name.encode()).hexdigest() for name in names}
    with psycopg.connect(admin_url) as connection:
        connection.execute("set session_replication_role = replica")
        for name in names:
            connection.execute(
                "insert into public.referrals_attachment (id, child_id, item_id, kind, type, name,"
                " bytes, file, sha256, scanned, at, written_by, risk_marked)"
                " values (%s, %s, %s, 'letter', 'pdf', '', 1, %s, %s, 'clean', now(), %s, false)",
                [*(uuid.uuid4() for _ in range(3)), name, shas[name], uuid.uuid4()],
            )

    assert copies.copy_files(live, backup) == 3
    assert copies.copy_files(live, backup) == 0
    (live / names[0]).unlink()  # swept later: the backup has it still
    assert copies.damaged_files(admin_url, backup) == []
    assert copies.copy_files(backup, back) == 3
    assert sorted(path.name for path in back.iterdir()) == names
    (back / names[0]).unlink()
    (back / names[1]).write_bytes(b"other")
    told = copies.damaged_files(admin_url, back)
    assert told[0] == "files: 1 of 3 are missing"
    assert copies.copy_files(tmp_path / "nowhere", back) == 0
