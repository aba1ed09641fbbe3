"""The statements of a page, taken down as the database gets them, and run again by pgbench alone."""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.backends.postgresql import base

from schoolslink.access import identity
from schoolslink.access.actor import Actor
from schoolslink.config.database.locate import candidates

TOKEN = re.compile(r"set_config\('schoolslink\.token', '[^']*'")
SET_BY_PAGE = re.compile(r"^\s*select set_config\('schoolslink\.token', ''")
# An id, with dashes or without and never inside other bytes, or a reference for people.
MADE_HERE = re.compile(
    r"(?<![0-9a-fx])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])"
    r"|(?:SL|QU)-[0-9A-Z]{4}-[0-9A-Z]{4}"
)
FIXED = "11111111111141118111"
HOUR = 3600


@contextlib.contextmanager
def taken_down() -> Iterator[list[str]]:
    """Collect every statement this process sends, with its values, in order; nothing is left out."""
    said: list[str] = []
    cursor: Any = base.Cursor
    as_it_is = cursor.execute

    def execute(self: Any, query: Any, params: Any = None, **more: Any) -> Any:
        said.append(self.mogrify(query, params) if params is not None else str(query))
        return as_it_is(self, query, params, **more)

    # Taken away again at the end, not set to what it was: the driver's own is inherited.
    with patch.object(cursor, "execute", execute):
        yield said


def script(statements: Sequence[str], actor: Actor) -> str:
    """Return a pgbench script of one page: one transaction, its identity valid for the whole run."""
    token = identity.mint(actor, expires=int(time.time()) + HOUR)
    lines = [one for one in statements if one.startswith("\\set")]
    lines.append("begin;")
    for statement in statements:
        if statement.startswith("\\set"):
            continue
        if SET_BY_PAGE.match(statement):
            continue  # only a page inside a test's transaction takes its identity back
        one = " ".join(statement.split("\n")).strip().rstrip(";")
        one = TOKEN.sub(lambda _: f"set_config('schoolslink.token', '{token}'", one)
        lines.append(one + ";")
    return "\n".join([*lines, "commit;", ""])


def with_fresh_ids(statements: Sequence[str], other: Sequence[str]) -> list[str]:
    """Return statements whose own ids and references are drawn anew by pgbench in each transaction.

    What only one of two runs of the same page names was made by that run; what both name stays.
    The numbers are drawn by pgbench itself, so that the database does nothing more than for a page.
    """
    elsewhere = set(_made("\n".join(other)))
    own = dict.fromkeys(one for s in statements for one in _made(s) if one not in elsewhere)
    names = {found: _drawn(found, number) for number, found in enumerate(own)}
    draw = [f"\\set fresh{number} random(100000000000, 999999999999)" for number in range(len(own))]
    return draw + [
        MADE_HERE.sub(lambda match: names.get(_plain(match.group()), match.group()), statement)
        for statement in statements
    ]


def counted_through(statements: Sequence[str], numbers: Mapping[str, int]) -> list[str]:
    """Return statements about one numbered thing as about the next one in each transaction.

    numbers: by the beginning of an id (20 signs), which of the ids that begin so is meant; pgbench is
    given the last one before the first as `number`.
    """
    counted = ["\\set number :number + 1"]
    for statement in statements:
        for beginning, number in numbers.items():
            plain = f"{beginning}{number}"
            dashed = "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))
            for one in (plain, dashed):
                statement = statement.replace(one, f"{beginning}:number")
        counted.append(statement)
    return counted


def _plain(found: str) -> str:
    """Return an id without its dashes; a reference as it is."""
    return found.replace("-", "") if len(found) >= 32 else found


def _made(text: str) -> list[str]:
    return [_plain(found) for found in MADE_HERE.findall(text)]


def _drawn(found: str, number: int) -> str:
    return f"{FIXED}:fresh{number}" if len(found) == 32 else f"{found[:3]}:fresh{number}"


@dataclass(frozen=True)
class Speed:
    """What a run reached. ms: at the middle and at the slow end of its transactions."""

    per_second: float
    median_ms: float
    p95_ms: float
    done: int = 0


def pgbench(
    scripts: Sequence[Path],
    *,
    clients: int,
    seconds: int = 0,
    transactions: int = 0,
    numbers: Mapping[str, int] | None = None,
) -> Speed:
    """Run the scripts in equal shares for a while, or so many times, and return how fast that went.

    numbers: what each client begins to count from, by name.

    Raises RuntimeError, with what pgbench said, when a transaction was refused.
    """
    place = connection.get_connection_params()
    log = scripts[0].parent / "pgbench_log"
    words = [str(_binary()), "-n", "-M", "simple", "-c", str(clients), "-j", str(min(clients, 2))]
    words += ["-t", str(transactions)] if transactions else ["-T", str(seconds)]
    words += ["-l", f"--log-prefix={log}"]
    words += [f"-D{name}={number}" for name, number in (numbers or {}).items()]
    words += [word for one in scripts for word in ("-f", str(one))]
    done = subprocess.run(
        words,
        env=_environment(place),
        cwd=scripts[0].parent,
        capture_output=True,
        text=True,
        check=False,
    )
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or rate is None or "aborted" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[:800]}")
    times = sorted(
        int(line.split()[2]) / 1000
        for file in log.parent.glob(f"{log.name}.*")
        for line in file.read_text().splitlines()
    )
    for file in log.parent.glob(f"{log.name}.*"):
        file.unlink()
    return Speed(float(rate.group(1)), middle(times), slow(times), len(times))


def middle(times: Sequence[float]) -> float:
    """Return the median of sorted times."""
    return times[len(times) // 2] if times else 0.0


def slow(times: Sequence[float]) -> float:
    """Return the 95th percentile of sorted times."""
    return times[min(len(times) - 1, int(len(times) * 0.95))] if times else 0.0


def _binary() -> Path:
    for binaries in candidates():
        if (found := Path(binaries.folder) / "pgbench").exists():
            return found
    raise RuntimeError("There is no pgbench here. On Debian: apt-get install postgresql-contrib")


def _environment(place: Mapping[str, Any]) -> dict[str, str]:
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "options": "PGOPTIONS"}
    return {names[key]: str(value) for key, value in place.items() if key in names}
