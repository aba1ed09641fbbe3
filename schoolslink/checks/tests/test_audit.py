"""The offline verifier: agrees with PostgreSQL's own text, finds every tampering, needs nothing."""

import base64
import json
import os
import random
import subprocess
import sys

import psycopg
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolslink.access import audit, witness
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.checks import audit_dump, audit_tampering, audit_verifier
from schoolslink.checks.audit_tampering import SAID, WAYS
from schoolslink.config.environment import KeyRing
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id

# What PostgreSQL can keep: no NUL, no halves of characters.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


def dumped(name: str) -> list[dict]:
    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=name) as database:
        return list(audit_dump.events(database))


@pytest.fixture
def lived_in(own_database, settings, tmp_path):
    """A database in which things were seen and done, and its witness."""
    settings.ENVIRONMENT = settings.ENVIRONMENT.__class__(
        **{**vars(settings.ENVIRONMENT), "home": tmp_path}
    )
    for number, said in enumerate(SAID):
        actor = Actor(kind="person", subject_id=new_id())
        with acting(actor, route=said):
            audit.record(actor, f"kind {said}", new_id(), at=clock.now(), detail={"said": said})
            audit.read("item", [new_id()], groups="RI", children=[new_id(), new_id()])
        if number % 3 == 0:
            witness.write_checkpoint()
    witness.write_checkpoint()
    return own_database


def test_chain_written_by_the_database_verifies(lived_in, settings):
    verdict = audit_verifier.verify(
        dumped(lived_in),
        list(audit_verifier.lines_of(witness.file())),
        settings.RINGS["CHECKPOINT_KEY"].keys,
    )

    assert (verdict.findings, verdict.events, verdict.unwitnessed) == ([], 2 * len(SAID), 0)


def test_what_came_after_the_last_checkpoint_is_said(lived_in, settings):
    with acting(Actor(kind="system")) as actor:
        audit.record(actor, "later", at=clock.now())

    verdict = audit_verifier.verify(
        dumped(lived_in),
        list(audit_verifier.lines_of(witness.file())),
        settings.RINGS["CHECKPOINT_KEY"].keys,
    )
    assert (verdict.is_sound, verdict.unwitnessed) == (True, 1)


def test_tail_cut_off_in_the_database_itself_is_found(lived_in, settings):
    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=lived_in) as database:
        database.execute("set session_replication_role = replica")
        database.execute("delete from audit.child_event where seq > 5")
        database.execute("delete from audit.event where seq > 5")
        database.execute(
            "update audit.head set seq = 5, hash = (select hash from audit.event where seq = 5)"
        )

    verdict = audit_verifier.verify(
        dumped(lived_in),
        list(audit_verifier.lines_of(witness.file())),
        settings.RINGS["CHECKPOINT_KEY"].keys,
    )
    assert [finding.kind for finding in verdict.findings] == ["tail"]


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_text_that_is_hashed_is_the_databases_own(db_text, kind, request_id, body):
    assert audit_verifier.hashed_text(
        {
            "seq": 7,
            "at": "1.500000",
            "kind": kind,
            "subject": None,
            "request": request_id,
            "body": body,
        }
    ) == db_text(kind, request_id, body)


@pytest.fixture(scope="module")
def db_text(django_db_setup, django_db_blocker):
    """Return how the database writes an event before it hashes it."""

    def asked(kind: str, request_id: str, body: str) -> str:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "select jsonb_build_array(7::bigint, 1.500000::numeric, %s::text, null::uuid,"
                " %s::text, %s::text)::text",
                [kind, request_id, body],
            )
            return cursor.fetchone()[0]

    return asked


@pytest.mark.parametrize("way", WAYS)
def test_tampering_is_found(way):
    chance = random.Random(way)
    for _ in range(5):
        kept = audit_tampering.invented(40, chance)
        assert audit_verifier.verify(kept.events, kept.checkpoints, kept.keys).is_sound
        WAYS[way](kept, chance)
        assert not audit_verifier.verify(kept.events, kept.checkpoints, kept.keys).is_sound


def test_there_are_enough_ways_to_tamper():
    assert len(WAYS) >= 8


def test_chain_without_a_witness_does_not_see_its_tail_cut():
    """Why there is a witness at all."""
    kept = audit_tampering.invented(40, random.Random(1))
    audit_tampering.cut_the_tail(kept, random.Random(1))

    assert audit_verifier.verify(kept.events, [], kept.keys).is_sound


def test_verifier_runs_alone_without_any_package(lived_in, settings, tmp_path):
    dump, key = tmp_path / "dump.jsonl", tmp_path / "key"
    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=lived_in) as database:
        for _ in audit_dump.kept(audit_dump.events(database), dump):
            pass
    rows = dump.read_text("utf-8").rstrip("\n").split("\n")
    assert dump.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        next(audit_dump.kept([], dump))
    kid, secret = settings.RINGS["CHECKPOINT_KEY"].current
    key.write_text(f"{kid}:{base64.urlsafe_b64encode(secret).decode()}")
    assert KeyRing.parse(key.read_text()).current[1] == secret
    program = audit_verifier.__file__

    def run() -> tuple[int, dict]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", program, dump, witness.file(), "--key", key],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, json.loads(done.stdout)

    code, verdict = run()
    assert (code, verdict["sound"], verdict["events"]) == (0, True, 2 * len(SAID))
    dump.write_text("\n".join(rows[:-1]), "utf-8")
    code, verdict = run()
    assert (code, verdict["findings"][0]["kind"]) == (1, "tail")


def test_witness_file_is_ours_alone_and_only_grows(lived_in):
    before = witness.file().read_text()
    witness.write_checkpoint()

    assert witness.file().read_text().startswith(before)
    assert witness.file().stat().st_mode & 0o077 == 0
