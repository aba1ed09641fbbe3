"""The verb check falls: does any child fall, at any of the moments at which children are known to?"""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import ground, told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb


def falls(options: Namespace) -> int:
    """Live each story day by day in a database of its own, and each fall again with something broken."""
    with ground() as made:
        from schoolslink.checks.falls.check import examine

        return told(options, examine(made, tell, only=options.only))


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check falls takes."""
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only a fall (F6:), or stories with this text"
    )


VERBS = [
    Verb(
        "check falls",
        PROVE,
        "does a child fall out of sight, at any moment at which children are known to",
        "./link check falls --json",
        falls,
        arguments,
    )
]
