"""What a verb of ./link is. Standard library only, so that the list of verbs needs no set-up."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass


class Stopped(Exception):
    """Raised by a verb that cannot go on; the message is a sentence for the person."""


def no_arguments(parser: ArgumentParser) -> None:
    """Add nothing: the verb takes no arguments of its own."""


@dataclass(frozen=True)
class Verb:
    """One thing a person can ask of ./link.

    name: one word, or two for a verb of a family ("register import").
    run: gets the parsed arguments, always with `json: bool`; returns the exit code. It imports
    what it needs inside, so that asking for help stays quick and needs nothing installed.
    """

    name: str
    group: str
    help: str
    example: str
    run: Callable[[Namespace], int]
    arguments: Callable[[ArgumentParser], None] = no_arguments
    passes_on: bool = False  # words it does not know go into `options.rest`


def parser_of(verb: Verb, width: int | None = None) -> ArgumentParser:
    """Return the parser of one verb, with its example and --json; width: of its help, in letters."""
    parser = ArgumentParser(
        prog=f"./link {verb.name}",
        description=verb.help,
        epilog=f"example:\n  {verb.example}",
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=width),
    )
    verb.arguments(parser)
    parser.add_argument("--json", action="store_true", help="answer with JSON, for programs")
    return parser


# The groups of ./link --help, in the order a newcomer meets them.
TRY, BUILD, RUN, DATA, PROGRAMME, PROVE = (
    "To try it",
    "To build it",
    "To run it for real",
    "To bring data in and out",
    "To run the programme",
    "To prove it",
)
GROUPS = (TRY, BUILD, RUN, DATA, PROGRAMME, PROVE)
