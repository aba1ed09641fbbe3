"""Fetches a Chromium for the journeys when it is asked to."""

import os
import shutil
import subprocess
import sys

from schoolslink.web.browsers import find

FETCH_SECONDS = 120


def fetch() -> str | None:
    """Fetch a browser if there is none: Playwright's, then Debian's as root; return its path.

    Each try may take two minutes, since a machine behind a wall answers nothing at all.
    """
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tries.append(["apt-get", "update", "-q"])
        for package in ("chromium-headless-shell", "chromium"):
            install = ["apt-get", "install", "-qy", "--no-install-recommends"]
            tries.append([*install, package, "fonts-liberation"])  # sheets are counted in it
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
