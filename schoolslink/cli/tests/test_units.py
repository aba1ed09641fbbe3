"""What systemd is told, read as systemd reads it; and the server that is started again when it dies."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from schoolslink.cli import install
from schoolslink.cli.main import find
from schoolslink.cli.units import Service
from schoolslink.cli.verb import parser_of
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import ROOT

SERVICE = Service(
    user="schoolslink",
    home=Path("/srv/100% schools"),
    port=8100,
    own_database=True,
    public_url="https://link.example.org",
    backups=Path("/srv/copies of $all"),
    keys=Path("/srv/keys"),
)
WEB, WORKER = "schoolslink-web.service", "schoolslink-worker.service"
DATABASE, BACKUP = "schoolslink-database.service", "schoolslink-backup.service"


def parsed(text: str) -> dict[str, dict[str, list[str]]]:
    """Return sections, names and values; a name may stand more than once. Raises on any other line."""
    found: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in filter(None, text.splitlines()):
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        else:
            name, value = line.split("=", 1)
            section.setdefault(name, []).append(value)
    return found


def command(text: str) -> list[str]:
    """Return the words that systemd would run."""
    [line] = parsed(text)["Service"]["ExecStart"]
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def test_each_unit_runs_a_verb_that_understands_its_words() -> None:
    units = SERVICE.units()

    asked = {name: command(text) for name, text in units.items() if name.endswith(".service")}

    assert {words[0] for words in asked.values()} == {str(ROOT / "link")}
    verbs = {}
    for name, words in asked.items():
        verb, rest = find(words[1:])
        assert verb is not None
        verbs[name] = (verb.name, vars(parser_of(verb).parse_args(rest)))
    assert verbs[WEB][1]["port"] == 8100
    assert verbs[BACKUP][1]["to"] == "/srv/copies of $all"
    assert verbs[BACKUP][1]["keys_to"] == "/srv/keys"
    assert {name: verb for name, (verb, _) in verbs.items()} == {
        WEB: "serve",
        WORKER: "work",
        BACKUP: "backup",
        DATABASE: "database run",
    }


def test_each_unit_runs_as_its_user_in_its_home_and_needs_what_is_there() -> None:
    units = {name: parsed(text) for name, text in SERVICE.units().items()}

    for name in (WEB, WORKER, BACKUP, DATABASE):
        service = units[name]["Service"]
        assert service["User"] == ["schoolslink"]
        assert '"SCHOOLSLINK_HOME=/srv/100%% schools"' in service["Environment"]
    for name in (WEB, WORKER, BACKUP):
        assert units[name]["Unit"]["Requires"] == units[name]["Unit"]["After"] == [DATABASE]
    assert units[WEB]["Service"]["Restart"] == units[WORKER]["Service"]["Restart"] == ["always"]
    assert units[DATABASE]["Service"]["Type"] == ["notify"]
    assert units[DATABASE]["Service"]["Restart"] == ["on-failure"]
    assert units["schoolslink-backup.timer"]["Timer"]["OnCalendar"] == ["*-*-* 02:00:00"]


def test_on_a_given_server_there_is_no_unit_of_a_database() -> None:
    given = replace(SERVICE, own_database=False)

    assert DATABASE not in given.units()
    assert given.kept_running() == ["serve --port 8100", "work"]
    assert set(given.started()) <= set(given.units())
    assert set(SERVICE.started()) <= set(SERVICE.units())


def test_a_second_installation_restarts_what_runs(tmp_path, monkeypatch) -> None:
    asked: list[list[str]] = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(words[1:])
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(install, "FOLDER", tmp_path)
    monkeypatch.setattr(install, "may_use_systemd", lambda: True)
    monkeypatch.setattr(install.subprocess, "run", run)

    install.start(SERVICE, Namespace(no_units=False, json=False))

    assert {file.name for file in tmp_path.iterdir()} == set(SERVICE.units())
    assert asked[-2:] == [["enable", "--now", *SERVICE.started()], ["restart", WEB, WORKER]]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return a home whose server is stopped at the end."""
    yield tmp_path / "home"
    launcher.stop(tmp_path / "home")


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_database_that_dies_is_started_again_and_stops_when_told(
    home: Path, tmp_path: Path
) -> None:
    system = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    system.bind(str(tmp_path / "notify"))
    system.settimeout(60)
    keeper = subprocess.Popen(
        [sys.executable, "-P", "-m", "schoolslink", "database", "run"],
        env=os.environ | {"SCHOOLSLINK_HOME": str(home), "NOTIFY_SOCKET": str(tmp_path / "notify")},
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        first = system.recv(100)
        pid = launcher.status(home).pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        again = system.recv(100)
        other = launcher.status(home).pid
        state = launcher.wait_for(home)
        keeper.terminate()
        said = keeper.communicate(timeout=60)[1]
    finally:
        keeper.kill()
        system.close()

    assert (first, again) == (b"READY=1", b"READY=1")
    assert other not in (None, pid)
    assert state.port == launcher.PORT
    assert (keeper.returncode, "has died" in said) == (0, True)
    assert launcher.status(home).state == "stopped"


def test_a_database_that_was_stopped_stays_stopped(home: Path) -> None:
    words = [sys.executable, "-P", "-m", "schoolslink", "database", "run"]
    keeper = subprocess.Popen(words, env=os.environ | {"SCHOOLSLINK_HOME": str(home)}, cwd=ROOT)
    try:
        until(lambda: launcher.status(home).state == "running")
        launcher.wait_for(home)
        launcher.stop(home)
        code = keeper.wait(timeout=30)
    finally:
        keeper.kill()

    assert code == 0
    assert launcher.status(home).state == "stopped"
