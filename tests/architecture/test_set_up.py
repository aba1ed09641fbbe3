"""Setting up: styles and scripts come while the Python packages do, and what fails is tried again."""

import json
import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def link(tmp_path, monkeypatch):
    """Return ./link as a module, about an empty folder, with an npm of ours that we can tell to fail."""
    spec = spec_from_loader("link", SourceFileLoader("link", str(ROOT / "link")))
    link = module_from_spec(spec)
    spec.loader.exec_module(link)
    monkeypatch.setattr(link, "ROOT", tmp_path)
    monkeypatch.setattr(link, "LOG", tmp_path / "setup.log")
    monkeypatch.setattr(link, "NODE_STAMP", tmp_path / "stamp")
    (tmp_path / "package-lock.json").write_text("{}")
    for name in ("npm", "node"):
        program = tmp_path / name
        program.write_text('#!/bin/sh\necho "$@" >> called\nuntil [ -e go ]; do sleep 0.02; done\n'
                           "[ ! -e broken ]\n")  # fmt: skip
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return link


def test_npm_works_while_python_is_set_up(link, tmp_path):
    with link.assets_meanwhile("run"):
        assert not link.NODE_STAMP.exists()
        (tmp_path / "go").touch()  # nobody waits for npm before this

    assert (tmp_path / "called").read_text() == "ci --ignore-scripts --omit=dev\n"
    assert json.loads(link.NODE_STAMP.read_text()) == link.wanted_assets("run")


def test_what_npm_could_not_fetch_meanwhile_is_fetched_after(link, tmp_path):
    (tmp_path / "go").touch()
    (tmp_path / "broken").touch()
    with link.assets_meanwhile("run"):
        pass
    assert not link.NODE_STAMP.exists()

    (tmp_path / "broken").unlink()
    link.set_up_assets("run")

    assert json.loads(link.NODE_STAMP.read_text()) == link.wanted_assets("run")


def test_npm_is_stopped_when_python_could_not_be_set_up(link):
    with pytest.raises(link.CannotSetUp), link.assets_meanwhile("run"):
        raise link.CannotSetUp("no Python here")

    assert not link.NODE_STAMP.exists()


def test_nothing_is_fetched_twice(link, tmp_path):
    link.NODE_STAMP.write_text(json.dumps(link.wanted_assets("run")))

    with link.assets_meanwhile("run"):
        pass

    assert not (tmp_path / "called").exists()


def test_a_second_start_sets_nothing_up_and_needs_no_network():
    nowhere = "http://127.0.0.1:9"
    offline = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), nowhere)
    environment = os.environ | offline | {"PIP_INDEX_URL": nowhere, "npm_config_registry": nowhere}
    starts = [
        subprocess.run(
            [sys.executable, ROOT / "link", "--version"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        for _ in range(2)
    ]

    for start in starts:
        assert (start.returncode, start.stderr) == (0, "")
        assert start.stdout.startswith("Schools Link ")
