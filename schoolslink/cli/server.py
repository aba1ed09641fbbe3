"""Verbs of the running service: serve, work, migrate."""

import os
import socket
import subprocess
from argparse import ArgumentParser, Namespace
from dataclasses import replace

from schoolslink.cli import assets, place
from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.verb import RUN, Stopped, Verb
from schoolslink.config import keeping

APPLICATION = "schoolslink.config.wsgi:application"
PORT = 8000
THREADS = 4  # of each process: a page waits for the database more than it computes


def granian(host: str, port: int, processes: int) -> list[str]:
    """Return the words that start the web server, without a log of addresses.

    An address can name a child's request; our own log has the route's name instead.
    """
    return [
        *("granian", APPLICATION, "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(processes), "--blocking-threads", str(THREADS)),
        *("--log-level", "warning", "--no-access-log", "--no-ws", "--http", "1"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
    ]


def is_free(host: str, port: int) -> bool:
    """Say whether a port can be listened on; the web server itself would wait for it in silence."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
        return True


def serve(options: Namespace) -> int:
    """Run the web server of what is installed here, and start it again should it die."""
    here = place.current()
    assets.build()
    port = options.port or int(os.environ.get("SCHOOLSLINK_PORT", PORT))
    if not is_free(options.host, port):
        raise Stopped(
            f"Port {port} is taken by another program. Stop that one, or name another in --port."
        )
    words = granian(options.host, port, options.processes)
    if options.metrics_port:
        words += ["--metrics", "--metrics-address", "127.0.0.1"]
        words += ["--metrics-port", str(options.metrics_port)]
    return keeping.keep(words, os.environ | here.variables(), tell)


def serve_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link serve takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, help=f"port to listen on (as installed, or {PORT})")
    parser.add_argument("--processes", type=int, default=2, help="processes (%(default)s)")
    parser.add_argument(
        "--metrics-port", type=int, default=0, help="also give figures of the server on this port"
    )


def start_django() -> None:
    """Load the settings and every part into this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolslink.config.settings")
    import django

    from schoolslink.config.environment import NotConfigured

    try:
        django.setup()
    except NotConfigured as missing:
        raise Stopped(str(missing)) from missing


def work(options: Namespace) -> int:
    """Run the jobs that are due, until stopped."""
    os.environ.update(place.current().variables())
    start_django()
    from django.db import connections

    from schoolslink.config.database.timeouts import connection_options
    from schoolslink.kernel import worker

    # Every thread's connection is made from these: a job may take longer than a page.
    connections["default"].settings_dict["OPTIONS"]["options"] = connection_options("job")
    worker.run(concurrency=options.jobs)
    return 0


def work_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link work takes."""
    parser.add_argument("--jobs", type=int, default=2, help="jobs at a time (%(default)s)")


def migrate(options: Namespace) -> int:
    """Bring roles, schemas, tables and grants up to date, as the administrator."""
    here = place.current(admin_needed=True)
    os.environ.update(here.variables())
    prepare(here)
    if options.json:
        as_json({"installation": here.name, "database": here.database})
    else:
        say(f"The database {here.database} is up to date.")
    return 0


def prepare(here: place.Place, *, database: str = "") -> None:
    """Build what is missing in the database; refuse in a sentence what must not be touched."""
    import psycopg

    from schoolslink.config import environment
    from schoolslink.config.database.roles import NotSynthetic

    where = replace(here.installation, database=database or here.database)
    try:
        identity = environment.read().rings["IDENTITY_KEY"]
        where.prepare(identity)
    except (environment.NotConfigured, NotSynthetic) as refused:
        raise Stopped(str(refused)) from refused
    except psycopg.OperationalError as away:
        raise Stopped(f"The database cannot be reached. {away}") from away
    except subprocess.CalledProcessError as failed:
        raise Stopped("The database could not be brought up to date; see above.") from failed


def empty_database(here: place.Place, name: str) -> str:
    """Make the roles and an empty database; return the administrator's connection string to it.

    Raises Stopped when a database of this name holds anything.
    """
    import psycopg
    from psycopg.conninfo import make_conninfo

    from schoolslink.config.database import roles

    where = here.installation
    with psycopg.connect(where.admin, dbname="postgres", autocommit=True) as connection:
        roles.create_roles(connection, where.base, where.passwords(), synthetic=where.synthetic)
        roles.create_database(connection, where.base, name)
        roles.grant_database(connection, where.base, name, synthetic=where.synthetic)
    target = make_conninfo(where.admin, dbname=name)
    with psycopg.connect(target) as connection:
        found = connection.execute(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p', 'v')"
            " and n.nspname not in ('pg_catalog', 'information_schema')"
        ).fetchone()
    if found and found[0]:
        raise Stopped(
            f"The database {name} is not empty, and a restore never overwrites. Name another with "
            "--into, or drop it yourself first."
        )
    return target


def drop_database(here: place.Place, name: str) -> None:
    """Drop a database that we made ourselves a moment ago."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(here.admin, dbname="postgres", autocommit=True) as connection:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )


VERBS = [
    Verb(
        "serve",
        RUN,
        "the web server of what is installed here",
        "./link serve --port 8000 --processes 4",
        serve,
        serve_arguments,
    ),
    Verb(
        "work",
        RUN,
        "the worker: sends notices, keeps clocks, delivers news between parts",
        "./link work --jobs 4",
        work,
        work_arguments,
    ),
    Verb(
        "migrate",
        RUN,
        "bring the database up to date, as its administrator",
        "./link migrate",
        migrate,
    ),
]
