"""What shapes the demonstration's database, and whether one that is there can be brought up to it."""

import hashlib
import json
from pathlib import Path

from schoolslink.config.database.locate import ROOT

Shape = dict[str, str]  # file -> hash of what it says


def shape_now(root: Path = ROOT) -> Shape:
    """Return every file that shapes the database, with a hash, so that a restart need not look."""
    parts = root / "schoolslink"
    files = [*parts.glob("*/migrations/**/*"), *parts.glob("config/database/**/*")]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.suffix in (".py", ".sql")
    }


def written(shape: Shape) -> str:
    """Return the shape as it is kept beside the database."""
    return json.dumps(shape, indent=0, sort_keys=True)


def cannot_be_brought_up(kept: str, now: Shape) -> bool:
    """Say whether a database was built by other migrations than these.

    A new migration is applied; one that says something else than when it was applied never is, so
    the tables would not be those of the code. kept: what `written` said then; "" where nothing did.
    """
    try:
        then = json.loads(kept)
    except ValueError:
        return True  # kept by an older version, which did not say of each file
    return any("/migrations/" in path and now.get(path) != said for path, said in then.items())
