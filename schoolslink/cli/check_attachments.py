"""The verb check attachments: is every hostile file refused, and every good one taken?"""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb
from schoolslink.config.database.locate import home


def attachments(options: Namespace) -> int:
    """Judge a corpus of hostile and good files, made from a seed, as an upload is judged."""
    from schoolslink.checks.ground import load_django

    load_django(home() / "check")
    from schoolslink.checks.attachments.check import SEED, corpus, judge_all
    from schoolslink.referrals.inspecting import inspect_apart
    from schoolslink.referrals.rules.files import inspect

    options.seed = options.seed or SEED
    tell("Making the files ...")
    samples = corpus(options.seed)
    tell(f"Judging {len(samples)} files ...")
    return told(options, judge_all(samples, inspect_apart if options.apart else inspect))


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check attachments takes."""
    parser.add_argument("--seed", type=int, help="of the files (1)")
    parser.add_argument(
        "--apart", action="store_true", help="each in a process of its own, as an upload is: slower"
    )


VERBS = [
    Verb(
        "check attachments",
        PROVE,
        "is every hostile file refused, and every good one taken",
        "./link check attachments --json",
        attachments,
        arguments,
    ),
]
