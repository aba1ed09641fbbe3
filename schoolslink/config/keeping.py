"""Keeps a program running: one that ends by itself is started again. Standard library only.

The web server replaces a process of its own that dies, but ends when one dies twice within seconds.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

AGAIN_SECONDS = 0.2
STOP_SECONDS = 12
# Ended so soon, so often in a row, it cannot work here: whoever started us must hear of it.
SOON_SECONDS, OFTEN = 3.0, 5
_PR_SET_PDEATHSIG = 1


class _Asked(Exception):
    """Somebody asked us to stop."""


def keep(words: Sequence[str], environment: Mapping[str, str], tell: Callable[[str], None]) -> int:
    """Run a module of our Python until we are asked to stop; return 0 then.

    Return its own exit code when it ends too soon too often.
    """

    def asked(number: int, frame: object) -> None:
        raise _Asked

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    soon = 0
    while True:
        began = time.monotonic()
        child = None
        try:
            child = _start(words, environment)
            code = child.wait()
            _clear(child)
            soon = soon + 1 if time.monotonic() - began < SOON_SECONDS else 0
            if soon >= OFTEN:
                return code or 1
            tell(f"The {words[0]} process has ended ({code}); starting it again.")
            time.sleep(AGAIN_SECONDS)
        except _Asked:
            if child is not None:
                _stop(child)
            return 0


def _start(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", *words],
        env=dict(environment),
        start_new_session=True,
        preexec_fn=_end_with_us,
    )


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and see to it that it does."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=STOP_SECONDS)
    _clear(child)
    child.wait()


def _clear(child: subprocess.Popen[bytes]) -> None:
    """End what it may have left: a process of its own would answer beside the next one's."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _end_with_us() -> None:
    """Ask the system to end it when we die, even by kill -9 (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:], os.environ, _say))
