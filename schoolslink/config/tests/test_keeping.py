"""A program that ends by itself is started again; one that cannot work here is given up loudly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

PATIENCE_SECONDS = 15


def started(folder: Path, body: str) -> subprocess.Popen[bytes]:
    """Keep a module of this body running."""
    (folder / "kept_here.py").write_text(textwrap.dedent(body))
    return subprocess.Popen(
        [sys.executable, "-m", "schoolslink.config.keeping", "kept_here"],
        env=os.environ | {"PYTHONPATH": f"{folder}:{os.getcwd()}"},
        stderr=subprocess.DEVNULL,
    )


def waited(file: Path, lines: int) -> list[str]:
    """Return the lines of a file once there are so many."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = file.read_text().split() if file.exists() else []
        if len(found) >= lines:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{file} never had {lines} lines")


def test_a_killed_program_is_started_again_and_ends_with_its_keeper(tmp_path):
    log = tmp_path / "log"
    keeper = started(
        tmp_path,
        f"""
        import os, time
        with open({str(log)!r}, "a") as log: log.write(f"{{os.getpid()}}\\n")
        time.sleep(60)
        """,
    )
    first = int(waited(log, 1)[0])

    os.kill(first, signal.SIGKILL)
    second = int(waited(log, 2)[1])
    keeper.terminate()

    assert keeper.wait(PATIENCE_SECONDS) == 0
    assert second != first
    assert not Path(f"/proc/{second}").exists()


def test_a_program_that_ends_at_once_each_time_is_not_started_for_ever(tmp_path):
    keeper = started(tmp_path, "raise SystemExit(3)")

    assert keeper.wait(PATIENCE_SECONDS) == 3
