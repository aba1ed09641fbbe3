"""Verbs of our own database server: database start, database stop."""

from argparse import Namespace

from schoolslink.cli.output import pairs
from schoolslink.cli.verb import RUN, Stopped, Verb
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import DatabaseTrouble, home


def start(options: Namespace) -> int:
    """Start our own server, made if it is not there; the system calls this when it starts."""
    try:
        cluster = launcher.ensure_running(home())
    except DatabaseTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    pairs(
        {"server": "running", "socket_folder": cluster.host, "programs": str(cluster.bin_dir)},
        json_wanted=options.json,
    )
    return 0


def stop(options: Namespace) -> int:
    """Stop our own server; what works on it meanwhile says that it is away."""
    try:
        stopped = launcher.stop(home())
    except DatabaseTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    pairs({"server": "stopped" if stopped else "was not running"}, json_wanted=options.json)
    return 0


VERBS = [
    Verb("database start", RUN, "start our own database server", "./link database start", start),
    Verb("database stop", RUN, "stop our own database server", "./link database stop", stop),
]
