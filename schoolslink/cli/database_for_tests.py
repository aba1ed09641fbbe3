"""The database server and the settings the tests run with, ready before pytest starts.

pytest-django reads the settings before any conftest, so they must be in the environment by then.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from schoolslink.config.database import launcher
from schoolslink.config.database.locate import DatabaseTrouble, candidates, home

BASE = "schoolslink_test"


def home_for_tests() -> Path:
    """Return the folder of the tests' own server, one for each version of PostgreSQL."""
    for binaries in candidates():
        return home() / f"test-{binaries.version}"
    raise DatabaseTrouble(
        "No PostgreSQL 15 or newer was found. Install one (on Debian: apt-get install postgresql)."
    )


@contextlib.contextmanager
def environment_for_tests() -> Iterator[dict[str, str]]:
    """Yield the variables of a test run; its server is stopped when no other run uses it.

    SCHOOLSLINK_TEST_ADMIN may name a server's administrator instead: then that server is used.
    """
    given = os.environ.get("SCHOOLSLINK_TEST_ADMIN")
    place = home_for_tests()
    place.mkdir(parents=True, exist_ok=True)
    with (place / "in-use.lock").open("w") as in_use:
        from schoolslink.cli import memory_for_tests  # needs what is installed; --help does not

        cluster = None if given else _running(place, in_use)
        fcntl.flock(in_use, fcntl.LOCK_SH)
        try:
            if cluster:
                yield _variables(place, cluster.conninfo("postgres")) | {
                    "SCHOOLSLINK_TEST_TABLESPACE": memory_for_tests.name_of(cluster)
                }
            else:
                yield _variables(place, given or "")
        finally:
            if cluster and _is_alone(in_use):
                memory_for_tests.end(cluster, place)
                launcher.stop(place)


def _running(place: Path, in_use: IO[str]) -> launcher.Cluster:
    """Return the tests' own server; whoever is the first to use it makes room for databases in memory."""
    from schoolslink.cli import memory_for_tests

    first = _is_alone(in_use)
    if first:
        memory_for_tests.before_the_server(place)
    else:
        fcntl.flock(in_use, fcntl.LOCK_SH)
    cluster = launcher.ensure_running(place, durable=False)
    if first:
        memory_for_tests.begin(cluster, place)
    return cluster


def _is_alone(in_use: IO[str]) -> bool:
    """Say whether no other run uses the server; then none can begin until the lock is let go."""
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _variables(place: Path, admin: str) -> dict[str, str]:
    """Return what the settings read: the test role, acting as the application."""
    from psycopg.conninfo import make_conninfo

    from schoolslink.config.database.installation import Installation
    from schoolslink.config.database.roles import Roles
    from schoolslink.config.database.timeouts import connection_options

    installation = Installation(base=BASE, database=BASE, admin=admin, home=place, synthetic=True)
    return {
        "SCHOOLSLINK_ENVIRONMENT": "test",
        "SCHOOLSLINK_HOME": str(place),
        "SCHOOLSLINK_INSTALLATION": BASE,
        "SCHOOLSLINK_TEST_ADMIN": admin,
        "SCHOOLSLINK_TEST_RUN": str(os.getpid()),
        "SCHOOLSLINK_DATABASE_URL": make_conninfo(
            installation.url("test"), options=connection_options("test", role=Roles(BASE).app)
        ),
    }
