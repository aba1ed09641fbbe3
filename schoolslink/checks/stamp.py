"""Where and from what a figure came: commit, machine, moment."""

from __future__ import annotations

import os
import platform
import subprocess

from schoolslink.config.database.locate import ROOT
from schoolslink.kernel import clock


def stamp() -> dict[str, object]:
    """Return what a figure is published with."""
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "commit": said.stdout.strip() or "not a checkout",
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "at": clock.real_now().isoformat(timespec="seconds"),
    }
