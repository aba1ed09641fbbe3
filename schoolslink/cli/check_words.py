"""The verb check words: how well the words of somebody in danger are found, by language and kind."""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import told
from schoolslink.cli.verb import PROVE, Verb


def words(options: Namespace) -> int:
    """Count misses and false alarms on invented sentences, half of them never used to better a list."""
    from schoolslink.checks.words import measure

    return told(options, measure(options.seed))


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check words takes."""
    from schoolslink.checks.words import SEED

    parser.add_argument(
        "--seed", type=int, default=SEED, help="which divides the sentences in two (%(default)s)"
    )


VERBS = [
    Verb(
        "check words",
        PROVE,
        "how many sentences of somebody in danger are missed, and how many others are taken for one",
        "./link check words --json",
        words,
        arguments,
    )
]
