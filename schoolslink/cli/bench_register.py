"""The verbs bench register and bench search: figures of the register, in a database of their own."""

import os
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schoolslink.cli import assets, place, server
from schoolslink.cli.output import as_json, pairs, tell
from schoolslink.cli.verb import PROVE, Stopped, Verb
from schoolslink.config.database.locate import ROOT

DATABASE = "schoolslink_bench_register"


@contextmanager
def own_database(name: str = DATABASE, *, work: str = "import") -> Iterator[place.Place]:
    """Give a benchmark an empty, migrated database of its own, and drop it at the end.

    work: whose timeouts its connections have.
    """
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import make_conninfo

    here = place.demo()
    os.environ.update(here.variables())
    drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    with psycopg.connect(here.admin, dbname="postgres", autocommit=True) as admin:
        admin.execute(drop)
    tell("Building the database ...")
    server.prepare(here, database=name)
    from schoolslink.config.database.timeouts import connection_options

    os.environ["SCHOOLSLINK_DATABASE_URL"] = make_conninfo(
        os.environ["SCHOOLSLINK_DATABASE_URL"],
        dbname=name,
        options=connection_options(work),
    )
    server.start_django()
    try:
        yield here
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(here.admin, dbname="postgres", autocommit=True) as admin:
            admin.execute(drop)


def real_data() -> Path:
    """Return where the real registers would be."""
    return Path(os.environ.get("SCHOOLSLINK_REAL_DATA") or ROOT.parent / "shared" / "data")


def register(options: Namespace) -> int:
    """Measure the import of England's register and postcodes."""
    with own_database() as here, tempfile.TemporaryDirectory() as folder:
        from psycopg.conninfo import make_conninfo

        from schoolslink.bench import register as bench

        given = bench.files(real_data(), Path(folder))
        owner = make_conninfo(here.admin, dbname=DATABASE)
        figures = said(lambda: bench.run(given, owner, Path(folder), tell))
    return answer(figures, json_wanted=options.json)


def search(options: Namespace) -> int:
    """Measure searching and listing at the size of England."""
    with own_database() as here, tempfile.TemporaryDirectory() as folder:
        from schoolslink.bench import register as loading
        from schoolslink.bench import search as bench

        assets.build()
        given = loading.files(real_data(), Path(folder))
        tell("Importing the register ...")
        loading.take(given.register)
        analyse(here)
        figures = said(lambda: bench.run(tell, is_real=given.is_real))
    return answer(figures, json_wanted=options.json)


def analyse(here: place.Place) -> None:
    """Let the planner know the new rows now, as the server does by itself within a minute."""
    import psycopg

    with psycopg.connect(here.admin, dbname=DATABASE, autocommit=True) as admin:
        admin.execute("vacuum analyze directory_school, access_organisation")


def said(measure: Any) -> dict[str, Any]:
    """Return what a benchmark found, or stop with what was wrong about it."""
    from schoolslink.bench.measure import WrongAnswer

    try:
        return dict(measure())
    except WrongAnswer as wrong:
        raise Stopped(str(wrong)) from wrong


def answer(figures: dict[str, Any], *, json_wanted: bool) -> int:
    """Print the figures; return 1 when one is not held."""
    if json_wanted:
        as_json(figures)
    else:
        pairs({n: v for n, v in figures.items() if not isinstance(v, dict)}, json_wanted=False)
    return 0 if all(figures["held"].values()) else 1


VERBS = [
    Verb(
        "bench register",
        PROVE,
        "measure the import of 1.5 million postcodes and 51,012 schools",
        "./link bench register --json",
        register,
    ),
    Verb(
        "bench search",
        PROVE,
        "measure searching and listing 51,012 schools",
        "./link bench search --json",
        search,
    ),
]
