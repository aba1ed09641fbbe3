"""An installation from nothing to a rehearsed restore, in a home of its own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from psycopg.conninfo import conninfo_to_dict

from schoolslink.config.database import launcher
from schoolslink.config.database.locate import ROOT


class Letterbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.letters.append(envelope.content.decode())
        return "250 Taken"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    """Return a running mail server and its port."""
    box = Letterbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return a home whose server is stopped at the end."""
    yield tmp_path / "home"
    launcher.stop(tmp_path / "home")


def link(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a verb as an operator would, with nothing of the tests in its environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCHOOLSLINK_", "DJANGO_", "PYTEST_"))
    }
    postgres = os.environ.get("SCHOOLSLINK_POSTGRES", "")
    return subprocess.run(
        [sys.executable, "-P", "-m", "schoolslink", *words],
        cwd=ROOT,
        env=kept | {"SCHOOLSLINK_HOME": str(home), "SCHOOLSLINK_POSTGRES": postgres} | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def answers(port: int) -> list[str]:
    return [
        *("--public-url", "https://link.example.org", "--mail-from", "Link <link@example.org>"),
        *("--smtp-url", f"smtp://127.0.0.1:{port}", "--user", "root", "--no-units"),
        *("--administrator-name", "Ada", "--administrator-email", "ada@example.org"),
    ]


def test_an_installation_says_what_it_must_still_be_told(home: Path) -> None:
    done = link(home, "install", "--public-url", "https://link.example.org", "--user", "root")

    assert done.returncode == 1
    assert "--smtp-url" in done.stderr
    assert "--public-url" not in done.stderr
    assert not home.exists()


def test_an_installation_is_built_backed_up_and_rehearsed(
    home: Path, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox

    first = link(home, "install", *answers(port))
    again = link(home, "install", "--user", "root", "--no-units", "--port", "8100")
    status = link(home, "status", "--json")
    backup = link(home, "backup", "--json")
    folder = json.loads(backup.stdout)["folder"]
    rehearsal = link(home, "restore", folder, "--rehearse", "--json")
    over = link(home, "restore", folder)
    demo = link(home, "demo")

    assert first.returncode == 0, first.stderr
    assert "https://link.example.org/link/" in first.stdout
    assert "Subject: Test of the mail server" in box.letters[0]
    assert again.returncode == 0, again.stderr
    told = json.loads(status.stdout)
    assert (told["kind"], told["pending_migrations"]) == ("production", 0)
    assert "password=…" in told["database"]
    assert json.loads(rehearsal.stdout)["differences"] == []
    assert (over.returncode, "is not empty" in over.stderr) == (1, True)
    assert (demo.returncode, "installed for real" in demo.stderr) == (1, True)
    assert oct((home / "environment").stat().st_mode & 0o777) == "0o600"


def test_a_database_of_invented_data_is_not_installed_on(
    home: Path, letterbox: tuple[Letterbox, int], admin_url: str
) -> None:
    name = str(conninfo_to_dict(admin_url)["dbname"])
    words = ["--admin-url", os.environ["SCHOOLSLINK_TEST_ADMIN"], "--database", name]

    done = link(home, "install", *answers(letterbox[1]), *words)

    assert done.returncode == 1
    assert "marked as invented" in done.stderr
