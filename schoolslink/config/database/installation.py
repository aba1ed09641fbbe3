"""One installation in one database: roles, schemas, migrations, grants, and the URLs to reach it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from schoolslink.config.database import grants, roles
from schoolslink.config.database.timeouts import connection_options
from schoolslink.config.environment import KeyRing, kept_secret

LOGINS = ("app", "reconciler", "backup", "test")


@dataclass(frozen=True)
class Installation:
    """Where an installation lives. admin: a superuser's conninfo without a database name."""

    base: str
    database: str
    admin: str
    home: Path
    synthetic: bool

    def passwords(self) -> dict[str, str]:
        """Return the passwords of the roles that log in, made on first use and kept in the home."""
        names = LOGINS if self.synthetic else LOGINS[:-1]
        return {name: kept_secret(self.home, f"database_{name}") for name in names}

    def url(self, role: str = "app") -> str:
        """Return the conninfo by which a role reaches the database."""
        name = getattr(roles.Roles(self.base), role)
        return make_conninfo(
            self.admin, dbname=self.database, user=name, password=self.passwords()[role]
        )

    def owner_url(self, work: str = "migrate") -> str:
        """Return the administrator's conninfo that acts as the owner: what migrations run as."""
        return make_conninfo(
            self.admin,
            dbname=self.database,
            options=connection_options(work, role=roles.Roles(self.base).owner),
        )

    def prepare(self, identity: KeyRing) -> None:
        """Build or bring up to date roles, database, schemas, tables and grants. Safe to repeat.

        Raises NotSynthetic when an invented world is asked for in a database that holds another.
        """
        with psycopg.connect(self.admin, autocommit=True, dbname="postgres") as server:
            roles.create_roles(server, self.base, self.passwords(), synthetic=self.synthetic)
            roles.create_database(server, self.base, self.database)
            roles.grant_database(server, self.base, self.database, synthetic=self.synthetic)
        with psycopg.connect(self.admin, dbname=self.database) as database:
            roles.bootstrap(database, self.base, synthetic=self.synthetic)
            roles.install_identity_keys(database, identity)
        self.migrate()

    def migrate(self) -> None:
        """Run the migrations as the owner, in a process of their own, then apply the grants."""
        environment = os.environ | {
            "SCHOOLSLINK_DATABASE_URL": self.owner_url(),
            "SCHOOLSLINK_INSTALLATION": self.base,
            "SCHOOLSLINK_HOME": str(self.home),
            "SCHOOLSLINK_MIGRATING": "yes",
        }
        subprocess.run(
            [sys.executable, "-m", "schoolslink.config.database.migrate"],
            env=environment,
            check=True,
        )
        with psycopg.connect(self.owner_url()) as database:
            grants.apply(database, self.base, synthetic=self.synthetic)
