"""Databases of tests lie in memory where there is room, and nothing of a killed run stays there."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from schoolslink.cli import memory_for_tests as memory
from schoolslink.config.database import launcher

HOME = Path(os.environ.get("SCHOOLSLINK_HOME", "/nowhere"))
WHERE = (
    "select coalesce((select spcname from pg_database join pg_tablespace s on s.oid = dattablespace"
    " where datname = %s), 'nowhere')"
)


@pytest.fixture
def cluster(monkeypatch) -> Iterator[launcher.Cluster]:
    """Return the server of this run; the tablespace that is tried on it has a name of its own."""
    if not memory.MEMORY.is_dir() or launcher.status(HOME).state != "running":
        pytest.skip("Here the databases of tests lie on a disk, or on somebody else's server")
    monkeypatch.setattr(memory, "NAME", f"schoolslink_test_memory_{os.getpid()}")
    monkeypatch.setattr(memory, "ROOM_BYTES", 1)
    here = launcher.wait_for(HOME)
    yield here
    memory.end(here, HOME)


def asked(cluster: launcher.Cluster, *question: object) -> str:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as server:
        done = server.execute(*question)
        return done.fetchone()[0] if done.description else ""


def test_the_database_of_a_test_lies_where_its_run_said(own_database, admin_url):
    with psycopg.connect(admin_url) as database:
        lies = database.execute(WHERE, [own_database]).fetchone()[0]

    assert lies == (os.environ.get("SCHOOLSLINK_TEST_TABLESPACE") or "pg_default")


def test_what_a_killed_run_left_is_cleared_away_before_the_next(cluster):
    left = f"{memory.NAME}_left"
    memory.begin(cluster, HOME)
    asked(cluster, f"create database {left} tablespace {memory.name_of(cluster)}")
    assert asked(cluster, WHERE, [left]) == memory.NAME

    memory.begin(cluster, HOME)

    assert asked(cluster, WHERE, [left]) == "nowhere"
    assert memory.name_of(cluster) == memory.NAME


def test_nothing_is_left_in_memory_at_the_end(cluster):
    memory.begin(cluster, HOME)
    assert memory._folder(HOME).is_dir()

    memory.end(cluster, HOME)

    assert memory.name_of(cluster) == ""
    assert not memory._folder(HOME).exists()


def test_without_room_they_lie_where_others_do(cluster, monkeypatch):
    monkeypatch.setattr(memory, "ROOM_BYTES", 1 << 60)

    memory.begin(cluster, HOME)

    assert memory.name_of(cluster) == ""
    assert not memory._folder(HOME).exists()


def test_a_folder_that_went_with_the_memory_is_made_again(tmp_path):
    links = tmp_path / "database" / "pg_tblspc"
    links.mkdir(parents=True)
    (links / "16400").symlink_to(tmp_path / "gone")

    memory.before_the_server(tmp_path)

    assert (tmp_path / "gone").is_dir()
