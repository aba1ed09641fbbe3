"""The ground a check stands on: a marked database of its own, and the roles to stand in.

A check arranges as `seed` and asks as `app`, on the application's own connection; only a superuser
may break a wall on purpose, to see whether the check notices.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

BASE = "schoolslink_check"


@dataclass(frozen=True)
class Ground:
    """One check's database. admin_url: a superuser's way to it; app_url: the application's own."""

    admin_url: str = field(repr=False)
    app_url: str = field(repr=False)

    def as_admin(self, statement: str) -> None:
        """Run statements as the superuser, at once and for good."""
        with psycopg.connect(self.admin_url, autocommit=True) as database:
            database.execute(statement)


def load_django(home: Path, url: str = "") -> None:
    """Set Django up for a check, on the database of this URL; without one, on none."""
    os.environ |= {
        "SCHOOLSLINK_ENVIRONMENT": "test",
        "SCHOOLSLINK_HOME": str(home),
        "SCHOOLSLINK_INSTALLATION": BASE,
        "SCHOOLSLINK_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "schoolslink.config.settings",
    }
    import django

    django.setup()


@contextlib.contextmanager
def own_ground(admin: str, home: Path, number: int) -> Iterator[Ground]:
    """Build a migrated database for this process, load Django on it, and drop it at the end.

    admin: a superuser's connection string. number: of this process among those that run beside it (each
    has a core to itself and its database). Call before Django is set up; the roles carry a name of
    their own, so that no other installation on the server is touched.
    """
    from schoolslink.config.database.installation import Installation
    from schoolslink.config.database.roles import Roles
    from schoolslink.config.database.timeouts import connection_options

    name = f"{BASE}_{os.getpid()}"
    here = Installation(BASE, name, admin, home, synthetic=True)
    home.mkdir(parents=True, exist_ok=True)
    options = connection_options("test", role=Roles(BASE).app)
    load_django(home, make_conninfo(here.url("test"), options=options))
    from django.conf import settings

    from schoolslink.config.database.one_core import take_turns

    take_turns(number)

    try:
        with psycopg.connect(admin, dbname="postgres", autocommit=True) as server:
            # Roles belong to the server: two grounds made at once would each change the other's.
            server.execute("select pg_advisory_lock(hashtext(%s))", [BASE])
            here.prepare(settings.RINGS["IDENTITY_KEY"])
        yield Ground(make_conninfo(admin, dbname=name), here.url())
    finally:
        from django.db import connections

        connections.close_all()
        drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        with psycopg.connect(admin, dbname="postgres", autocommit=True) as server:
            server.execute(drop)


@contextlib.contextmanager
def standing_as(role: str) -> Iterator[Any]:
    """Run a block as role `seed` or `app`, in a transaction; yield a cursor."""
    from django.conf import settings
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'set local role "{settings.DATABASE_ROLES[role]}"')
        try:
            yield cursor
        finally:
            # After a failed statement the transaction is over, and so is the role.
            with contextlib.suppress(Exception):
                cursor.execute(f'set local role "{settings.DATABASE_ROLES["app"]}"')


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Run a block in a transaction that is rolled back at its end."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def show(cursor: Any, token: str) -> None:
    """Tell the database who asks from here to the end of the transaction; "" is nobody."""
    cursor.execute("select set_config('schoolslink.token', %s, true)", [token])


def protected_tables() -> list[str]:
    """Return every table that has row-level security, as the database itself says."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relrowsecurity order by relname"
        )
        return [name for (name,) in cursor.fetchall()]
