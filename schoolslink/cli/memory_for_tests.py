"""A tablespace in the machine's memory, in which the databases of a test run are made and dropped.

A clone is a thousand files, gone a minute later. A disk's file system keeps the places of what was just
removed from being taken again, and looks through them all for each file that is made: on ext4 a clone took
1.7 seconds of a core, and 0.1 in memory (ADR 0155). Nothing here outlives the run.
"""

import contextlib
import hashlib
import os
import shutil
import stat
from pathlib import Path

import psycopg
from psycopg import sql

from schoolslink.config.database.as_user import runner_for
from schoolslink.config.database.launcher import Cluster

NAME = "schoolslink_test_memory"
MEMORY = Path("/dev/shm")  # noqa: S108 (on Linux always memory; ours in it is private)
# A clone takes 20 MB; the one with a hundred thousand requests, under a gigabyte.
ROOM_BYTES = 4 << 30


def before_the_server(place: Path) -> None:
    """Make again what went with the memory of a machine: a server that was killed would look for it."""
    links = place / "database" / "pg_tblspc"
    for link in links.iterdir() if links.is_dir() else ():
        with contextlib.suppress(OSError):
            Path(os.readlink(link)).mkdir(mode=0o700)


def begin(cluster: Cluster, place: Path) -> None:
    """Make the tablespace where there is room; what a killed run left is cleared away first."""
    end(cluster, place)
    folder = _folder(place)
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_BYTES:
        return
    try:
        folder.mkdir(mode=0o700)
        runner_for(place, cluster.bin_dir, data=place / "database").give(folder)
        with _admin(cluster) as server:
            server.execute(
                sql.SQL("create tablespace {} location {}").format(
                    sql.Identifier(NAME), sql.Literal(str(folder))
                )
            )
    except (OSError, psycopg.Error):  # somebody else's folder, or memory the server may not use
        _remove(folder)


def name_of(cluster: Cluster) -> str:
    """Return the tablespace in which this server's tests make their databases; empty for the usual one."""
    with _admin(cluster) as server:
        found = server.execute("select from pg_tablespace where spcname = %s", [NAME]).rowcount
    return NAME if found else ""


def end(cluster: Cluster, place: Path) -> None:
    """Drop the tablespace and whatever a killed run left in it."""
    with _admin(cluster) as server:
        left = server.execute(
            "select datname from pg_database d join pg_tablespace s on s.oid = d.dattablespace"
            " where spcname = %s",
            [NAME],
        ).fetchall()
        for (database,) in left:
            server.execute(
                sql.SQL("drop database {} with (force)").format(sql.Identifier(database))
            )
        server.execute(sql.SQL("drop tablespace if exists {}").format(sql.Identifier(NAME)))
    _remove(_folder(place))


def _admin(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(cluster.conninfo("postgres"), autocommit=True)


def _folder(place: Path) -> Path:
    short = hashlib.sha256(os.fsencode(f"{place.resolve()} {NAME}")).hexdigest()[:10]
    return MEMORY / f"sl-{os.geteuid()}-{short}"


def _remove(folder: Path) -> None:
    """Remove a folder of ours; whoever may write beside it might have put something else there."""
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            shutil.rmtree(folder, ignore_errors=True)
