"""Verbs of our own database server: database start, database run, database stop."""

import os
import socket
import time
from argparse import Namespace
from pathlib import Path

from schoolslink.cli import children
from schoolslink.cli.output import pairs, tell
from schoolslink.cli.verb import RUN, Stopped, Verb
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import DatabaseTrouble, home

LOOK_EVERY_SECONDS = 0.5


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


def run(options: Namespace) -> int:
    """Start our own server and stay beside it: one that dies is started again, for systemd or alike.

    Ends when somebody stops the server in an orderly way, as a new version does for its packages.
    """
    place = home()
    children.adopt()
    try:
        with children.stoppable():
            while keep(place) == "died":
                tell("The database has died; starting it again.")
    except DatabaseTrouble as trouble:
        raise Stopped(str(trouble)) from trouble
    except children.Interrupted:
        launcher.stop(place)
    tell("The database was stopped.")
    return 0


def keep(place: Path) -> str:
    """Start our own server, wait until it ends, and return how it did: "stopped" or "died"."""
    launcher.ensure_running(place)
    tell_the_system("READY=1")
    while (end := launcher.ended(place)) is None:
        children.bury()
        time.sleep(LOOK_EVERY_SECONDS)
    # A server that is dead and not buried still seems to hold its lock file.
    children.bury()
    return end


def tell_the_system(word: str) -> None:
    """Say a word to systemd where it listens: what needs the server waits until it is there."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.connect("\0" + address[1:] if address.startswith("@") else address)
        listener.send(word.encode())


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
    Verb(
        "database run",
        RUN,
        "start our own database server, and start it again whenever it dies",
        "./link database run",
        run,
    ),
    Verb("database stop", RUN, "stop our own database server", "./link database stop", stop),
]
