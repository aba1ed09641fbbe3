"""`chaos disk`: the disk of the database fills up under load, and is given space again.

The whole installation lies on a file system of its own in memory, which only an administrator of the
machine can make; where none can be made, the check says so and proves nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from schoolslink.bench.load import Line, request_text
from schoolslink.bench.submit import ANSWERS
from schoolslink.chaos import world
from schoolslink.chaos.clients import Clients
from schoolslink.chaos.compare import compare
from schoolslink.chaos.kills import settle, wait_for_answer
from schoolslink.chaos.scratch import Broken, Scratch, wait_for_database
from schoolslink.chaos.small import MEGABYTES
from schoolslink.kernel.ids import new_id

CLIENTS = 8
FULL_SECONDS = 8
Tell = Callable[[str], None]


def run(scratch: Scratch, *, seed: int, tell: Tell) -> dict[str, Any]:
    """Fill the disk while people send; give space again; compare what they were told."""
    people = world.leads(scratch, CLIENTS, seed, tell)
    before, known = world.sent_items(scratch), set(world.kept_keys(scratch))
    scratch.start_web(processes=2)
    logs = Path(scratch.home.parent) / f"acks-{os.getpid()}"
    logs.mkdir()
    clients = Clients(people, scratch.port, logs)
    try:
        clients.start(CLIENTS)
        wait_for_answer(clients, after=0.0, scratch=scratch)
        tell("Filling the disk ...")
        ballast = scratch.home / "ballast"
        full_at = fill(ballast)
        answered = len(clients.acks)
        time.sleep(FULL_SECONDS)
        said = ask_once(clients)
        full_acks = len(clients.acks) - answered
        tell("Giving space again ...")
        ballast.unlink()
        freed_at = time.time()
        wait_for_answer(clients, after=freed_at, scratch=scratch)
        back = clients.last_answer - freed_at
        time.sleep(3)
    except Broken:
        clients.abandon()
        raise
    finally:
        clients.finish()
        shutil.rmtree(logs, ignore_errors=True)
    wait_for_database(scratch)
    settle(scratch)
    kept = {k: one for k, one in world.kept_keys(scratch).items() if k not in known}
    made = world.sent_items(scratch) - before
    # The control: half of what was promised, taken away behind the back of the application.
    half = dict(list(kept.items())[::2])
    return asdict(compare(clients.acks, kept, made)) | {
        "disk_megabytes": MEGABYTES,
        "seconds_full": round(freed_at - full_at, 1),
        "acknowledged_while_full": full_acks,
        "unanswered_tries": clients.away,
        "refused": len(clients.refused),
        "answer_while_full": said[0],
        "says_that_it_is_not_known": said[1],
        "back_seconds": round(back, 2),
        "control_lost": compare(clients.acks, half, made).lost,
        "control": "half of the rows left out of the comparison",
    }


def fill(ballast: Path) -> float:
    """Write until nothing more can be written; return the moment."""
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 65_536)
    return time.time()


def ask_once(clients: Clients) -> tuple[int, bool]:
    """Send one form while the disk is full; return its status, and whether the page speaks plainly."""

    person = clients.people[0]
    form = {**ANSWERS, "form_key": str(new_id()), "csrfmiddlewaretoken": clients.secret}
    cookies = {**person.cookies, "csrftoken": clients.secret}
    body = urlencode(form, doseq=True).encode()
    try:
        answer = Line(clients.port).ask(
            request_text("POST", clients.path, cookies=cookies, body=body)
        )
    except (OSError, ValueError):
        return 0, False
    return answer.status, b"Try again" in answer.body
