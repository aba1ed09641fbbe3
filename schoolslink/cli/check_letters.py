"""The verb check letters: does anything reach a carer whom a court, a wish or a replacement keeps out?"""

from argparse import ArgumentParser, Namespace

from schoolslink.cli.check import ground, told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb

AT_ONCE = 500  # so often is said how far it is


def letters(options: Namespace) -> int:
    """Build every combination by the commands, and compare what reached the carer with a second reading."""
    with ground():
        from schoolslink.checks.letters import built

        tell("Making the place ...")
        village, found = built.ground_for(), built.Built()
        tell("Looking for leaks that were planted ...")
        built.plant(village, found)
        cases = built.every_case()
        if options.few:
            cases = built.pairwise(cases)
        tell(f"Building {len(cases)} combinations ...")
        for first in range(0, len(cases), AT_ONCE):
            built.walk(village, cases[first : first + AT_ONCE], found)
            tell(f"{found.combinations} built ...")
        return told(options, found)


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check letters takes."""
    parser.add_argument(
        "--few", action="store_true", help="only so many that every two answers still meet"
    )


VERBS = [
    Verb(
        "check letters",
        PROVE,
        "does any page, sheet, letter or message reach a carer whom it must not",
        "./link check letters --json",
        letters,
        arguments,
    )
]
