"""The verbs bench worklist and bench submit: pages against the database alone, in a database of their own."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from schoolslink.cli import assets, server
from schoolslink.cli.bench_register import answer, own_database, said
from schoolslink.cli.demo import free_port
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb

DATABASE = "schoolslink_bench_pages"


@contextmanager
def built(each: int) -> Iterator[tuple[Any, list[str], int]]:
    """Yield the maker of a world in an empty database, and the web server's words and port."""
    from psycopg.conninfo import make_conninfo

    with own_database(DATABASE, work="page") as here:
        from schoolslink.bench.requests import Builder

        assets.build()
        port = free_port(8100)
        words = server.granian("127.0.0.1", port, os.cpu_count() or 1)
        admin = make_conninfo(here.admin, dbname=DATABASE)
        yield Builder(admin, here.name, each=each), words, port


def measured(options: Namespace, run: Callable[..., dict[str, Any]]) -> int:
    """Run one of the two and print its figures."""
    with built(options.each) as (builder, words, port):
        figures = said(lambda: run(builder, options.n, words, port, tell))
    return answer(figures, json_wanted=options.json)


def worklist(options: Namespace) -> int:
    """Measure the queue's page against its statements run by pgbench."""

    def run(*args: Any) -> dict[str, Any]:
        from schoolslink.bench import worklist as bench

        return bench.run(*args)

    return measured(options, run)


def submit(options: Namespace) -> int:
    """Measure sending a request for help against its statements run by pgbench."""

    def run(*args: Any) -> dict[str, Any]:
        from schoolslink.bench import submit as bench

        return bench.run(*args)

    return measured(options, run)


def moves(options: Namespace) -> int:
    """Measure a move without its page against its statements run by pgbench."""
    from psycopg.conninfo import make_conninfo

    with own_database(DATABASE, work="page") as here:
        from schoolslink.bench import moves as bench

        each = bench.requests_for(options.n)
        world = bench.Numbered(make_conninfo(here.admin, dbname=DATABASE), here.name, each=each)
        figures = said(lambda: bench.run(world, options.n, tell))
    return answer(figures, json_wanted=options.json)


def moves_arguments(parser: ArgumentParser) -> None:
    """Describe what bench moves takes."""
    parser.add_argument("-n", type=int, default=500, help="moves a round, each way (%(default)s)")


def arguments(parser: ArgumentParser) -> None:
    """Describe what the benchmarks of pages take."""
    parser.add_argument(
        "-n", type=int, default=100_000, help="how many open requests there are (%(default)s)"
    )
    parser.add_argument(
        "--each", type=int, default=1_000, help="how many of them at one team (%(default)s)"
    )


VERBS = [
    Verb(
        "bench worklist",
        PROVE,
        "measure the queue's page against its statements alone",
        "./link bench worklist -n 10000 --json",
        worklist,
        arguments,
    ),
    Verb(
        "bench submit",
        PROVE,
        "measure sending a request for help against its statements alone",
        "./link bench submit -n 10000 --json",
        submit,
        arguments,
    ),
    Verb(
        "bench moves",
        PROVE,
        "measure a move, with row security, audit and news, against its statements alone",
        "./link bench moves -n 500 --json",
        moves,
        moves_arguments,
    ),
]
