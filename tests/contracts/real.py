"""Where the real registers are, if they are: SCHOOLSLINK_REAL_DATA, by default ../shared/data."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def real_file(name: str) -> Path:
    """Return a real file, or skip the test and say which file is missing."""
    folder = Path(os.environ.get("SCHOOLSLINK_REAL_DATA") or ROOT.parent / "shared" / "data")
    path = folder / name
    if not path.is_file():
        pytest.skip(f"There is no {path}; the invented twin of this test does run.")
    return path
