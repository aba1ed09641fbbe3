"""What the demonstration does about the machine it finds: a port that is taken, a database that is real."""

import json
import socket
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from schoolslink.cli import demo, place, server, status
from schoolslink.cli.verb import Stopped
from schoolslink.config.database.roles import NotSynthetic, refuse_unless_synthetic


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port on which another program listens."""
    with socket.socket() as other:
        other.bind((demo.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_is_taken_is_told_and_the_next_free_one_used(taken: int, capsys) -> None:
    port = demo.free_port(taken)

    assert port > taken
    assert capsys.readouterr().err == (
        f"Port {taken} is taken by another program; using {port} instead.\n"
    )
    with socket.socket() as ours:
        ours.bind((demo.HOST, port))


def test_the_web_server_does_not_wait_in_silence_for_a_port_that_is_taken(taken: int) -> None:
    with pytest.raises(Stopped, match=f"Port {taken} is taken by another program"):
        server.serve(Namespace(host=demo.HOST, port=taken, processes=1, metrics_port=0))


def test_a_free_port_is_used_without_a_word(taken: int, capsys) -> None:
    free = demo.free_port(taken)
    capsys.readouterr()

    assert demo.free_port(free) == free
    assert capsys.readouterr().err == ""


def test_where_the_demonstration_runs_is_known_while_it_runs(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SCHOOLSLINK_HOME", str(tmp_path))
    before = demo.running_at()
    with demo.only_one() as lock:
        building = demo.running_at()
        lock.write("http://127.0.0.1:8471")
        lock.flush()
        with pytest.raises(
            Stopped, match=r"already runs from this folder: http://127\.0\.0\.1:8471"
        ):
            demo.only_one().__enter__()
        running = demo.running_at()
    stopped = demo.running_at()
    with demo.only_one():
        again = demo.running_at()

    assert (before, building, running) == ("", "", "http://127.0.0.1:8471")
    assert (stopped, again) == ("", "")


def test_status_tells_the_demonstrations_own_address(tmp_path: Path, monkeypatch, capsys) -> None:
    here = place.Place(tmp_path, place.DEMO, True, "host=/nowhere", place.DEMO)
    monkeypatch.setattr(place, "load_settings", lambda: False)
    monkeypatch.setattr(place, "current", lambda: here)
    monkeypatch.setattr(
        place.Place, "variables", lambda _: {"SCHOOLSLINK_DATABASE_URL": "dbname=a"}
    )
    monkeypatch.setattr(status, "own_server", lambda: {"server": "running"})
    monkeypatch.setattr(status, "database", lambda _: {"pending_migrations": 0})
    monkeypatch.setattr(status, "stuck", dict)
    for name in ("SCHOOLSLINK_HOME", "SCHOOLSLINK_DATABASE_URL", "SCHOOLSLINK_PUBLIC_URL"):
        monkeypatch.setenv(name, str(tmp_path))
    with demo.only_one() as lock:
        lock.write("http://127.0.0.1:8471")
        lock.flush()

        assert status.status(Namespace(json=True)) == 0

    assert json.loads(capsys.readouterr().out)["public_url"] == "http://127.0.0.1:8471"


def test_a_database_with_tables_and_without_the_mark_is_refused(admin_url: str) -> None:
    with psycopg.connect(admin_url) as database:
        refuse_unless_synthetic(database)
        database.execute("delete from access.mark")

        with pytest.raises(NotSynthetic, match="Nothing was changed"):
            refuse_unless_synthetic(database)
        database.execute("drop schema access cascade")
        with pytest.raises(NotSynthetic):
            refuse_unless_synthetic(database)
        database.rollback()


def test_an_empty_database_is_taken(admin_url: str) -> None:
    with psycopg.connect(admin_url) as database:
        database.execute("drop schema if exists public, access, audit, keys cascade")

        refuse_unless_synthetic(database)
        database.rollback()
