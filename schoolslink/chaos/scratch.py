"""An installation to be broken: its own folder, keys, database server, web server and worker.

Nothing of it is shared with another installation, and nothing is started but by the product's own
verbs. The roles, the database and the world are those of a demonstration, marked as invented.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from schoolslink.config.database import launcher
from schoolslink.config.database.installation import Installation
from schoolslink.config.database.locate import ROOT
from schoolslink.config.database.roles import refuse_unless_synthetic

NAME = "schoolslink_demo"
HOST = "127.0.0.1"
PATIENCE_SECONDS = 90
RESTART_SECONDS = 2  # of the units: RestartSec
_PR_SET_PDEATHSIG = 1


class Broken(Exception):
    """The installation did not come up, or did not come back by itself."""


@dataclass
class Scratch:
    """One installation of our own. home: its folder; port: of its web server."""

    home: Path
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    line: psycopg.Connection | None = None

    @property
    def log(self) -> Path:
        """Return the file in which everything that runs says what it has to say."""
        return self.home / "chaos.log"

    @property
    def admin(self) -> str:
        """Return the superuser's way into the database, whichever server runs there by now."""
        return make_conninfo(launcher.wait_for(self.home).conninfo("postgres"), dbname=NAME)

    @property
    def installation(self) -> Installation:
        """Return the installation in its database."""
        admin = launcher.wait_for(self.home).conninfo("postgres")
        return Installation(NAME, NAME, admin, self.home, synthetic=True)

    def variables(self) -> dict[str, str]:
        """Return what every process of it is told; none of what another installation is told."""
        ours = {n: v for n, v in os.environ.items() if not n.startswith("SCHOOLSLINK_")}
        if chosen := os.environ.get("SCHOOLSLINK_POSTGRES"):
            ours["SCHOOLSLINK_POSTGRES"] = chosen
        return ours | {
            "SCHOOLSLINK_HOME": str(self.home),
            "SCHOOLSLINK_DATABASE_KEPT": "yes",
            "SCHOOLSLINK_PUBLIC_URL": f"http://{HOST}:{self.port}",
            "DJANGO_SETTINGS_MODULE": "schoolslink.config.settings",
        }

    def start(self, name: str, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Start one of its processes, under a name; it ends with us."""
        with self.log.open("ab") as output:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-P", "-m", *words],
                env=self.variables() | more,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_us,
            )
        return self.running[name]

    def start_web(self, *, processes: int, **more: str) -> None:
        """Start the web server by its own verb, and wait until it answers."""
        words = ("schoolslink", "serve", "--host", HOST, "--port", str(self.port))
        self.start("web", *words, "--processes", str(processes), **more)
        self.wait_for_web()

    def wait_for_web(self) -> None:
        """Return when the web server takes a connection and the database is behind it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self.running["web"].poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 5) as s:
                s.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if s.recv(64).startswith(b"HTTP/1.1 200"):
                    return
            time.sleep(0.05)
        raise Broken(f"The web server does not answer. {self.said()}")

    def start_worker(self, **more: str) -> None:
        """Start the worker by its own verb."""
        self.start("worker", "schoolslink", "work", **more)

    def stop(self, name: str) -> None:
        """Stop one of its processes politely, and insist."""
        process = self.running.pop(name, None)
        if process is None:
            return
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        # Its own children too, should it have left any: they are in its session.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def said(self) -> str:
        """Return the end of what the processes said."""
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-1500:]
        return ""

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser, and return its rows; again where the server was killed."""
        for line in (self.line, None):
            self.line = line or psycopg.connect(self.admin, autocommit=True)
            with contextlib.suppress(psycopg.OperationalError):
                found = self.line.execute(statement, values or None)  # type: ignore[call-overload]
                return found.fetchall() if found.description else []
        raise Broken("The database cannot be asked.")


@contextlib.contextmanager
def own_installation(folder: Path, *, home: Path | None = None) -> Iterator[Scratch]:
    """Build an installation below a folder, load Django on it, and leave nothing of it behind.

    home: its folder where it is already there, such as one on a small disk.
    """
    place = home or folder / f"chaos-{os.getpid()}-{secrets.token_hex(3)}"
    place.mkdir(parents=True, exist_ok=True)
    scratch = Scratch(place, _free_port())
    try:
        start_database(scratch)
        _load(scratch)
        yield scratch
    finally:
        _end(scratch)
        if home is None:
            shutil.rmtree(place, ignore_errors=True)


def told_as_the_verbs_tell() -> dict[str, str]:
    """Return what a verb would find out and tell its processes: for those that no verb starts."""
    return {name: word for name, word in os.environ.items() if name.startswith("SCHOOLSLINK_")}


def start_database(scratch: Scratch) -> None:
    """Start the database by the verb that keeps it running."""
    scratch.start("database", "schoolslink", "database", "run")
    wait_for_database(scratch)


def wait_for_database(scratch: Scratch) -> None:
    """Return when the database takes connections; raise Broken when it does not come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if launcher.status(scratch.home).state == "running":
            with contextlib.suppress(psycopg.OperationalError):
                admin = launcher.wait_for(scratch.home).conninfo("postgres")
                psycopg.connect(admin, connect_timeout=5).close()
                return
        time.sleep(0.1)
    raise Broken(f"The database does not come up. {scratch.said()}")


def _load(scratch: Scratch) -> None:
    """Migrate the database and load Django on it in this process, as the application."""
    for name in [n for n in os.environ if n.startswith("SCHOOLSLINK_")]:
        if name != "SCHOOLSLINK_POSTGRES":
            del os.environ[name]
    os.environ |= {n: v for n, v in scratch.variables().items() if n.startswith("SCHOOLSLINK_")}
    where = scratch.installation
    os.environ |= {
        "SCHOOLSLINK_ENVIRONMENT": "demo",
        "SCHOOLSLINK_INSTALLATION": NAME,
        "SCHOOLSLINK_DATABASE_URL": where.url(),
        "DJANGO_SETTINGS_MODULE": "schoolslink.config.settings",
    }
    from schoolslink.config import environment

    where.prepare(environment.read().rings["IDENTITY_KEY"])
    with psycopg.connect(scratch.admin) as database:
        refuse_unless_synthetic(database)
    import logging

    import django

    django.setup()
    logging.disable(logging.ERROR)


def _end(scratch: Scratch) -> None:
    from django.db import connections

    with contextlib.suppress(Exception):
        connections.close_all()
    if scratch.line is not None:
        scratch.line.close()
    for name in [n for n in scratch.running if n != "database"]:
        scratch.stop(name)
    scratch.stop("database")
    with contextlib.suppress(Exception):
        launcher.stop(scratch.home)


def _end_with_us() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])
