"""An installation from nothing to a rehearsed restore, in a home of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from schoolslink.cli import install, place
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import ROOT
from schoolslink.config.database.roles import ROLES, SYNTHETIC_ONLY, Roles

BY_HAND = """\
# signed on 2 March
SCHOOLSLINK_CLINICAL_SAFETY_SIGNED_BY=Dr Lena Fox
SCHOOLSLINK_OIDC_HILLSIDE_ISSUER=https://login.hillside.example
SCHOOLSLINK_OIDC_HILLSIDE_CLIENT_ID=schoolslink
SCHOOLSLINK_OIDC_HILLSIDE_SECRET=a=b
SCHOOLSLINK_OIDC_HILLSIDE_DOMAINS=hillside.sch.uk
"""


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


def from_backup(
    lost: Path, folder: str, keys: str, said: list[str]
) -> subprocess.CompletedProcess[str]:
    """Install on a new machine what a lost one backed up, its secrets put back, as the runbook says."""
    home = lost.with_name("new")
    shutil.copytree(lost / "secrets", home / "secrets")
    try:
        return link(home, "install", *said, "--from-backup", folder, "--keys", keys)
    finally:
        launcher.stop(home)


def test_an_installation_says_what_it_must_still_be_told(home: Path) -> None:
    done = link(home, "install", "--public-url", "https://link.example.org", "--user", "root")

    assert done.returncode == 1
    assert "--smtp-url" in done.stderr
    assert "--public-url" not in done.stderr
    assert not home.exists()


def test_a_password_may_come_by_the_environment_and_goes_on_by_nothing_else(home: Path) -> None:
    smtp = "smtp://link:hush@127.0.0.1:25"

    done = link(home, "install", "--user", "root", SCHOOLSLINK_SMTP_URL=smtp)
    options = Namespace(
        **dict.fromkeys((*install.QUESTIONS, "from_backup", "keys", "database", "proxy")),
        port=8100,
        json=False,
        backup_to="/a",
        keys_to="/b",
    )
    options.smtp_url, options.admin_url = smtp, "postgresql://postgres:hush@db/postgres"

    assert ("--public-url" in done.stderr, "--smtp-url" in done.stderr) == (True, False)
    assert install.words(options) == ["--backup-to", "/a", "--keys-to", "/b", "--port", "8100"]


def test_an_installation_is_built_backed_up_and_rehearsed(
    home: Path, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox

    first = link(home, "install", *answers(port), "--proxy", "10.0.0.7", "--port", "8100")
    with (home / "environment").open("a") as file:
        file.write(BY_HAND)
    other = f"smtp://localhost:{port}"
    again = link(home, "install", "--user", "root", "--no-units", "--smtp-url", other)
    settings = (home / "environment").read_text()
    status = link(home, "status", "--json")
    backup = link(home, "backup", "--json")
    folder = json.loads(backup.stdout)["folder"]
    newer = json.loads(link(home, "backup", "--json").stdout)
    rehearsal = link(home, "restore", folder, "--rehearse", "--json")
    over = link(home, "restore", folder)
    demo = link(home, "demo")
    new_machine = from_backup(home, folder, newer["keys"], answers(port))

    assert first.returncode == 0, first.stderr
    assert "https://link.example.org/link/" in first.stdout
    assert "Subject: Test of the mail server" in box.letters[0]
    assert again.returncode == 0, again.stderr
    assert settings.endswith(BY_HAND)
    assert "\nSCHOOLSLINK_PROXIES=10.0.0.7\n" in settings
    assert "\nSCHOOLSLINK_PORT=8100\n" in settings
    assert settings.count("SMTP_URL") == 1
    assert f"\nSCHOOLSLINK_SMTP_URL={other}\n" in settings
    assert "The mail server lets us in." in again.stdout
    told = json.loads(status.stdout)
    assert (told["kind"], told["pending_migrations"]) == ("production", 0)
    assert "password=…" in told["database"]
    assert newer["folder"] != folder
    assert Path(newer["keys"]).parent == home / "backup-keys"
    assert json.loads(rehearsal.stdout)["differences"] == []
    assert (over.returncode, "is not empty" in over.stderr) == (1, True)
    assert (demo.returncode, "installed for real" in demo.stderr) == (1, True)
    assert new_machine.returncode == 0, new_machine.stderr
    assert "every table compared" in new_machine.stdout
    assert oct((home / "environment").stat().st_mode & 0o777) == "0o600"


def test_a_database_of_invented_data_is_not_installed_on(
    home: Path, letterbox: tuple[Letterbox, int], admin_url: str
) -> None:
    name = str(conninfo_to_dict(admin_url)["dbname"])
    words = ["--admin-url", os.environ["SCHOOLSLINK_TEST_ADMIN"], "--database", name]

    done = link(home, "install", *answers(letterbox[1]), *words)

    assert done.returncode == 1
    assert "marked as invented" in done.stderr


@pytest.fixture
def given() -> Iterator[str]:
    """Return the name of a database to be made on the tests' server; gone at the end, with its roles."""
    name = f"schoolslink_given_{os.getpid()}"
    yield name
    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], autocommit=True) as server:
        server.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
        for role in (
            getattr(Roles(place.REAL), role) for role in ROLES if role not in SYNTHETIC_ONLY
        ):
            server.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


@pytest.mark.skipif(install.may_use_systemd(), reason="this would install on this very machine")
def test_a_given_server_is_built_on_and_the_commands_to_run_are_said(
    home: Path, letterbox: tuple[Letterbox, int], given: str
) -> None:
    admin = os.environ["SCHOOLSLINK_TEST_ADMIN"]
    words = [word for word in answers(letterbox[1]) if word != "--no-units"]

    done = link(home, "install", *words, "--admin-url", admin, "--database", given)
    status = link(home, "status", "--json")
    again = link(home, "install", *words, "--admin-url", admin, "--database", given, "--json")
    unnamed = link(home, "install", "--user", "root")

    assert done.returncode == 0, done.stderr
    assert [line.strip() for line in done.stdout.splitlines() if line.startswith("  /")] == [
        f"{ROOT / 'link'} serve --port 8000",
        f"{ROOT / 'link'} work",
        f'{ROOT / "link"} backup --to "{home}/backups" --keys-to "{home}/backup-keys"',
    ]
    assert "server_name link.example.org;" in done.stdout
    assert json.loads(again.stdout)["port"] == 8000  # and nothing else beside it
    assert "comes in by this link" in again.stderr
    told = json.loads(status.stdout)
    assert told["allowed_hosts"] == "link.example.org"
    assert (told["pending_migrations"], f"dbname={given}" in told["database"]) == (0, True)
    assert str(conninfo_to_dict(admin)["password"]) not in (home / "environment").read_text()
    assert not (home / "database").exists()
    assert (unnamed.returncode, "--admin-url: it is not kept" in unnamed.stderr) == (1, True)
