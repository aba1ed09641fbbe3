"""A small file system in memory, to be filled. Needs an administrator of the machine, and no Django."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

MEGABYTES = 400


class NoSmallDisk(Exception):
    """A small file system cannot be mounted here (that needs an administrator of this machine), so
    nothing was tried and nothing is proved.
    """


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a small file system on a folder of our own; raises NoSmallDisk where that is forbidden."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={MEGABYTES}m,mode=0755"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "schoolslink-chaos", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        folder.rmdir()
        raise NoSmallDisk(" ".join(str(NoSmallDisk.__doc__).split()))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        with contextlib.suppress(OSError):
            folder.rmdir()
