"""Where a Chromium is on this machine, for the journeys and the checks of pages."""

import os
import shutil
from pathlib import Path

# The shell without windows shows the same pages and is about a quarter faster to drive.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


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
