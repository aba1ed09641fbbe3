"""Keys change without a halt: the older one opens until it is retired, and nothing is lost."""

import os
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access import identity, rekey, seal, second_step
from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job
from schoolslink.access.models import SecondFactor
from schoolslink.access.tests import arrange
from schoolslink.cli import keys, place
from schoolslink.cli.verb import Stopped
from schoolslink.config.database.installation import Installation
from schoolslink.config.environment import KeyRing
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id


@dataclass(frozen=True)
class Here:
    """An installation whose secrets lie in a folder of the test's own."""

    home: Path
    installation: Installation

    def variables(self) -> dict[str, str]:
        return {}


@pytest.fixture
def here(own_database, tmp_path, settings, monkeypatch):
    admin = os.environ["SCHOOLSLINK_TEST_ADMIN"]
    found = Here(tmp_path, Installation("schoolslink_test", own_database, admin, tmp_path, True))
    monkeypatch.setattr(place, "current", lambda **_: found)
    (tmp_path / "secrets").mkdir()
    for name, ring in settings.RINGS.items():
        (tmp_path / "secrets" / name.lower()).write_text(f"{ring}\n")
    return found


def run(verb, which: str, name: str = "newer") -> int:
    return verb(Namespace(which=which, name=name, json=True))


def ring_in(here: Here, which: str) -> KeyRing:
    return KeyRing.parse((here.home / "secrets" / which.lower()).read_text().strip())


def restart(here: Here, settings) -> None:
    """Read the secrets again, as processes do that start."""
    settings.RINGS = {name: ring_in(here, name) for name in settings.RINGS}


def is_believed(token: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('schoolslink.token', %s, true)", [token])
            cursor.execute("select (w).kind from access.who() w")
            return cursor.fetchone()[0] == "person"
    except DatabaseError:
        return False


def test_new_key_is_a_ring_of_one(capsys):
    keys.new(Namespace(name="k2026", json=False))

    ring = KeyRing.parse(capsys.readouterr().out.strip())
    assert (list(ring.keys), len(ring["k2026"])) == (["k2026"], 32)


def test_two_identity_keys_are_believed_until_the_older_is_retired(here, settings):
    actor = Actor(kind="person", subject_id=new_id())
    older = identity.mint(actor)
    run(keys.rotate, "IDENTITY_KEY")
    before_restart = is_believed(older)
    restart(here, settings)
    newer = identity.mint(actor)
    during = (is_believed(older), is_believed(newer), newer.split("|")[1])
    run(keys.finish, "IDENTITY_KEY")

    assert before_restart is True
    assert during == (True, True, "newer")
    assert (is_believed(older), is_believed(newer)) == (False, True)


def test_childrens_keys_are_wrapped_anew_and_open_what_they_sealed(here, settings):
    children, row = [uuid4() for _ in range(5)], uuid4()
    sealed = {}
    for child in children:
        with as_job(child_id=child, purpose="test"):
            seal.new_key(child)
            sealed[child] = seal.seal(child, "t", "c", row, f"about {child}")
    run(keys.rotate, "CHILD_MASTER_KEY")
    restart(here, settings)
    late = uuid4()
    with as_job(child_id=late, purpose="test"):
        seal.new_key(late)
    run(keys.finish, "CHILD_MASTER_KEY")
    restart(here, settings)

    assert list(settings.RINGS["CHILD_MASTER_KEY"].keys) == ["newer"]
    with psycopg.connect(here.installation.owner_url()) as database:
        kids = database.execute("select distinct master_kid from keys.child_key").fetchall()
    assert kids == [("newer",)]
    for child in children:
        with as_job(child_id=child, purpose="test"):
            assert seal.unseal(child, "t", "c", row, sealed[child]) == f"about {child}"


def test_wrapping_goes_on_where_it_was_broken_off(here, settings, monkeypatch):
    monkeypatch.setattr(rekey, "BATCH", 2)
    for _ in range(5):
        child = uuid4()
        with as_job(child_id=child, purpose="test"):
            seal.new_key(child)
    run(keys.rotate, "CHILD_MASTER_KEY")
    restart(here, settings)
    with psycopg.connect(here.installation.owner_url(), autocommit=True) as database:
        counts = [rekey.rewrap_children(database), rekey.rewrap_children(database)]

    assert counts == [5, 0]


def test_phones_still_make_codes_after_their_key_has_changed(here, settings, as_seed):
    secret = second_step.new_secret()
    with as_seed():
        person = arrange.person()
        SecondFactor.objects.create(
            person=person, secret=second_step.seal(person.pk, secret), confirmed_at=clock.now()
        )
    run(keys.rotate, "SECOND_FACTOR_KEY")
    restart(here, settings)
    run(keys.finish, "SECOND_FACTOR_KEY")
    restart(here, settings)

    with as_seed():
        kept = SecondFactor.objects.get(person=person).secret
    assert bytes(kept).startswith(b"newer:")
    assert second_step.unseal(person.pk, kept) == secret


def test_secrets_file_stays_its_owners_alone(here):
    run(keys.rotate, "SESSION_KEY")

    path = here.home / "secrets" / "session_key"
    assert path.stat().st_mode & 0o077 == 0
    assert next(iter(ring_in(here, "SESSION_KEY").keys)) == "newer"


def test_keys_that_cannot_be_moved_are_kept(here):
    with pytest.raises(Stopped, match="Search tokens"):
        run(keys.rotate, "BLIND_INDEX_KEY")
    run(keys.rotate, "CHECKPOINT_KEY")
    with pytest.raises(Stopped, match="verified with it"):
        run(keys.finish, "CHECKPOINT_KEY")


def test_secret_in_a_variable_is_not_written_for_its_owner(here, monkeypatch):
    monkeypatch.setenv("SCHOOLSLINK_SESSION_KEY", KeyRing.fresh())

    with pytest.raises(Stopped, match="comes from the variable"):
        run(keys.rotate, "SESSION_KEY")


def test_name_is_not_given_twice_and_the_last_key_is_not_retired(here):
    with pytest.raises(Stopped, match="one key only"):
        run(keys.finish, "SESSION_KEY")
    run(keys.rotate, "SESSION_KEY")
    with pytest.raises(Stopped, match="already"):
        run(keys.rotate, "SESSION_KEY")
