"""`chaos app` and `chaos db`: what was acknowledged, under kill -9, must be there afterwards."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from schoolslink.bench.people import Person
from schoolslink.chaos import world
from schoolslink.chaos.clients import Clients
from schoolslink.chaos.compare import compare, middle_and_most, recoveries
from schoolslink.chaos.scratch import (
    Broken,
    Scratch,
    told_as_the_verbs_tell,
    wait_for_database,
)
from schoolslink.config.database import launcher

CLIENTS = 8
PROCESSES = 2
BACK_SECONDS = 90  # longer than this is not "by itself"
Tell = Callable[[str], None]
Kill = Callable[[], None]


def app(scratch: Scratch, *, kills: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Kill web workers under load; return the figures."""
    people = world.leads(scratch, CLIENTS, seed, tell)
    chance = random.Random(seed)  # noqa: S311 (a repeatable run, not a secret)
    scratch.start_web(processes=PROCESSES)
    found = _under_load(
        scratch, people, kills, chance, lambda: kill_one(web_workers(scratch), chance), tell
    )
    scratch.stop("web")
    tell("The control: a server that says yes before it has saved ...")
    lost = 0
    for _ in range(5):  # it must lose; how soon is a matter of luck
        scratch.start(
            "web", "schoolslink.config.keeping", *_careless(scratch), **told_as_the_verbs_tell()
        )
        scratch.wait_for_web()
        control = _under_load(
            scratch, people, 10, chance, lambda: kill_one(web_workers(scratch), chance), tell
        )
        scratch.stop("web")
        lost += control["lost"]
        if lost:
            break
    return found | {"control_lost": lost, "control": "answers before the commit"}


def db(scratch: Scratch, *, kills: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Kill the database server with all its processes under load; return the figures."""
    people = world.leads(scratch, CLIENTS, seed, tell)
    chance = random.Random(seed)  # noqa: S311 (as above)
    scratch.start_web(processes=PROCESSES)
    found = _under_load(scratch, people, kills, chance, lambda: kill_database(scratch), tell)
    tell("The control: the same with synchronous_commit=off ...")
    local = scratch.home / "database" / "local.conf"
    local.write_text("synchronous_commit = off\n", encoding="utf-8")
    scratch.sql("select pg_reload_conf()")
    scratch.stop("web")
    scratch.start_web(processes=PROCESSES)
    lost = control_kills = 0
    while lost == 0 and control_kills < 3 * max(kills, 5):
        control = _under_load(scratch, people, 5, chance, lambda: kill_database(scratch), tell)
        lost, control_kills = lost + control["lost"], control_kills + 5
    return found | {
        "control_lost": lost,
        "control_kills": control_kills,
        "control": "synchronous_commit=off",
    }


def _careless(scratch: Scratch) -> list[str]:
    """Return the words of the careless acceptor, otherwise like the product's own web server."""
    return [
        *("granian", "schoolslink.chaos.careless:application", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(scratch.port), "--workers", str(PROCESSES)),
        *("--blocking-threads", "4", "--log-level", "warning", "--respawn-failed-workers"),
    ]


def _under_load(
    scratch: Scratch,
    people: list[Person],
    kills: int,
    chance: random.Random,
    kill: Kill,
    tell: Tell,
) -> dict[str, Any]:
    """Let people send while something is killed again and again; compare what they were told."""
    before = world.sent_items(scratch)
    known = set(world.kept_keys(scratch))
    folder = Path(scratch.home) / f"acks-{time.time_ns()}"
    folder.mkdir()
    clients = Clients(people, scratch.port, folder)
    clients.start(CLIENTS)
    struck: list[float] = []
    try:
        for number in range(kills):
            wait_for_answer(clients, after=struck[-1] if struck else 0.0, scratch=scratch)
            time.sleep(chance.uniform(0.3, 0.9))
            struck.append(time.time())
            kill()
            if (number + 1) % 10 == 0:
                tell(f"{number + 1} kills, {len(clients.acks):,} acknowledged ...")
        wait_for_answer(clients, after=struck[-1] if struck else 0.0, scratch=scratch)
    except Broken:
        clients.abandon()
        raise
    clients.finish()
    wait_for_database(scratch)
    settle(scratch)
    kept = {k: one for k, one in world.kept_keys(scratch).items() if k not in known}
    made = world.sent_items(scratch) - before
    compared = compare(clients.acks, kept, made)
    times = recoveries(struck, [ack.answered_at for ack in clients.acks])
    return asdict(compared) | {
        "kills": len(struck),
        "came_back": len(times),
        "without_news_or_holder": world.without_news_or_holder(scratch, made),
        "refused": len(clients.refused),
        "refused_first": clients.refused[:1],
        "unanswered_tries": clients.away,
        **middle_and_most(times),
    }


def wait_for_answer(clients: Clients, *, after: float, scratch: Scratch) -> None:
    """Return when somebody has been answered since a moment: it came back, and nobody helped."""
    deadline = time.monotonic() + BACK_SECONDS
    while clients.last_answer <= after:
        if time.monotonic() > deadline:
            raise Broken(
                f"Nobody has been answered for {BACK_SECONDS} s: it does not come back by itself."
                f" {clients.refused[-1:]} {scratch.said()}"
            )
        time.sleep(0.02)


def settle(scratch: Scratch) -> None:
    """Wait until nothing more arrives: what is still being saved is not lost."""
    deadline, last = time.monotonic() + 60, -1
    while time.monotonic() < deadline:
        now = scratch.sql("select count(*) from kernel_savedform")[0][0]
        if now == last:
            return
        last = now
        time.sleep(3)


def kill_one(processes: list[int], chance: random.Random) -> None:
    """Kill one of some processes, as kill -9 does."""
    if processes:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(processes), signal.SIGKILL)


def web_workers(scratch: Scratch) -> list[int]:
    """Return the processes that answer requests: those below the web server that listen."""
    found, server = [], (below(scratch.running["web"].pid) or [0])[0]
    for pid in below(server):
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"-m\0granian" in words and pid != server:
                found.append(pid)
    return found


def kill_database(scratch: Scratch) -> None:
    """Kill the server's first process and all below it at once."""
    server = launcher.status(scratch.home).pid
    if server is None:
        return
    family = [server, *below(server)]
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def below(parent: int) -> list[int]:
    """Return all processes below one."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = [], [parent]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found
