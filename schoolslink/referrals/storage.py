"""The folder of sealed files: outside what the web serves, random names, nothing readable in it."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from django.conf import settings

HALF_WRITTEN = ".part"
# A file whose row is not committed yet is no orphan.
YOUNG_SECONDS = 24 * 3600


class FileGone(Exception):
    """This file is not here any more."""


def folder() -> Path:
    """Return the folder, made on first use and open to us alone."""
    made = Path(settings.FILES_FOLDER)
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def keep(blocks: Iterable[bytes]) -> tuple[str, str]:
    """Write a sealed file whole, or not at all; return its random name and its SHA-256."""
    name, digest = secrets.token_hex(32), hashlib.sha256()
    place = folder() / name
    half = place.with_suffix(HALF_WRITTEN)
    try:
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            for block in blocks:
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        half.rename(place)
        _settle()
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return name, digest.hexdigest()


def path_of(name: str) -> Path:
    """Return where a file lies; raise FileGone for what is no name of ours, or not there."""
    place = folder() / name
    if not _is_name(name) or not place.is_file():
        raise FileGone(FileGone.__doc__)
    return place


def names(*, older_than: float = 0) -> Iterator[str]:
    """Return what lies in the folder, half-written files too, that is older than so many seconds."""
    before = time.time() - older_than
    for place in folder().iterdir():
        if place.is_file() and place.stat().st_mtime <= before:
            yield place.name


def sweep(known: Collection[str], *, older_than: float = YOUNG_SECONDS) -> int:
    """Take away every file that no row names, unless it is young; return how many."""
    orphans = [name for name in names(older_than=older_than) if name not in known]
    for name in orphans:
        (folder() / name).unlink(missing_ok=True)
    return len(orphans)


def _is_name(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def _settle() -> None:
    """Have the folder itself remember the new name, also if the machine stops now."""
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
