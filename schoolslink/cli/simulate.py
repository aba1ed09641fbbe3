"""The verbs that play years of a programme with the product's own code. Invented throughout."""

import json
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from time import perf_counter
from typing import Any

from schoolslink.cli.check import ground
from schoolslink.cli.output import as_json, pairs, say, tell
from schoolslink.cli.verb import PROVE, Stopped, Verb
from schoolslink.config.database.locate import ROOT

PROCESSES = 2


def programme(options: Namespace) -> int:
    """Live the years of an invented programme; 0 when nobody fell out of sight and nobody was flooded."""
    if not 2 <= options.schools <= 2_000 or not 1 <= options.years <= 100:
        raise Stopped("--schools takes 2 to 2,000, and --years 1 to 100.")
    if options.area is not None:
        return _live_one_area(options)
    began = perf_counter()
    lives = _live_all(options)
    from schoolslink.checks.stamp import stamp
    from schoolslink.simulate.programme.report import report

    said = {**stamp(), **report(lives), "schools": options.schools, "years": options.years}
    said |= {"school_years": options.schools * options.years, "seed": options.seed}
    said["seconds"] = round(perf_counter() - began, 1)
    safe = said["unseen_past_deadline_without_escalation"] == 0
    said["holds"] = safe and not said["over_budget"]
    if options.json:
        as_json(said)
    else:
        pairs({k: v for k, v in said.items() if not isinstance(v, dict)}, json_wanted=False)
        for sentence in said["over_budget"]:
            say(sentence)
        say("Nobody fell out of sight." if safe else "Somebody fell out of sight.")
    if not said["holds"]:
        tell(
            f"Again: ./link simulate programme --schools {options.schools} --years {options.years}"
            f" --seed {options.seed}"
        )
    return 0 if said["holds"] else 1


def _live_one_area(options: Namespace) -> int:
    """Live one area in a database of its own, and write what was counted for whoever asked."""
    with ground(options.area):
        from schoolslink.simulate.programme.run import live

        as_json(live(options.schools, options.years, options.seed * 1_000 + options.area, tell))
    return 0


def _live_all(options: Namespace) -> list[dict[str, Any]]:
    """Live the areas beside each other, a process each; the schools are shared out among them."""
    areas = min(PROCESSES, options.schools // 2)
    shares = [len(range(n, options.schools, areas)) for n in range(areas)]
    running = [
        subprocess.Popen(
            [sys.executable, "-P", "-m", "schoolslink", "simulate", "programme", "--json",
             "--area", str(n), "--schools", str(share), "--years", str(options.years),
             "--seed", str(options.seed)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for n, share in enumerate(shares)
    ]  # fmt: skip
    said = [one.communicate()[0] for one in running]
    if any(one.returncode for one in running):
        raise Stopped("A life came to no end; what it said stands above.")
    return [json.loads(one) for one in said]


def arguments(parser: ArgumentParser) -> None:
    """Describe what is played."""
    parser.add_argument(
        "--schools", type=int, default=70,
        help="in two areas (%(default)s: a contact in each who answers 35)",
    )  # fmt: skip
    parser.add_argument("--years", type=int, default=12, help="how many years (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of everything by chance (%(default)s)")
    parser.add_argument("--area", type=int, default=None, help=SUPPRESS)


VERBS = [
    Verb(
        "simulate programme",
        PROVE,
        "years of an invented area: does any child fall out of sight, and is anybody flooded",
        "./link simulate programme --schools 70 --years 12 --seed 1 --json",
        programme,
        arguments,
    )
]
