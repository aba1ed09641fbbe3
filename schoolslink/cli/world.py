"""The invented world of the demonstration: made once, in a process of its own, remembered in the mark."""

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schoolslink.cli import place
from schoolslink.cli.output import say, tell
from schoolslink.cli.verb import Stopped
from schoolslink.config.database.locate import ROOT

SCHOOLS = 2_400
FEWEST, MOST = 40, 30_000


def arguments(parser: ArgumentParser) -> None:
    """Describe what shapes the world."""
    parser.add_argument(
        "--schools",
        type=int,
        default=SCHOOLS,
        metavar="N",
        help="how many invented schools (%(default)s); 22000 for a whole country",
    )
    parser.add_argument(
        "--register",
        type=Path,
        metavar="DIR",
        help="the real register's files, in place of invented schools; people stay invented",
    )


def check(options: Namespace) -> None:
    """Raise Stopped, with a sentence, for a world that cannot be made."""
    if not FEWEST <= options.schools <= MOST:
        raise Stopped(f"--schools takes {FEWEST} to {MOST:,}.")
    if options.register is not None and not options.register.exists():
        raise Stopped(f"There is nothing at {options.register}.")


def is_made(here: place.Place) -> bool:
    """Say whether a world has been made in the demonstration's database, to its end."""
    import psycopg

    with psycopg.connect(here.admin, dbname=here.database) as connection:
        known = connection.execute(
            "select 1 from pg_attribute where attrelid = to_regclass('access.mark')"
            " and attname = 'world'"
        ).fetchone()
        if known is None:
            return False
        row = connection.execute("select world from access.mark").fetchone()
    return row is not None and row[0] is not None


def make(here: place.Place, options: Namespace) -> None:
    """Make the world as the test login, which exists beside marked databases only."""
    from psycopg.conninfo import make_conninfo

    from schoolslink.config.database.roles import Roles
    from schoolslink.config.database.timeouts import connection_options

    begun = time.monotonic()
    url = make_conninfo(
        here.installation.url("test"),
        # Nothing is lost that cannot be made again, so no write waits for the disk.
        options=connection_options("import", role=Roles(here.name).app)
        + " -c synchronous_commit=off",
    )
    words = ["--anchor", date.today().isoformat(), "--schools", str(options.schools)]  # noqa: DTZ011
    if options.register is not None:
        words += ["--register", str(options.register.absolute())]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "schoolslink.simulate.world", *words],
        env=os.environ
        | here.variables()
        | {
            "SCHOOLSLINK_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "schoolslink.config.settings",
        },
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise Stopped("The invented world could not be made; see above. --reset begins anew.")
    tell(f"Made in {time.monotonic() - begun:.0f} seconds.")


@dataclass(frozen=True)
class Shown:
    """What the demonstration tells at its start."""

    made_for: str
    schools: int
    real_schools: bool
    people: list[dict[str, str]]


def shown(here: place.Place) -> Shown:
    """Return for which day the world was made, and as whom one can look around."""
    import psycopg

    with psycopg.connect(here.admin, dbname=here.database) as connection:
        row = connection.execute("select world from access.mark").fetchone()
        people = connection.execute(
            "select name, about from access_persona order by position, name"
        ).fetchall()
    world = row[0] if row else {}
    world = json.loads(world) if isinstance(world, str) else world
    people_shown = [{"name": name, "about": about} for name, about in people]
    return Shown(world["anchor"], world["schools"], "register" in world, people_shown)


def say_when_another_is_wanted(here: place.Place, options: Namespace) -> None:
    """Say that the world which is there stays as it was made, when another one was asked for."""
    made, wanted = shown(here), options.register is not None
    if made.real_schools != wanted or (not wanted and made.schools != options.schools):
        schools = "the real register" if made.real_schools else f"{made.schools:,} invented schools"
        tell(f"The world that is here has {schools}. Another one is made with --reset.")


def announce(address: str, world: Shown) -> None:
    """Say where the demonstration is, who to be, and what to try first."""
    say(f"\nSchools Link is running, with invented people only:  {address}\n")
    if world.real_schools:
        say("The schools are real; every person, service and request at them is invented.\n")
    say("Sign in with one click on that page, as:")
    for person in world.people:
        say(f"  {person['name']:<16} {person['about']}")
    say(FIRST_THREE_MINUTES)
    say(f"The world was made for {world.made_for}. What you do in it is kept.")
    say("Ctrl-C stops it; ./link demo --reset makes it anew, for today.")


FIRST_THREE_MINUTES = """
Your first three minutes:
  1. Be Amira Khan and ask Priya a question. It takes a minute.
  2. Be Priya Nair and answer it from her queue. Be Amira again: there it is.
  3. Be Dr Lena Fox. Under People, end Priya's role. Everything she held has another holder.
  4. Open the family's pages with the two codes above: the same truth, in Polish and in English.
  5. Be Ade Bello: the national page has moved by one.
"""
