"""The verb bench startup: from a fresh clone to the first page, and back after a stop or a crash."""

import os
import platform
from argparse import Namespace

from schoolslink.cli.output import pairs, tell
from schoolslink.cli.verb import PROVE, Stopped, Verb


def startup(options: Namespace) -> int:
    """Measure three starts of the demonstration in a fresh clone; 1 when one took too long."""
    from schoolslink.bench.measure import WrongAnswer
    from schoolslink.bench.startup import LIMITS, commit, measure, told

    tell("Cloning, setting up and starting; a minute or two ...")
    try:
        figures = measure()
    except WrongAnswer as wrong:
        raise Stopped(str(wrong)) from wrong
    within = told(figures)
    machine = {
        "commit": commit(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }
    pairs(figures | {"limits": LIMITS, "within": within} | machine, json_wanted=options.json)
    return 0 if all(within.values()) else 1


VERBS = [
    Verb(
        "bench startup",
        PROVE,
        "measure a fresh clone to its first page, and the start after a stop and after kill -9",
        "./link bench startup --json",
        startup,
    )
]
