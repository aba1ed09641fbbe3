"""A worker that dies in the middle of its work, as by kill -9: for the tests of every part."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections


def killed_in(work: Callable[[], object]) -> None:
    """Do a piece of work in a process of its own, which must not come to its end."""
    connections.close_all()
    worker = os.fork()
    if not worker:
        with contextlib.suppress(BaseException):
            work()
        os._exit(0)
    _, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def dying(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, before: bool = False, call: int = 1
) -> None:
    """Let the process die at a call of this function, before or after what it does."""
    real, calls, parent = getattr(module, name), iter(range(1, 1_000)), os.getpid()

    def dies(*args: Any, **kwargs: Any) -> Any:
        is_last = os.getpid() != parent and next(calls) == call
        if is_last and before:
            os.kill(os.getpid(), signal.SIGKILL)
        found = real(*args, **kwargs)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    monkeypatch.setattr(module, name, dies)
