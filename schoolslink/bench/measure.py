"""What every benchmark says of where it ran, and how it measures."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


class WrongAnswer(Exception):
    """A benchmark measured something that did not do its work: the content was not as it must be."""


def require(told: str, found: object, wanted: object) -> None:
    """Raise WrongAnswer unless the content is as it must be: a fast wrong answer is no figure."""
    if found != wanted:
        raise WrongAnswer(f"{told}: {found!r}, not {wanted!r}.")


def where() -> dict[str, Any]:
    """Return commit, machine and versions, for every figure to carry."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        server = cursor.fetchone()[0]
    return {
        "commit": _commit(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "database_version": server,
    }


def _commit() -> str:
    try:
        said = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.strip()


@dataclass
class Timed:
    """How long a block took, in seconds."""

    seconds: float = 0.0


@contextmanager
def timed() -> Iterator[Timed]:
    """Time a block by the wall clock."""
    watch = Timed()
    began = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - began


def peak_mb() -> float:
    """Return the most memory this process has held, in MB of a million bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def database_cpu_seconds() -> float | None:
    """Return the processor time of this connection's server process; None when it is elsewhere."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        path = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    try:
        fields = path.read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu_seconds_of(process: int) -> float:
    """Return the processor time of a process and its children so far, in seconds."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(path.parent.name) == process or int(fields[1]) == process:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS
