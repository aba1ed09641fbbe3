"""Starts, finds and stops our own PostgreSQL in a folder of ours. Standard library only.

The folder (`home`) then holds database/ (the data), database.lock and secrets/. Nobody reaches the
server but through a socket in a private folder; it listens on no network address. A lock file of
PostgreSQL's is never deleted here: after a crash we wait until the system has cleared what is dead.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schoolslink.config.database.as_user import Runner, runner_for
from schoolslink.config.database.locate import Binaries, DatabaseTrouble, find, home, made_by
from schoolslink.config.database.postmaster import Postmaster, running
from schoolslink.config.database.server_settings import write_settings

PORT = 5432  # part of the socket's name only
ADMIN = "postgres"
PATIENCE_SECONDS = 15  # after kill -9: children to die, shared memory to be freed
STOP_SECONDS = 30


@dataclass(frozen=True)
class Cluster:
    """A running database server of ours and how its administrator reaches it."""

    host: str
    port: int
    admin_user: str
    admin_password: str
    bin_dir: Path

    def conninfo(
        self,
        database: str,
        user: str | None = None,
        password: str | None = None,
        options: str | None = None,
    ) -> str:
        """Return a libpq connection string; without a user, the administrator's."""
        words = {
            "host": self.host,
            "port": str(self.port),
            "dbname": database,
            "user": user or self.admin_user,
            "password": password if user else self.admin_password,
            "options": options,
        }
        return " ".join(f"{name}={_quoted(word)}" for name, word in words.items() if word)


@dataclass(frozen=True)
class Status:
    """What is known of our own server without changing anything."""

    state: str  # "running" | "stopped" | "absent"
    data: Path
    version: int | None
    pid: int | None
    host: str | None


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


def ensure_running(home: Path, *, durable: bool = True) -> Cluster:
    """Return our own server in this home, made and started if need be.

    durable=False gives up safety in a power cut for speed, which suits tests.
    Raises DatabaseTrouble.
    """
    data = home / "database"
    _make_home(home)
    with _lock(home):
        binaries = find(data)
        password = _password(home)
        server = running(data)
        if server is None or not server.answers():
            runner = runner_for(home, binaries.folder, data=data)
            if made_by(data) is None:
                _create(data, binaries, runner, password)
            socket_folder = _socket_folder(data, runner)
            runner.give(write_settings(data, socket_folder, durable=durable))
            server = _start(data, binaries, runner)
        return Cluster(server.socket_folder, server.port, ADMIN, password, binaries.folder)


def wait_for(home: Path) -> Cluster:
    """Return our own server, which somebody else starts and keeps; raise DatabaseTrouble without it."""
    data = home / "database"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (server := running(data)) is None or not server.answers():
        if time.monotonic() > deadline:
            raise DatabaseTrouble(f"The database in {data} does not run.")
        time.sleep(0.1)
    return Cluster(server.socket_folder, server.port, ADMIN, _password(home), find(data).folder)


def ended(home: Path) -> str | None:
    """Return how our own server ended, "stopped" or "died"; None while it runs.

    PostgreSQL takes its lock file away when it stops, and cannot when it is killed.
    """
    data = home / "database"
    if running(data) is not None:
        return None
    return "died" if (data / "postmaster.pid").exists() else "stopped"


def stop(home: Path) -> bool:
    """Stop our own server in this home, ending its connections; say whether one was running."""
    data = home / "database"
    if running(data) is None:
        return False
    with _lock(home):
        server = running(data)
        if server is None:
            return False
        os.kill(server.pid, signal.SIGINT)  # PostgreSQL's "fast" stop
        deadline = time.monotonic() + STOP_SECONDS
        while running(data) is not None:
            if time.monotonic() > deadline:
                raise DatabaseTrouble(f"The database (process {server.pid}) does not stop.")
            time.sleep(0.02)
        with contextlib.suppress(OSError):
            os.rmdir(server.socket_folder)
        return True


def status(home: Path) -> Status:
    """Return what is known of our own server in this home."""
    data = home / "database"
    server = running(data)
    version = made_by(data)
    state = "running" if server else "absent" if version is None else "stopped"
    return Status(
        state,
        data,
        version,
        server.pid if server else None,
        server.socket_folder if server else None,
    )


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / "secrets").mkdir(mode=0o700, exist_ok=True)
    except OSError as refused:
        raise DatabaseTrouble(
            f"The folder {home} cannot be made or written ({refused.strerror}). "
            "Set SCHOOLSLINK_HOME to a folder of your own."
        ) from refused


@contextlib.contextmanager
def _lock(home: Path) -> Iterator[None]:
    """Let one process at a time make, start or stop the server."""
    try:
        handle = (home / "database.lock").open("w")
    except OSError as refused:
        raise DatabaseTrouble(
            f"The database in {home} belongs to another user ({refused.strerror}). "
            "Run this as that user, or set SCHOOLSLINK_HOME to a folder of your own."
        ) from refused
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _password(home: Path) -> str:
    """Return the administrator's password, made at the first start and known to this home alone."""
    path = home / "secrets" / "database-admin"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    password = secrets.token_urlsafe(32)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w") as file:
        file.write(password + "\n")
    return password


def _create(data: Path, binaries: Binaries, runner: Runner, password: str) -> None:
    """Make the data folder beside its place and move it there whole.

    C order keeps indexes alike on every machine; C.UTF-8 still knows the capitals of Polish and
    Welsh, which plain C does not.
    """
    new = data.with_name("database.new")
    shutil.rmtree(new, ignore_errors=True)  # of a first start that was killed; we hold the lock
    new.mkdir(mode=0o700)
    runner.give(new)
    word = data.with_name("database.word")
    word.touch(mode=0o600)
    runner.give(word)
    word.write_text(password + "\n")
    try:
        made = runner.run(
            *(binaries.folder / "initdb", "-D", new, "-U", ADMIN, f"--pwfile={word}"),
            *("--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--auth=scram-sha-256"),
        )
    finally:
        word.unlink()
    if made.returncode != 0:
        raise DatabaseTrouble(f"The database could not be made in {data}:\n{made.stdout.strip()}")
    with (new / "postgresql.conf").open("a") as settings:
        settings.write(
            "\n# Rewritten at every start by Schools Link:\ninclude 'schoolslink.conf'\n"
            "# Your own settings, if any; they win:\ninclude_if_exists 'local.conf'\n"
        )
    new.rename(data)


def _socket_folder(data: Path, runner: Runner) -> Path:
    """Return the private folder of the socket.

    A socket's path may have 107 bytes and ours may lie deep, so it has a short name made from the
    data folder's. Not XDG_RUNTIME_DIR: it differs between a terminal, cron, ssh and systemd.
    """
    short = hashlib.sha256(os.fsencode(str(data.resolve()))).hexdigest()[:10]
    folder = Path("/tmp") / f"sl-{runner.owner}-{short}"  # noqa: S108 (checked below)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        runner.give(folder)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not private or found.st_uid != runner.owner:
        raise DatabaseTrouble(
            f"{folder} should be a private folder of ours, and somebody else has made it. "
            "Remove it, or set SCHOOLSLINK_HOME to another folder."
        )
    return folder


def _start(data: Path, binaries: Binaries, runner: Runner) -> Postmaster:
    """Start the server and return it once it accepts connections; after a crash, try again."""
    said = ""
    deadline = time.monotonic() + PATIENCE_SECONDS
    log = data / "start.log"
    while time.monotonic() < deadline:
        if running(data) is None:
            started = runner.run(
                *(binaries.folder / "pg_ctl", "-D", data, "-w", "-t", 60, "-s", "-l", log, "start")
            )
            said = started.stdout
            with contextlib.suppress(OSError):
                said = log.read_text(errors="replace")[-2000:] or said
                log.unlink()
        server = running(data)
        if server is not None and server.answers():
            return server
        time.sleep(0.1)
    raise DatabaseTrouble(
        f"The database in {data} does not start. PostgreSQL says:\n{said.strip()}\n"
        "If it names a lock file whose process is another program now, and you are sure that no "
        "database runs on this folder, remove that file and try again."
    )


def main(arguments: list[str]) -> None:
    """Let ./link stop our servers before it replaces the packages they run from."""
    if arguments == ["stop"]:
        for place in (home(), *home().glob("test-*")):
            stop(place)


if __name__ == "__main__":
    main(sys.argv[1:])
