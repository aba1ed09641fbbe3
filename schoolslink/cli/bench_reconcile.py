"""The verb bench reconcile: the night's check over a million open requests, in a database of its own."""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.bench_register import answer, own_database, said
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb

DATABASE = "schoolslink_bench_reconcile"


def reconcile(options: Namespace) -> int:
    """Measure one run of the reconciler, with nothing wrong and with a handful planted."""
    from psycopg.conninfo import make_conninfo

    with own_database(DATABASE, work="page") as here:
        from schoolslink.bench import reconcile as bench
        from schoolslink.bench.requests import Builder

        builder = Builder(make_conninfo(here.admin, dbname=DATABASE), here.name, options.seed)
        figures = said(lambda: bench.run(builder, options.n, options.seed, tell))
    return answer(figures, json_wanted=options.json)


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link bench reconcile takes."""
    parser.add_argument(
        "-n", type=int, default=1_000_000, help="how many open requests (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the invented world (%(default)s)")


VERBS = [
    Verb(
        "bench reconcile",
        PROVE,
        "measure the night's check of every record",
        "./link bench reconcile -n 100000 --json",
        reconcile,
        arguments,
    ),
]
