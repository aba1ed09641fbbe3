"""The verb check clocks: is every promised day the one that a calendar on the wall would give?"""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb
from schoolslink.config.database.locate import home

INSTANTS = 20_000


def clocks(options: Namespace) -> int:
    """Compare every rule of days with one written apart that walks from day to day."""
    from schoolslink.checks.ground import load_django

    load_django(home() / "check")
    from schoolslink.checks.clocks import compare, planted

    tell("Looking for faults that were planted ...")
    count, missed = planted.overlooked(options.seed)
    tell(f"Comparing at {options.n} instants ...")
    found = compare.compare(options.n, options.seed)
    found.planted, found.found = count, count - len(missed)
    found.shown += [f"overlooked: {what}" for what in missed]
    return told(options, found)


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check clocks takes."""
    parser.add_argument(
        "-n", type=int, default=INSTANTS, metavar="INSTANTS", help="how many (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the instants (%(default)s)")


VERBS = [
    Verb(
        "check clocks",
        PROVE,
        "is every promised day right, by a slow calendar written apart",
        "./link check clocks -n 20000 --json",
        clocks,
        arguments,
    )
]
