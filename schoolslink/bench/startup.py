"""How long from a fresh clone to the first page, and from a stop or a crash to the page again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schoolslink.bench.measure import ROOT, WrongAnswer

PATIENCE_SECONDS = 600
LIMITS = {"first_page_seconds": 60, "restart_seconds": 3, "after_kill_seconds": 15}
# Set-up must not care where it stands: a space, an accent, more than 120 characters.
AWKWARD = "São Tomé and a folder name that is long " + "and longer " * 8


def measure() -> dict[str, Any]:
    """Clone this commit beside nothing, start the demonstration three times; return the figures."""
    with tempfile.TemporaryDirectory(prefix="sl-start-") as folder:
        clone = Path(folder) / AWKWARD.strip()
        git = ["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(clone)]
        subprocess.run(git, check=True)
        try:
            return {
                "path_characters": len(str(clone)),
                "first_page_seconds": _started(clone, signal.SIGINT),
                "restart_seconds": _started(clone, signal.SIGKILL),
                "after_kill_seconds": _started(clone, signal.SIGINT),
            }
        finally:
            _kill(clone)


def _started(clone: Path, end: signal.Signals) -> float:
    """Start the demonstration, read its first page, end it; return seconds up to the page."""
    port = _free_port()
    begun = time.perf_counter()
    with (clone.parent / "said").open("wb") as said:
        demo = subprocess.Popen(
            [str(clone / "link"), "demo", "--port", str(port), "--json"],
            cwd=clone,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        page = _first_page(f"http://127.0.0.1:{port}/", demo, clone.parent / "said")
        seconds = time.perf_counter() - begun
    if "<h1" not in page or "Schools Link" not in page:
        raise WrongAnswer("The first page is not a page of ours.")
    if end is signal.SIGKILL:
        _kill(clone)
    else:
        demo.send_signal(end)
    demo.wait(timeout=60)
    return round(seconds, 2)


def _first_page(address: str, demo: subprocess.Popen[bytes], said: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if demo.poll() is not None:
            raise WrongAnswer(f"The demonstration has ended: {said.read_text()[-500:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310
            return str(page.read().decode())
        time.sleep(0.02)
    raise WrongAnswer("The first page does not come.")


def _environment() -> dict[str, str]:
    """Return the environment of a newcomer: nothing of ours in it."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("SCHOOLSLINK_", "DJANGO_"))}


def _kill(clone: Path) -> None:
    """Kill -9 whatever runs from the clone, its database first."""
    for pid in list(_processes_of(clone)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _processes_of(clone: Path) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.fsencode(clone) in (process / "cmdline").read_bytes():
                yield int(process.name)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def told(figures: dict[str, Any]) -> dict[str, bool]:
    """Return for each figure whether it is within its limit."""
    return {name: figures[name] <= limit for name, limit in LIMITS.items()}


def commit() -> str:
    """Return the commit that was cloned: what is not committed is not measured."""
    words = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
