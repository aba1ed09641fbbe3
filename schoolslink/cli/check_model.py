"""The verb check model: does anything move that may not, or stay that may, over any number of steps?"""

import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass, field

from schoolslink.cli.check import ground, told
from schoolslink.cli.output import tell
from schoolslink.cli.verb import PROVE, Verb

STEPS = 20_000
# Of the moves and ways of the table so many were made in the poorest of some runs of seven hundred lived
# steps alone; a run of twenty thousand has more than twice as many of them.
FEWEST_MOVES, FEWEST_WAYS = 85, 235
AT_ONCE = 5_000  # so often is said how far it is


@dataclass
class Walked:
    """What the walks tried and what came of it. never: ways of the table that nobody went.

    lived: steps by whole commands, with all that follows. asked: how often the reconciler asked
    everything. kinds_never, moves_never: of which nothing was moved, and which nobody made at all. too_few:
    that fewer moves or ways were made than any such run has made.
    """

    steps: int = 0
    made: int = 0
    refused: int = 0
    needed_more: int = 0
    at_once: int = 0
    lived: int = 0
    asked: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    who: dict[str, int] = field(default_factory=dict)
    table: int = 0
    walked: int = 0
    never: dict[str, list[str]] = field(default_factory=dict)
    kinds_never: list[str] = field(default_factory=list)
    moves_never: list[str] = field(default_factory=list)
    too_few: bool = False
    steps_a_second: float = 0.0
    differences: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether enough of the table was walked, and product and model never differed."""
        left_out = self.kinds_never or self.too_few
        return self.made > 0 and self.asked > 0 and not self.differences and not left_out


def model(options: Namespace) -> int:
    """Walk beside the model in a database of its own, and stop at the first difference."""
    with ground():
        from schoolslink.checks.model.machine import run
        from schoolslink.checks.model.tally import Differs, Tally
        from schoolslink.checks.model.walk import Cast
        from schoolslink.checks.village import build
        from schoolslink.config.database import plans
        from schoolslink.referrals.rules.moves import MOVES, Kind

        tell("Building the village ...")
        cast, all_of_it, found = Cast(build()), Tally(), Walked(table=len(MOVES))
        began = time.monotonic()
        number = options.seed * 1_000_000
        while all_of_it.steps < options.steps and not found.differences:
            left = min(AT_ONCE, options.steps - all_of_it.steps)
            try:
                with plans.kept():
                    all_of_it.add(run(cast, left, number, before=all_of_it.often()))
            except* Differs as differs:
                found.differences = [str(each) for each in differs.exceptions]
            number += 1_000
            tell(f"{all_of_it.steps} steps, {all_of_it.made} made ...")
        found.steps, found.made, found.refused = all_of_it.steps, all_of_it.made, all_of_it.refused
        found.needed_more, found.at_once = all_of_it.needed_more, all_of_it.at_once
        found.lived, found.asked = all_of_it.lived, all_of_it.asked
        found.steps_a_second = round(all_of_it.steps / (time.monotonic() - began), 1)
        found.kinds, found.who = dict(all_of_it.kinds), dict(all_of_it.who)
        found.walked, found.moves_never = len(all_of_it.ways), sorted(all_of_it.never())
        if all_of_it.steps >= STEPS:  # in fewer, chance may miss one
            found.kinds_never = sorted(set(Kind) - {Kind(kind) for kind in all_of_it.kinds})
            made = {move for *_, move in all_of_it.ways}
            found.too_few = len(made) < FEWEST_MOVES or found.walked < FEWEST_WAYS
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
