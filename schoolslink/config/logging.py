"""Logs: one JSON object a line, allow-listed fields, never what anybody wrote and never a path.

A line says what the program's author wrote (`event`, the message before anything is filled in) and
a few named values. Arguments, exception messages and addresses can hold a child's words or point at
a child, so they are left out: an exception is told by its kind and the places it went through.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

# What may be given in `extra`, and what it must be. Codes, counts and kinds: no sentences.
FIELDS: dict[str, type | tuple[type, ...]] = {
    "request": str,
    "route": str,
    "method": str,
    "status": int,
    "milliseconds": (int, float),
    "statements": int,
    "error": str,
    "job": str,
    "outcome": str,
    "count": int,
}
LONGEST = 100


class OneLine(logging.Formatter):
    """Writes a record as one line of JSON, with nothing in it that is not on the list."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event_of(record),
        }
        line |= about_unit()
        for name, kind in FIELDS.items():
            value = getattr(record, name, None)
            if isinstance(value, kind) and not isinstance(value, bool):
                line[name] = value[:LONGEST] if isinstance(value, str) else value
        if record.exc_info and record.exc_info[1] is not None:
            line["error"], line["places"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def event_of(record: logging.LogRecord) -> str:
    """Return the message as it stands in the program, unfilled; other people's only by logger."""
    ours = record.name.startswith("schoolslink")
    return str(record.msg)[:LONGEST] if ours and isinstance(record.msg, str) else "message"


def told(error: BaseException) -> tuple[str, list[str]]:
    """Return an exception's kind and the places of our own code it passed, the innermost last."""
    places = [
        f"{frame.filename.rpartition('/schoolslink/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "/schoolslink/" in frame.filename
    ]
    return type(error).__name__, places[-8:]


def about_unit() -> dict[str, str]:
    """Return the request's id and its route's name, when there is a unit of work."""
    from schoolslink.access.unit import NoUnit, current

    try:
        unit = current()
    except NoUnit:
        return {}
    return {"request": unit.request_id, "route": unit.route}


def config(level: str = "INFO") -> dict[str, Any]:
    """Return the setting LOGGING: everything through the one formatter, to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "schoolslink.config.logging.OneLine"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {
            "schoolslink": {"level": level},
            # Django's lines about requests name the path; only what failed is told, by its kind.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
        },
    }
