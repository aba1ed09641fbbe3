"""The verb check model: does anything move that may not, or stay that may, over any number of steps?"""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field

from schoolslink.cli.check import ground, told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb

STEPS = 20_000
AT_ONCE = 5_000  # so often is said how far it is


@dataclass
class Walked:
    """What the walks tried and what came of it. never: moves of the table that nobody has made.

    kinds_never: kinds of thing that the walks begin, and of which nothing was moved.
    """

    steps: int = 0
    made: int = 0
    refused: int = 0
    needed_more: int = 0
    at_once: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    who: dict[str, int] = field(default_factory=dict)
    table: int = 0
    walked: int = 0
    never: dict[str, list[str]] = field(default_factory=dict)
    kinds_never: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether everything that is walked was, and product and model never differed."""
        return self.made > 0 and not self.differences and not self.kinds_never


def model(options: Namespace) -> int:
    """Walk beside the model in a database of its own, and stop at the first difference."""
    with ground():
        from schoolslink.checks.model.machine import run
        from schoolslink.checks.model.walk import WALKED, Cast, Differs, Tally
        from schoolslink.checks.village import build
        from schoolslink.referrals.rules.moves import MOVES, Kind

        tell("Building the village ...")
        cast, all_of_it, found = Cast(build()), Tally(), Walked(table=len(MOVES))
        number = options.seed * 1_000_000
        while all_of_it.steps < options.steps and not found.differences:
            left = min(AT_ONCE, options.steps - all_of_it.steps)
            try:
                all_of_it.add(run(cast, left, number))
            except* Differs as differs:
                found.differences = [str(each) for each in differs.exceptions]
            number += 1_000
            tell(f"{all_of_it.steps} steps, {all_of_it.made} made ...")
        found.steps, found.made, found.refused = all_of_it.steps, all_of_it.made, all_of_it.refused
        found.needed_more, found.at_once = all_of_it.needed_more, all_of_it.at_once
        found.kinds, found.who = dict(all_of_it.kinds), dict(all_of_it.who)
        found.walked = len(all_of_it.ways)
        if all_of_it.steps >= STEPS:  # in fewer, chance may miss one
            found.kinds_never = sorted(WALKED - {Kind(kind) for kind in all_of_it.kinds})
        for kind, state, move in sorted(MOVES.keys() - all_of_it.ways):
            if state != "new":
                found.never.setdefault(str(kind), []).append(f"{state}: {move}")
        return told(options, found)


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check model takes."""
    parser.add_argument("--steps", type=int, default=STEPS, help="how many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the walks (%(default)s)")


VERBS = [
    Verb(
        "check model",
        PROVE,
        "is each step made exactly when it is legal, whoever tries it, in whatever order?",
        "./link check model --steps 1000000 --json",
        model,
        arguments,
    )
]
