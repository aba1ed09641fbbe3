"""How verbs speak: sentences and tables for people, one JSON value for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def say(sentence: str = "") -> None:
    """Write one line for a person to the output stream."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def tell(sentence: str) -> None:
    """Write one line about progress or trouble to the error stream, beside any JSON."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def as_json(value: Any) -> None:
    """Write one JSON value; dates, ids and the like as their text."""
    say(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def pairs(values: Mapping[str, Any], *, json_wanted: bool) -> None:
    """Write named values: one a line with aligned names, or one JSON object."""
    if json_wanted:
        as_json(dict(values))
        return
    width = max((len(name) for name in values), default=0)
    for name, value in values.items():
        say(f"{name.replace('_', ' '):<{width}}  {'' if value is None else value}")


def table(rows: Sequence[Mapping[str, Any]], *, json_wanted: bool) -> None:
    """Write rows with the same names: aligned columns under a heading, or a JSON list."""
    if json_wanted:
        as_json([dict(row) for row in rows])
        return
    if not rows:
        say("Nothing to show.")
        return
    heading = {name: name.replace("_", " ") for name in rows[0]}
    lines = [
        heading,
        *({n: "" if row[n] is None else str(row[n]) for n in heading} for row in rows),
    ]
    widths = {name: max(len(line[name]) for line in lines) for name in heading}
    for line in lines:
        say("  ".join(f"{line[name]:<{widths[name]}}" for name in heading).rstrip())
