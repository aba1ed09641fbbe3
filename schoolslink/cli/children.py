"""Programs that run beside a verb and end with it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schoolslink.config.database.locate import ROOT

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 10


@dataclass(frozen=True)
class Child:
    """A program we started."""

    name: str
    process: subprocess.Popen[bytes]


def _end_with_parent() -> None:
    """Ask the system to end this child when we die, even by kill -9 (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(name: str, words: Sequence[str], variables: dict[str, str], log: str) -> Child:
    """Start a module of our Python as a child; it is not reached by the terminal's Ctrl-C."""
    with open(log, "ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", *words],
            env=os.environ | variables,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    return Child(name, process)


def first_ended(children: Sequence[Child]) -> Child | None:
    """Return a child that has ended, or None."""
    return next((child for child in children if child.process.poll() is not None), None)


def stop(children: Sequence[Child]) -> None:
    """End the children in the reverse order of their start; insist after some seconds."""
    for child in reversed(children):
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in reversed(children):
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # Its own children too: granian's workers are in its session.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def adopt() -> None:
    """Ask the system to make us the parent of what our children leave behind (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def bury() -> None:
    """Take note of every child that has died; not while one is waited for elsewhere."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


class Interrupted(Exception):
    """The person, or the system, asked us to stop."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn Ctrl-C and a polite kill into Interrupted while the block runs."""

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
