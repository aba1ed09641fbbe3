"""Which installation a verb is about: its home, its database server and its settings.

An installed one keeps its settings in `<home>/environment`, written by ./link install; variables of
the process win over that file. Without one, the verbs are about the demonstration.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schoolslink.cli import settings_file
from schoolslink.cli.verb import Stopped
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import DatabaseTrouble, home

if TYPE_CHECKING:
    from schoolslink.config.database.installation import Installation

DEMO = "schoolslink_demo"
REAL = "schoolslink"


@dataclass(frozen=True)
class Place:
    """One installation on this machine; admin is a superuser's connection string."""

    home: Path
    name: str
    is_demo: bool
    admin: str
    database: str

    @property
    def installation(self) -> "Installation":
        """Return the installation in its database."""
        from schoolslink.config.database.installation import Installation

        return Installation(
            base=self.name,
            database=self.database,
            admin=self.admin,
            home=self.home,
            synthetic=self.is_demo,
        )

    def url(self, role: str) -> str:
        """Return the way of a role into the database; the administrator need not be known."""
        from psycopg.conninfo import make_conninfo

        from schoolslink.config.database.roles import Roles

        if self.admin:
            return self.installation.url(role)
        return make_conninfo(
            os.environ["SCHOOLSLINK_DATABASE_URL"],
            user=getattr(Roles(self.name), role),
            password=self.installation.passwords()[role],
        )

    def variables(self) -> dict[str, str]:
        """Return what web server and worker are told; for a real one, only what is not yet said."""
        if not self.is_demo:
            given = os.environ.get("SCHOOLSLINK_DATABASE_URL")
            return {"SCHOOLSLINK_DATABASE_URL": given or self.installation.url()}
        return {
            "SCHOOLSLINK_ENVIRONMENT": "demo",
            "SCHOOLSLINK_HOME": str(self.home),
            "SCHOOLSLINK_INSTALLATION": self.name,
            "SCHOOLSLINK_DATABASE_URL": self.installation.url(),
        }


def load_settings() -> bool:
    """Read the installed settings into this process; say whether this is an installed place."""
    found = settings_file.read()
    if not found:
        return "SCHOOLSLINK_DATABASE_URL" in os.environ
    os.environ.setdefault("SCHOOLSLINK_HOME", str(home()))
    for name, value in found.items():
        os.environ.setdefault(name, value)
    return True


def database_name(url: str | None = None) -> str:
    """Return the name of the database in a URL, by default the given one; or our own."""
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url or os.environ.get("SCHOOLSLINK_DATABASE_URL", ""))
    return str(given.get("dbname") or REAL)


def administrator(*, needed: bool = True) -> str:
    """Return the administrator's connection string: the one given, or that of our own server.

    Our own server is started if need be, unless it is another's business: SCHOOLSLINK_DATABASE_KEPT,
    set by the units, says that `./link database run` keeps it. On a given server the administrator
    is a setting of its own, since web server and worker must never have it; needed=False makes do
    without.
    """
    given = os.environ.get("SCHOOLSLINK_ADMIN_URL", "")
    if given:
        return given
    if os.environ.get("SCHOOLSLINK_DATABASE_URL"):
        if not needed:
            return ""
        raise Stopped(
            "SCHOOLSLINK_DATABASE_URL names a server. To build on it, name its administrator in "
            "SCHOOLSLINK_ADMIN_URL too, as postgresql://postgres:PASSWORD@HOST/postgres"
        )
    try:
        if os.environ.get("SCHOOLSLINK_DATABASE_KEPT") == "yes":
            return launcher.wait_for(home()).conninfo("postgres")
        return launcher.ensure_running(home()).conninfo("postgres")
    except DatabaseTrouble as trouble:
        raise Stopped(str(trouble)) from trouble


def demo() -> Place:
    """Return the demonstration on this machine, its server running."""
    return Place(home(), DEMO, True, administrator(), DEMO)


def current(*, admin_needed: bool = False) -> Place:
    """Return what is installed here, or else the demonstration; its server running."""
    if load_settings():
        name = os.environ.get("SCHOOLSLINK_INSTALLATION", REAL)
        return Place(home(), name, False, administrator(needed=admin_needed), database_name())
    return demo()
