"""Runs PostgreSQL's programs, which refuse to run as root, for whoever we are.

As root they run inside a user namespace of their own (`unshare -U`): there the process is nobody
in particular, while its files stay root's. Where a container forbids that, they run as the user
postgres or nobody, who then owns the data folder.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schoolslink.config.database.locate import DatabaseTrouble

FALLBACK_USERS = ("postgres", "nobody")


@dataclass(frozen=True)
class Runner:
    """A way to run a program: words before it, or another user."""

    prefix: tuple[str, ...] = ()
    user: pwd.struct_passwd | None = None

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a program to its end and return what it said.

        The answer goes through a file: a server started by pg_ctl would hold a pipe open for ever.
        """
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as answer:
            done = subprocess.run(
                [*self.prefix, *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=_environment(),
                check=False,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
            answer.seek(0)
            said = answer.read()
        return subprocess.CompletedProcess(done.args, done.returncode, said, "")

    def give(self, path: Path) -> None:
        """Make a file or folder of ours the property of the user who runs the programs."""
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    @property
    def owner(self) -> int:
        """Return the number of the user who owns what the programs write."""
        return self.user.pw_uid if self.user else os.geteuid()

    def can_reach(self, folder: Path) -> bool:
        """Say whether the programs may enter a folder."""
        return self.run("test", "-x", folder).returncode == 0


def _environment() -> dict[str, str]:
    """Return an environment in which nothing of ours steers PostgreSQL."""
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
    return {**{k: os.environ[k] for k in kept if k in os.environ}, "LC_ALL": "C.UTF-8"}


@cache
def may_unshare() -> bool:
    """Say whether this machine lets us make a user namespace."""
    return (
        shutil.which("unshare") is not None
        and subprocess.run(
            ["unshare", "-U", "--", "true"], capture_output=True, check=False
        ).returncode
        == 0
    )


def runner_for(*folders: Path, data: Path) -> Runner:
    """Return how to run PostgreSQL here so that it can enter these folders.

    A data folder that exists is run by its owner: PostgreSQL refuses anybody else's.

    Raises DatabaseTrouble when we are root and no way is open.
    """
    if os.geteuid() != 0:
        return Runner()
    if data.exists() and data.stat().st_uid != 0:
        return Runner(user=pwd.getpwuid(data.stat().st_uid))
    if may_unshare():
        return Runner(prefix=("unshare", "-U", "--"))
    for name in FALLBACK_USERS:
        try:
            runner = Runner(user=pwd.getpwnam(name))
        except KeyError:
            continue
        if all(runner.can_reach(folder) for folder in folders):
            return runner
    raise DatabaseTrouble(
        "PostgreSQL refuses to run as root, this machine allows no user namespace, and no other "
        f"user can enter {' and '.join(map(str, folders))}. Run ./link as an ordinary user, or set "
        "SCHOOLSLINK_HOME to a folder that the user postgres can enter."
    )
