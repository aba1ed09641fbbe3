"""Finds a Chromium for the journeys, and fetches one when it is asked to."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FETCH_SECONDS = 120


def find() -> str | None:
    """Return the path of a browser: the one named, the system's, or Playwright's own."""
    named = os.environ.get("SCHOOLSLINK_BROWSER")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    fetched = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(fetched[-1]) if fetched else None


def fetch() -> str | None:
    """Fetch a browser if there is none: Playwright's, then Debian's as root; return its path.

    Each try may take two minutes, since a machine behind a wall answers nothing at all.
    """
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tries.append(["apt-get", "update", "-q"])
        tries.append(["apt-get", "install", "-qy", "--no-install-recommends", "chromium"])
    for command in tries:
        if find():
            break
        try:
            subprocess.run(
                command,
                check=False,
                timeout=FETCH_SECONDS,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                stderr=sys.stderr,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
    return find()
