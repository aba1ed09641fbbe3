"""The settings of an installation, in `<home>/environment`: ours, and what its operator added."""

import os
from pathlib import Path

from schoolslink.cli.verb import Stopped
from schoolslink.config.database.locate import home

FIRST_LINE = "# Written by ./link install, which keeps what is added here by hand."


def path() -> Path:
    """Return the file in which ./link install keeps an installation's settings."""
    return home() / "environment"


def lines() -> list[str]:
    """Return the file's lines, none when there is no file.

    Raises Stopped when it belongs to somebody else.
    """
    try:
        return path().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as refused:
        raise Stopped(
            f"{path()} may be read by its owner only; run this as that user."
        ) from refused


def read() -> dict[str, str]:
    """Return the settings by name; of a name that stands there twice, the first."""
    found: dict[str, str] = {}
    for line in lines():
        if name := name_in(line):
            found.setdefault(name, line.partition("=")[2].strip())
    return found


def name_in(line: str) -> str:
    """Return the name that a line sets, or an empty string: a comment, or nothing."""
    name, found, _ = line.partition("=")
    return "" if not found or line.lstrip().startswith("#") else name.strip()


def write(settings: dict[str, str]) -> None:
    """Set these, each in its place, and keep every other line as its operator wrote it."""
    left = dict(settings)
    text = []
    for line in lines() or [FIRST_LINE]:
        name = name_in(line)
        if name in left:
            text.append(f"{name}={left.pop(name)}")
        elif name not in settings:
            text.append(line)
    text += [f"{name}={value}" for name, value in left.items()]
    beside = path().with_name("environment.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path())
