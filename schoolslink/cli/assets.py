"""Copies style and scripts out of the fetched packages, and compiles the languages, when changed."""

import contextlib
import fcntl
import hashlib

from schoolslink.cli.verb import Stopped
from schoolslink.config.database.locate import ROOT, home

SOURCE = ROOT / "node_modules"
TARGET = ROOT / "schoolslink" / "web" / "static" / "assets"
MARK = ".made-from"


def build() -> None:
    """Build the static files if they are missing or older than their packages.

    Raises Stopped where they may not be written: a service user only reads the code.
    """
    builder = ROOT / "schoolslink" / "web" / "assets.py"
    sentences = sorted((ROOT / "schoolslink" / "locale").glob("*/LC_MESSAGES/*.po"))
    whole = hashlib.sha256()
    for source in (ROOT / "package-lock.json", builder, *sentences):
        whole.update(source.read_bytes())
    mark = whole.hexdigest()
    if _made_from() == mark:
        return
    try:
        _build(mark)
    except PermissionError as refused:
        raise Stopped(
            f"The page styles of this version are not made yet, and {TARGET.parent} may not be written."
            " Run ./link migrate as the owner of that folder, then this again."
        ) from refused


def _build(mark: str) -> None:
    from schoolslink.web import assets

    home().mkdir(parents=True, exist_ok=True)
    with (home() / "assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _made_from() != mark:
            assets.build(SOURCE, TARGET)
            (TARGET / MARK).write_text(mark)


def _made_from() -> str:
    with contextlib.suppress(OSError):
        return (TARGET / MARK).read_text()
    return ""
