"""Let a process and the database backend that answers it take turns on one core.

Whoever asks one question after another waits for each answer: asker and answerer never work at the same
time. On two cores each question wakes a sleeping one, which in a virtual machine costs several times what
the question does (ADR 0130). Checks, simulated lives and tests ask so; a service with many visitors does not.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.signals import connection_created

_core: set[int] = set()


def take_turns(number: int) -> None:
    """Keep this process, and each backend that serves Django's connections from now on, on one core.

    number: which core, counted through those this process may use; processes that run beside each other
    count themselves. What this process starts stays there too. Nothing changes where the machine has one
    core, cannot pin (macOS), or where the backend is another machine's or another user's.
    """
    cores = _cores()
    if len(cores) > 1:
        _core.clear()
        _core.add(cores[number % len(cores)])
        connection_created.connect(_of_django, dispatch_uid=__name__)


def bring(connection: psycopg.Connection[Any]) -> None:
    """Bring the backend of one connection to the core of this process, where it has one."""
    info = connection.info
    if _core and _is_ours(info.backend_pid, info.dbname):
        try:
            os.sched_setaffinity(info.backend_pid, _core)
        except OSError:  # it has ended, or belongs to somebody else
            return
        os.sched_setaffinity(0, _core)


def _of_django(connection: Any, **_: Any) -> None:
    bring(connection.connection)


def _cores() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []


def _is_ours(pid: int, database: str) -> bool:
    """Say whether a process of this machine is that backend: elsewhere the number names anything."""
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"postgres" in title and f" {database} ".encode() in title
