"""Our own database starts anywhere, twice at once, after a crash and in awkward folders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from schoolslink.config.database import as_user, launcher, locate
from schoolslink.config.database.locate import DatabaseTrouble

AWKWARD = "São Tomé and the " + "very long folder name " * 5


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return an empty home in a path with a space, an accent and more than 120 characters."""
    place = tmp_path / AWKWARD.strip()
    assert len(str(place)) > 120
    yield place
    launcher.stop(place)


def ask(cluster: launcher.Cluster, question: str) -> object:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        answer = connection.execute(question)  # type: ignore[call-overload]
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def test_first_start_in_a_long_folder_with_a_space_and_an_accent(home: Path) -> None:
    cluster = launcher.ensure_running(home, durable=False)

    assert ask(cluster, "select lower('ŁÓDŹ')") == "łódź"
    assert ask(cluster, "select datcollate from pg_database where datname = 'postgres'") == "C"
    assert ask(cluster, "show listen_addresses") == ""
    assert launcher.status(home).state == "running"


def test_rows_survive_stop_and_restart(home: Path) -> None:
    cluster = launcher.ensure_running(home, durable=False)
    ask(cluster, "create table kept as select 7 as number")

    assert launcher.stop(home)
    assert launcher.status(home).state == "stopped"
    assert not launcher.stop(home)
    again = launcher.ensure_running(home, durable=False)

    assert ask(again, "select number from kept") == 7


def test_start_after_kill_9_takes_less_than_15_seconds(home: Path) -> None:
    cluster = launcher.ensure_running(home)
    ask(cluster, "create table kept as select 7 as number")
    pid = launcher.status(home).pid
    assert pid

    os.kill(pid, signal.SIGKILL)
    begun = time.monotonic()
    again = launcher.ensure_running(home)

    assert ask(again, "select number from kept") == 7
    assert time.monotonic() - begun < 15


def test_two_first_starts_at_once_share_one_server(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from schoolslink.config.database import launcher;"
        "sys.stdout.write(launcher.ensure_running(Path(sys.argv[1]), durable=False).conninfo('x'))"
    )
    command = [sys.executable, "-c", code, str(home)]

    both = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=locate.ROOT) for _ in range(2)]
    answers = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert answers[0] == answers[1]


def test_a_half_made_folder_is_made_again(home: Path) -> None:
    (home / "database.new" / "base").mkdir(parents=True)

    cluster = launcher.ensure_running(home, durable=False)

    assert ask(cluster, "select 1") == 1
    assert not (home / "database.new").exists()


def test_a_moved_folder_starts_with_a_socket_of_its_own(home: Path, tmp_path: Path) -> None:
    first = launcher.ensure_running(home, durable=False)
    launcher.stop(home)
    moved = home.rename(tmp_path / "elsewhere")

    second = launcher.ensure_running(moved, durable=False)
    try:
        assert second.host != first.host
        assert ask(second, "select 1") == 1
    finally:
        launcher.stop(moved)


def test_a_socket_folder_made_by_somebody_else_is_refused(home: Path) -> None:
    cluster = launcher.ensure_running(home, durable=False)
    launcher.stop(home)
    Path(cluster.host).mkdir(mode=0o755)

    with pytest.raises(DatabaseTrouble, match="private folder"):
        launcher.ensure_running(home, durable=False)

    Path(cluster.host).rmdir()


def test_data_of_a_version_that_is_not_here_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("9\n")

    with pytest.raises(DatabaseTrouble, match="made by PostgreSQL 9"):
        locate.find(tmp_path)


def test_an_existing_folder_decides_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [
        locate.Binaries(Path("/new"), 18, "system"),
        locate.Binaries(Path("/old"), 15, "system"),
    ]
    monkeypatch.setattr(locate, "candidates", lambda: iter(here))
    (tmp_path / "PG_VERSION").write_text("15\n")

    assert locate.find(tmp_path).folder == Path("/old")
    assert locate.find(tmp_path / "none yet").folder == Path("/new")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
def test_root_without_user_namespaces_runs_as_another_user(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_user, "may_unshare", lambda: False)
    place = Path(f"/tmp/sl-test-{os.getpid()}")  # noqa: S108 (pytest's own is root's alone)
    place.mkdir(mode=0o755)
    try:
        binaries = locate.find(place / "database")
        if not as_user.Runner(user=as_user.pwd.getpwnam("nobody")).can_reach(binaries.folder):
            pytest.skip("this PostgreSQL lies in a folder that only root can enter")
        cluster = launcher.ensure_running(place, durable=False)

        assert ask(cluster, "select 1") == 1
        assert (place / "database").stat().st_uid != 0
    finally:
        launcher.stop(place)
        subprocess.run(["rm", "-rf", place], check=True)


def test_a_password_with_a_quote_keeps_its_place_in_the_connection_string() -> None:
    cluster = launcher.Cluster("/run/a b", 5432, "postgres", "it's \\ odd", Path("/bin"))

    found = psycopg.conninfo.conninfo_to_dict(cluster.conninfo("x", options="-c role=me"))

    assert found["password"] == "it's \\ odd"
    assert found["host"] == "/run/a b"
    assert found["options"] == "-c role=me"
