"""Test databases: a migrated template, a clone for each run, and a clone of its own for a test that commits.

Tests arrange as role `seed`, act and assert as role `app`, on one connection. `./link test` starts
the cluster and names its administrator in SCHOOLSLINK_TEST_ADMIN before pytest begins.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as tried
from psycopg import sql
from psycopg.conninfo import make_conninfo

# The browser and its visitors, for journeys of every part.
pytest_plugins = ["schoolslink.web.testing"]

# How quick a busy machine is says nothing about what is tried on it.
tried.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
tried.load_profile("ours")

HERE = Path(__file__).parent
BASE = "schoolslink_test"
SCHOOLS_OF_SMALL_WORLD = 80
# Where the run's own server makes databases of an hour; elsewhere it is empty, and they lie with the others.
TABLESPACE = os.environ.get("SCHOOLSLINK_TEST_TABLESPACE", "")


def _away() -> timedelta:
    """Return how far the tests live from now; the variable says at which moment they begin."""
    said = os.environ.get("SCHOOLSLINK_TEST_MOMENT")
    return datetime.fromisoformat(said) - datetime.now(UTC) if said else timedelta()


AWAY = _away()


@pytest.fixture(scope="session", autouse=True)
def moment_of_the_tests() -> Iterator[None]:
    """Let the tests live at another moment: SCHOOLSLINK_TEST_MOMENT=2026-12-24T16:30+00:00.

    Every clock runs on from there: this process's, and that of each database made for a test.
    """
    if not AWAY:
        yield
        return
    from schoolslink.kernel import clock

    real_now, real_time = clock.real_now, time.time
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: clock._fixed_at or real_now() + AWAY)
        patched.setattr(clock, "real_now", lambda: real_now() + AWAY)
        patched.setattr(time, "time", lambda: real_time() + AWAY.total_seconds())
        patched.setattr(clock, "real_milliseconds", lambda: int(time.time() * 1000))
        yield


def _move_clock(name: str) -> None:
    """Let a database live at the tests' moment: who belongs where today, it asks its own clock.

    Volatile, both: then each call is replaced by the words here, not answered by the server's own.
    """
    with psycopg.connect(
        os.environ["SCHOOLSLINK_TEST_ADMIN"], autocommit=True, dbname=name
    ) as database:
        for function in ("clock_timestamp", "now"):
            database.execute(
                sql.SQL(
                    "create or replace function pg_catalog.{}() returns timestamptz language sql"
                    " volatile parallel safe"
                    " as $$ select pg_catalog.timeofday()::timestamptz + {}::interval $$"
                ).format(
                    sql.Identifier(function),
                    sql.Literal(f"{AWAY.total_seconds()} seconds"),
                )
            )


def _fingerprint() -> str:
    """Return a hash of everything that shapes an empty database."""
    digest = hashlib.sha256()
    files = [
        *HERE.glob("schoolslink/*/migrations/**/*.py"),
        *HERE.glob("schoolslink/*/migrations/**/*.sql"),
        *HERE.glob("schoolslink/config/database/**/*"),
        # migrations write these into tables
        *HERE.glob("schoolslink/*/rules/moves/*.py"),
        *HERE.glob("schoolslink/*/rules/holders.py"),
        *HERE.glob("schoolslink/*/move_rights.py"),
        HERE / "schoolslink/access/grants.csv",
    ]
    for file in sorted(f for f in files if f.suffix in (".py", ".sql", ".csv")):
        digest.update(str(file.relative_to(HERE)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _admin() -> psycopg.Connection:
    return psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], autocommit=True, dbname="postgres")


@pytest.fixture(scope="session", autouse=True)
def folder_of_files(tmp_path_factory) -> None:
    """Keep the sealed files of tests where nothing of them is left."""
    from django.conf import settings

    settings.FILES_FOLDER = tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
def template_database() -> str:
    """Return the name of the migrated template; make it when the tables' shape has changed."""
    from django.conf import settings

    from schoolslink.config.database.installation import Installation

    name = f"{BASE}_template_{_fingerprint()}"
    with _admin() as server:
        # Two runs at once make it once.
        server.execute("select pg_advisory_lock(hashtext(%s))", [name])
        ready = server.execute(
            "select 1 from pg_database where datname = %s and datistemplate", [name]
        ).fetchone()
        if not ready:
            _drop(server, name)
            installation = Installation(
                base=BASE,
                database=name,
                admin=os.environ["SCHOOLSLINK_TEST_ADMIN"],
                home=settings.ENVIRONMENT.home,
                synthetic=True,
            )
            installation.prepare(settings.RINGS["IDENTITY_KEY"])
            server.execute(
                sql.SQL("alter database {} with is_template true allow_connections false").format(
                    sql.Identifier(name)
                )
            )
    return name


_count = iter(range(1_000_000))


def _make(template: str, name: str) -> None:
    from schoolslink.config.database import roles

    make = sql.SQL("create database {} template {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    if TABLESPACE:
        make += sql.SQL(" tablespace {}").format(sql.Identifier(TABLESPACE))
    with _admin() as server:
        server.execute(make)
        roles.grant_database(server, BASE, name, synthetic=True)
    if AWAY:
        _move_clock(name)


def _drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _clone(template: str) -> Iterator[str]:
    """Clone the template, point Django at the clone, and drop it at the end."""
    from django.db import connections

    name = f"{BASE}_{os.getpid()}_{next(_count)}"
    _make(template, name)
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        with _admin() as server:
            _drop(server, name)


@pytest.fixture(scope="session", autouse=True)
def seldom_swept() -> None:
    """Look for rubbish seldom: what is imported lives as long as a run, and takes a tenth of it to sweep."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def one_core() -> None:
    """Let each process of a run share a core with its backends; one alone takes any."""
    from schoolslink.config.database.one_core import take_turns

    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    take_turns(int(worker.removeprefix("gw")) if worker else os.getpid())


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker) -> Iterator[None]:
    """Replace pytest-django's own: migrations run as the owner, tests as the application."""
    with django_db_blocker.unblock(), _clone(template_database):
        yield


@pytest.fixture
def kept_plans(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Keep the plans of a test's questions, for one that asks the same thousands of times; before `db`."""
    from schoolslink.config.database import plans

    with django_db_blocker.unblock(), plans.kept():
        yield


@pytest.fixture(autouse=True)
def place_of_the_tests() -> Iterator[None]:
    """Leave the next test where it was: a verb that runs in this process says where it works by variables."""
    before = {name: said for name, said in os.environ.items() if name.startswith("SCHOOLSLINK_")}
    yield
    for name in [one for one in os.environ if one.startswith("SCHOOLSLINK_")]:
        if name not in before:
            del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def own_database(template_database: str, django_db_blocker) -> Iterator[str]:
    """Give one test that commits (a live server, a second connection) a database of its own.

    pytest-django's transactional_db cannot serve: its flush is a TRUNCATE, which app may not do.
    """
    with django_db_blocker.unblock(), _clone(template_database) as name:
        yield name


# One small world for all the processes of a run: ./link test gives the run its number.
WORLD = f"{BASE}_world_{os.environ.get('SCHOOLSLINK_TEST_RUN', os.getpid())}"


@pytest.fixture(scope="session")
def world_template(template_database: str, django_db_blocker) -> str:
    """Make a small demonstration world once; return the database from which tests clone theirs."""
    from django.db import connection

    from schoolslink.kernel import clock
    from schoolslink.simulate.world.build import build
    from schoolslink.simulate.world.order import Order

    with _admin() as server, django_db_blocker.unblock():
        server.execute("select pg_advisory_lock(hashtext(%s))", [WORLD])
        if not server.execute("select from pg_database where datname = %s", [WORLD]).rowcount:
            # Built under another name: half a world is never taken for a whole one.
            with _clone(template_database) as name:
                order = Order(clock.today(), schools=SCHOOLS_OF_SMALL_WORLD)
                build(order, told=lambda sentence: None)
                connection.close()
                _make(name, WORLD)
    return WORLD


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the small world when the last process that used it has ended."""
    if not hasattr(session.config, "workerinput") and "SCHOOLSLINK_TEST_ADMIN" in os.environ:
        with _admin() as server:
            _drop(server, WORLD)


@pytest.fixture
def world_database(world_template: str, django_db_blocker) -> Iterator[str]:
    """Give one test the small demonstration world, to do in it what it likes."""
    with django_db_blocker.unblock(), _clone(world_template) as name:
        yield name


@pytest.fixture
def world_site(world_database: str) -> Iterator[str]:
    """Serve the product on the small demonstration world; return its address."""
    from schoolslink.web.testing import serving

    with serving() as address:
        yield address


@pytest.fixture
def as_seed() -> Callable[[], contextlib.AbstractContextManager[None]]:
    """Arrange rows as the role that may: `with as_seed(): ...`, on the test's own connection."""
    return seeding


@contextlib.contextmanager
def seeding() -> Iterator[None]:
    """Run a block as role `seed`, then be the application again."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local role {BASE}_seed")
        try:
            yield
        finally:
            # After a failed statement the transaction is over, and so is the role.
            with contextlib.suppress(Exception):
                cursor.execute(f"set local role {BASE}_app")


@pytest.fixture
def admin_url(own_database: str) -> str:
    """Return the superuser's conninfo for a test's own database."""
    return make_conninfo(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=own_database)


@pytest.fixture
def noon() -> datetime:
    """A plain working day in term: Tuesday 3 March 2026, noon in London."""
    return datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
