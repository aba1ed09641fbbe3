"""Breaks a running installation on purpose and counts what it lost; each with a control that must lose."""

from collections.abc import Callable
from typing import Any


def _app() -> Any:
    from schoolslink.chaos.kills import app

    return app


def _db() -> Any:
    from schoolslink.chaos.kills import db

    return db


def _outbox() -> Any:
    from schoolslink.chaos.outbox import run

    return run


def _endpoint() -> Any:
    from schoolslink.chaos.endpoint import run

    return run


# Imported only once the installation is there: each needs Django on it.
PARTS: dict[str, Callable[[], Any]] = {
    "app": _app,
    "db": _db,
    "outbox": _outbox,
    "endpoint": _endpoint,
}
