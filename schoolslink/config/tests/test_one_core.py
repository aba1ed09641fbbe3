"""A process and its backend take turns on one core, and nobody else's process is ever moved."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from schoolslink.config.database import one_core

CAN_PIN = hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1


@pytest.fixture
def here(monkeypatch):
    """Stand as on a machine of two cores; note what would be moved instead of moving it."""
    moved = []
    monkeypatch.setattr(one_core, "_core", set())
    monkeypatch.setattr(one_core, "_cores", lambda: [4, 7])
    monkeypatch.setattr(
        os, "sched_setaffinity", lambda pid, cores: moved.append((pid, cores)), raising=False
    )
    before = connection_created.receivers[:]
    connection_created.receivers = []
    connection_created.sender_receivers_cache.clear()
    yield moved
    connection_created.receivers = before
    connection_created.sender_receivers_cache.clear()


def connects(pid: int, database: str = "one") -> None:
    """Let Django say that a connection has been made."""
    info = SimpleNamespace(backend_pid=pid, dbname=database)
    made = SimpleNamespace(connection=SimpleNamespace(info=info))
    connection_created.send(sender=None, connection=made)


def titled(monkeypatch, title: bytes) -> None:
    monkeypatch.setattr(one_core.Path, "read_bytes", lambda self: title)


@pytest.mark.skipif(not CAN_PIN, reason="this machine cannot keep a process on one core")
def test_the_tests_themselves_share_a_core_with_their_backend(db):
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid(), current_database()")
        pid, database = cursor.fetchone()
    if not one_core._is_ours(pid, database):
        pytest.skip("the database runs elsewhere")
    assert os.sched_getaffinity(pid) == os.sched_getaffinity(0)
    assert len(os.sched_getaffinity(pid)) == 1


@pytest.mark.parametrize(("number", "core"), [(0, 4), (1, 7), (2, 4)])
def test_backend_and_asker_move_to_the_core_of_their_number(here, monkeypatch, number, core):
    titled(monkeypatch, b"postgres: someone one [local] idle")
    one_core.take_turns(number)
    connects(99)
    assert here == [(99, {core}), (0, {core})]


def test_a_process_that_is_not_that_backend_stays_where_it_is(here):
    """The server may run elsewhere: then its process number names anything here."""
    one_core.take_turns(0)
    with subprocess.Popen([sys.executable, "-c", "input()", "one"], stdin=subprocess.PIPE) as other:
        connects(other.pid)
        other.communicate(b"\n")
    connects(other.pid)
    assert here == []


def test_a_backend_of_another_database_stays_where_it_is(here, monkeypatch):
    titled(monkeypatch, b"postgres: someone another [local] idle")
    one_core.take_turns(0)
    connects(99)
    assert here == []


def test_where_the_backend_may_not_be_moved_nobody_is(here, monkeypatch):
    def refused(pid, cores):
        here.append(pid)
        raise PermissionError

    titled(monkeypatch, b"postgres: someone one [local] idle")
    monkeypatch.setattr(os, "sched_setaffinity", refused, raising=False)
    one_core.take_turns(0)
    connects(99)
    assert here == [99]


def test_on_a_machine_of_one_core_nobody_moves(here, monkeypatch):
    monkeypatch.setattr(one_core, "_cores", lambda: [0])
    one_core.take_turns(0)
    titled(monkeypatch, b"postgres: someone one [local] idle")
    connects(99)
    assert here == []
