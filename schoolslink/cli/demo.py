"""The verb demo: a whole invented world to click through, and everything that runs it."""

import contextlib
import fcntl
import os
import shutil
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from schoolslink.cli import assets, children, place, server, settings_file, shape, world
from schoolslink.cli.output import as_json, tell
from schoolslink.cli.verb import TRY, Stopped, Verb
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import home

HOST = "127.0.0.1"
START_SECONDS = 60


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link demo takes."""
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--reset", action="store_true", help="throw the invented world away first")
    world.arguments(parser)


def demo(options: Namespace) -> int:
    """Build the world if it is not there, run it, and stop everything on Ctrl-C."""
    if settings_file.read():
        raise Stopped(
            "Schools Link is installed for real here. Try the demonstration in another folder, "
            "or name an empty one in SCHOOLSLINK_HOME."
        )
    world.check(options)
    with only_one() as lock, children.stoppable():
        running: list[children.Child] = []
        try:
            # Known before the world is made: the mails in it lead to this address.
            port = free_port(options.port)
            address = f"http://{HOST}:{port}"
            os.environ["SCHOOLSLINK_PUBLIC_URL"] = address
            here = build(options)
            variables = here.variables() | {"SCHOOLSLINK_PUBLIC_URL": address}
            log = str(here.home / "demo.log")
            # One process, and the worker after it: on a small machine each would slow the first page.
            web = server.granian(HOST, port, processes=1)
            running.append(children.start("web server", web, variables, log))
            wait_until_ready(address, running, log)
            running.append(children.start("worker", ["schoolslink", "work"], variables, log))
            lock.write(address)
            lock.flush()
            announce(address, here, json_wanted=options.json)
            while children.first_ended(running) is None:
                time.sleep(0.5)
            raise died(running, log)
        except children.Interrupted:
            tell("Stopping ...")
            return 0
        finally:
            children.stop(running)
            launcher.stop(home())


@contextlib.contextmanager
def only_one() -> Iterator[TextIO]:
    """Refuse a second demonstration from the same home: it would stop the first one's database.

    Yield the file that is locked meanwhile; the address stands in it once the first page is there.
    """
    home().mkdir(parents=True, exist_ok=True)
    # Emptied only once it is ours: the one that runs has its address in it.
    with (home() / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            at = running_at()
            raise Stopped(
                "The demonstration already runs from this folder" + (f": {at}" if at else ".")
            ) from taken
        lock.truncate(0)
        yield lock


def running_at() -> str:
    """Return the address of the demonstration that runs from this home; empty when none does."""
    try:
        with (home() / "demo.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return (home() / "demo.lock").read_text()
    except OSError:
        return ""  # there was never one here, or it is another user's
    return ""


def build(options: Namespace) -> place.Place:
    """Make the database and the world in it, as far as they are not there yet."""
    here = place.demo()
    os.environ.update(here.variables())
    # A world whose making was interrupted is begun anew: half of it would be no world.
    if options.reset or (exists(here) and not world.is_made(here)):
        drop(here)
    mark = here.home / "demo-built-from"
    now = shape.shape_now()
    is_there = exists(here)
    if is_there:
        require_same_migrations(mark, now)
    if not is_there or mark.read_text() != shape.written(now):
        tell("Building the database ...")
        server.prepare(here)
        mark.write_text(shape.written(now))
    assets.build()
    if world.is_made(here):
        world.say_when_another_is_wanted(here, options)
    else:
        world.make(here, options)
    return here


def require_same_migrations(mark: Path, now: shape.Shape) -> None:
    """Stop where the database was built by other migrations than the code's. mark: what built it."""
    if shape.cannot_be_brought_up(mark.read_text() if mark.exists() else "", now):
        raise Stopped(
            "The demonstration in this folder was built by another version of Schools Link, and its"
            " tables do not fit this one. Nothing was changed. To make it anew (what was typed into"
            " it is lost), run: ./link demo --reset"
        )


def exists(here: place.Place) -> bool:
    """Say whether the demonstration's database is there."""
    import psycopg

    with psycopg.connect(here.admin, dbname="postgres") as connection:
        query = "select 1 from pg_database where datname = %s"
        return connection.execute(query, [here.database]).fetchone() is not None


def drop(here: place.Place) -> None:
    """Throw the demonstration's database away; refuse one that is not marked as invented."""
    import psycopg
    from psycopg import sql

    from schoolslink.config.database.roles import NotSynthetic, refuse_unless_synthetic

    name = here.database
    if not exists(here):
        return
    try:
        with psycopg.connect(here.admin, dbname=name) as connection:
            refuse_unless_synthetic(connection)
    except NotSynthetic as refused:
        raise Stopped(f"{name}: {refused}") from refused
    with psycopg.connect(here.admin, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
    # The witness of a world that is gone would find the next one's audit altered.
    shutil.rmtree(here.home / "witness", ignore_errors=True)


def free_port(wanted: int) -> int:
    """Return the wanted port, or the next free one; say so when it is taken."""
    for port in range(wanted, wanted + 100):
        if server.is_free(HOST, port):
            if port != wanted:
                tell(f"Port {wanted} is taken by another program; using {port} instead.")
            return port
    raise Stopped(f"No port from {wanted} to {wanted + 99} is free.")


def wait_until_ready(address: str, running: list[children.Child], log: str) -> None:
    """Return when the web server answers; raise Stopped when it does not come up."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if children.first_ended(running):
            raise died(running, log)
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 (our own)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise Stopped(f"The web server does not answer. What it said is in {log}")


def died(running: list[children.Child], log: str) -> Stopped:
    """Return the sentence about a child that ended by itself."""
    child = children.first_ended(running)
    last = Path(log).read_text(errors="replace").strip().splitlines()[-1:]
    name = child.name if child else "server"
    return Stopped(f"The {name} has ended: {' '.join(last)}\nAll it said is in {log}")


def announce(address: str, here: place.Place, *, json_wanted: bool) -> None:
    """Say where the demonstration is, who to be in it, and what to try."""
    shown = world.shown(here)
    if json_wanted:
        as_json({"address": address, "made_for": shown.made_for, "people": shown.people})
    else:
        world.announce(address, shown)


VERBS = [
    Verb(
        "demo",
        TRY,
        "a whole invented world to click through",
        "./link demo --port 8080",
        demo,
        arguments,
    )
]
