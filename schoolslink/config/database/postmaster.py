"""Reads which server process, if any, runs on a data folder. Standard library only."""

import os
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

MAY_WE_SPEAK_TLS = struct.pack("!II", 8, 80877103)  # length, SSLRequest


@dataclass(frozen=True)
class Postmaster:
    """A running server as its own lock file describes it."""

    pid: int
    port: int
    socket_folder: str
    ready: bool  # it says that it accepts connections

    def answers(self) -> bool:
        """Say whether it really takes a connection: just after kill -9 its word is stale.

        The question is PostgreSQL's own first one (may we speak TLS?), which only a live server
        answers; a dying one still has its socket.
        """
        if not self.ready:
            return False
        with socket.socket(socket.AF_UNIX) as knock:
            knock.settimeout(5)
            try:
                knock.connect(f"{self.socket_folder}/.s.PGSQL.{self.port}")
                knock.sendall(MAY_WE_SPEAK_TLS)
                return knock.recv(1) in (b"N", b"S")
            except OSError:
                return False


def running(data: Path) -> Postmaster | None:
    """Return the server that runs on this folder, or None.

    The lock file alone proves nothing: its process may be dead, or its number may by now belong to
    another program.
    """
    try:
        lines = (data / "postmaster.pid").read_text(errors="surrogateescape").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _runs_in(pid, data):
        return None
    lines += [""] * 8
    return Postmaster(
        pid,
        int(lines[3] or 0),
        lines[4],
        lines[7].strip() == "ready",
    )


def _runs_in(pid: int, data: Path) -> bool:
    """Say whether a process is alive and works in this folder, as a PostgreSQL server does."""
    process = Path("/proc") / str(pid)
    if not Path("/proc/self").exists():  # not Linux: the number is all there is
        return _alive(pid)
    try:
        state = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        if state in "ZX":
            return False
        return os.path.samefile(process / "cwd", data)
    except PermissionError:
        return "postgres" in (process / "comm").read_text(errors="replace")
    except OSError:
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
