"""The checks of ./link lint, each a program of its own with its words kept."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schoolslink.cli.output import tell
from schoolslink.config.database.locate import ROOT

PYTHON = (sys.executable, "-P")
IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
CHECKS: dict[str, tuple[str, ...]] = {
    "style": (*PYTHON, "-m", "ruff", "check", "-q", "."),
    "format": (*PYTHON, "-m", "ruff", "format", "-q", "--check", "."),
    "staircase of imports": (*PYTHON, "-c", IMPORTS),
    "types": (*PYTHON, "-m", "mypy", "--no-error-summary", "schoolslink"),
    "migrations": (*PYTHON, "-m", "schoolslink.cli.migration_lint"),
}


@dataclass(frozen=True)
class Check:
    """One check that was run."""

    name: str
    passed: bool
    said: str


def variables() -> dict[str, str]:
    """Return an environment in which the settings load and nothing real can be reached."""
    return os.environ | {
        "SCHOOLSLINK_ENVIRONMENT": "test",
        "SCHOOLSLINK_HOME": str(ROOT / ".schoolslink" / "lint"),
        "PYTHONPATH": str(ROOT),
    }


def run(name: str, command: Sequence[str]) -> Check:
    """Run one check and keep what it said."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=variables(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Check(name, done.returncode == 0, done.stdout.strip())


def results() -> Iterator[Check]:
    """Yield each check as it ends."""
    for name, command in CHECKS.items():
        yield run(name, command)


def run_all(*, quiet: bool = False) -> list[Check]:
    """Run every check; tell the words of those that failed."""
    checks = []
    for check in results():
        checks.append(check)
        if not quiet:
            tell(f"{'passed' if check.passed else 'FAILED'}  {check.name}")
            if not check.passed:
                tell(check.said)
    return checks


def fix() -> None:
    """Mend and format what ruff can."""
    for words in (("check", "-q", "--fix"), ("format", "-q")):
        subprocess.run([*PYTHON, "-m", "ruff", *words, "."], cwd=ROOT, check=False)
