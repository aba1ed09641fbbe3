"""Backups of a database, and the proof that one can be restored.

A backup is a folder: the database without the children's keys, the keys apart, and a manifest with
the number of rows and a digest of every table, taken in the same snapshot, and the signed head of the
audit's chain beside a copy of its witness. The keys' file is kept
only once, always the latest: a child whose key was destroyed stays erased in every older copy.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from schoolslink import __version__
from schoolslink.config.database.locate import DatabaseTrouble, candidates

KEYS = "keys.child_key"
CHILDREN = "public.referrals_youngperson"  # every key is one of these children's
# The token keys come from the key ring at every `migrate`; a copy of them has no business elsewhere.
LEFT_OUT = ("access.token_key",)
HEAD = "select seq, encode(hash, 'hex') from audit.head where chain = 0"
DUMP, KEYS_DUMP, MANIFEST = "database.dump", "child-keys.dump", "manifest.json"
FILES = "files"  # sealed files of requests and of post, each under its random name
ATTACHED = """select file, sha256 from public.referrals_attachment
  union all select file, sha256 from public.referrals_postfile order by file"""
WITNESS = "checkpoints.jsonl"
# What a row looks like as text must not depend on who asks.
STEADY = (
    "-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c bytea_output=hex"
    " -c extra_float_digits=1 -c search_path=pg_catalog -c statement_timeout=0"
)


@dataclass(frozen=True)
class Table:
    """What a table held: its rows and a digest that does not depend on their order."""

    rows: int
    digest: str


# Signing needs the key ring, of which this file knows nothing: number and hash of the head, moment.
Sign = Callable[[int, str, str], dict[str, Any]]
IsOurs = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, to compare a restored database with."""

    made_at: str
    version: str
    server_version: int
    installation: str
    database: str
    audit_head: dict[str, Any]  # a checkpoint: seq, hash, at, kid, mac
    tables: dict[str, Table]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Return the manifest in a backup's folder; raise DatabaseTrouble when there is none."""
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            tables = {name: Table(**table) for name, table in found.pop("tables").items()}
            # Before the head was signed, a manifest held its hash alone.
            head = found.pop("audit_head")
            head = head if isinstance(head, dict) else {"hash": head}
            return cls(tables=tables, audit_head=head, **found)
        except (OSError, ValueError, TypeError, KeyError) as missing:
            raise DatabaseTrouble(
                f"{folder} holds no whole backup: its {MANIFEST} is missing or damaged."
            ) from missing


def tables_of(connection: psycopg.Connection) -> dict[str, Table]:
    """Return every table of ours with its rows and digest, as this connection's snapshot has it."""
    names = connection.execute(
        "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'r' and n.nspname in ('public', 'access', 'audit', 'keys')"
        " order by 1, 2"
    ).fetchall()
    found = {}
    for schema, name in names:
        if f"{schema}.{name}" in LEFT_OUT:
            continue
        query = sql.SQL(
            "select count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0)"
            " from {} t"
        ).format(sql.Identifier(schema, name))
        row = connection.execute(query).fetchone()
        assert row is not None  # noqa: S101 (an aggregate always gives a row)
        found[f"{schema}.{name}"] = Table(row[0], str(row[1]))
    return found


def differences(expected: dict[str, Table], found: dict[str, Table]) -> list[str]:
    """Return a sentence for each table that is not the same; empty when all are."""
    sentences = []
    for name in sorted(expected.keys() | found.keys()):
        before, after = expected.get(name), found.get(name)
        if before is None or after is None:
            sentences.append(f"{name}: {'only restored' if before is None else 'missing'}")
        elif before.rows != after.rows:
            sentences.append(f"{name}: {before.rows} rows in the backup, {after.rows} restored")
        elif before.digest != after.digest:
            sentences.append(f"{name}: {before.rows} rows, but their content differs")
    return sentences


def back_up(
    url: str,
    folder: Path,
    *,
    installation: str,
    at: datetime,
    sign: Sign,
    witness: Path,
    files: Path,
) -> Manifest:
    """Write a backup into a new folder and return its manifest.

    url: the backup role's. sign: makes a checkpoint of the audit's head. witness: the file of the
    checkpoints so far, copied where there is one. files: the folder of sealed files.
    """
    folder.mkdir(mode=0o700)
    try:
        if witness.is_file():
            shutil.copyfile(witness, folder / WITNESS)
        return _write(url, folder, installation, at, sign, files)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write(
    url: str, folder: Path, installation: str, at: datetime, sign: Sign, files: Path
) -> Manifest:
    with psycopg.connect(url, options=STEADY) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot, version, name = _row(
            connection,
            "select pg_export_snapshot(), current_setting('server_version_num')::int / 10000,"
            " current_database()",
        )
        common = ["-Fc", "--no-sync", f"--snapshot={snapshot}"]
        without = [f"--exclude-table={table}" for table in LEFT_OUT]
        out = f"--file={folder / DUMP}"
        _run(version, "pg_dump", [*common, *without, f"--exclude-table-data={KEYS}", out], url)
        out = f"--file={folder / KEYS_DUMP}"
        _run(version, "pg_dump", [*common, "--data-only", f"--table={KEYS}", out], url)
        seq, digest = _row(connection, HEAD)
        head = sign(seq, digest, at.isoformat())
        manifest = Manifest(
            at.isoformat(), __version__, version, installation, name, head, tables_of(connection)
        )
    # After the rows: every file that one of them names was written before it, and stays a day.
    copy_files(files, folder / FILES)
    # Last: a folder without a manifest is a backup that did not end.
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    for path in filter(Path.is_file, folder.iterdir()):
        path.chmod(0o600)
        with path.open("rb") as written:
            os.fsync(written.fileno())
    return manifest


def copy_files(source: Path, target: Path) -> int:
    """Lay every file of one folder into another, where it is not yet; return how many were new.

    A file is never written to again, so that on one disk a second name for it is a copy.
    """
    if not source.is_dir():
        return 0
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = 0
    for path in source.iterdir():
        place = target / path.name
        if not path.is_file() or path.suffix or place.exists():
            continue
        try:
            os.link(path, place)
        except OSError:
            half = place.with_suffix(".part")
            shutil.copyfile(path, half)
            half.chmod(0o600)
            half.rename(place)
        new += 1
    return new


def damaged_files(admin_url: str, folder: Path) -> list[str]:
    """Return a sentence when files that rows name are not in a folder, or not as they were written."""
    with psycopg.connect(admin_url, options=STEADY) as connection:
        rows = connection.execute(ATTACHED).fetchall()
    missing = altered = 0
    for name, digest in rows:
        place = folder / str(name)
        if not place.is_file():
            missing += 1
        else:
            with place.open("rb") as file:
                altered += hashlib.file_digest(file, "sha256").hexdigest() != digest
    sentences = []
    if missing:
        sentences.append(f"{FILES}: {missing} of {len(rows)} are missing")
    if altered:
        sentences.append(f"{FILES}: {altered} of {len(rows)} are not as they were")
    return sentences


def fill(admin_url: str, folder: Path, keys: Path) -> None:
    """Fill an empty database from a backup's folder and a keys' file. admin_url: a superuser's."""
    with psycopg.connect(admin_url) as connection:
        (version,) = _row(connection, "select current_setting('server_version_num')::int / 10000")
    into = conninfo_to_dict(admin_url)["dbname"]
    for dump in (folder / DUMP, keys):
        _run(version, "pg_restore", ["--exit-on-error", f"--dbname={into}", str(dump)], admin_url)
    leave_out_strangers(admin_url)


def leave_out_strangers(admin_url: str) -> None:
    """Take out the keys of children whom an older backup does not know: the keys are the latest."""
    with psycopg.connect(admin_url) as connection:
        connection.execute(
            f"delete from {KEYS} k where not exists"  # noqa: S608 (names of our own)
            f" (select from {CHILDREN} c where c.id = k.subject)"
        )


def forget_again(admin_url: str, certificates: Iterable[Mapping[str, Any]]) -> int:
    """Erase in a restored database what was erased since its backup; return how many rows that took.

    Called when the database has been brought up to date, each certificate in a transaction of its own.
    """
    gone = 0
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for line in certificates:
            (rows,) = _row(
                connection, "select public.referrals_replay_erasure(%s::jsonb)", [json.dumps(line)]
            )
            gone += rows
    return gone


def compare(admin_url: str, manifest: Manifest, *, is_ours: IsOurs) -> list[str]:
    """Return a sentence for each way in which a restored database is not what was backed up.

    Not the children's keys: they are the latest, and a child may have been erased since. Whether
    those that are there open is `access.rekey.do_not_open`'s to say.
    is_ours: says whether a checkpoint was signed by one of our keys.
    """
    with psycopg.connect(admin_url, options=STEADY) as connection:
        found = tables_of(connection)
        head = _row(connection, HEAD)
    sentences = differences(
        {name: table for name, table in manifest.tables.items() if name != KEYS},
        {name: table for name, table in found.items() if name != KEYS},
    )
    if not is_ours(manifest.audit_head):
        sentences.append("audit: the backup's end of the chain was not signed by us")
    if head != (manifest.audit_head.get("seq"), manifest.audit_head.get("hash")):
        sentences.append("audit: the chain does not end where it ended")
    return sentences


def _row(
    connection: psycopg.Connection, query: str, values: Sequence[Any] | None = None
) -> tuple[Any, ...]:
    row = connection.execute(query, values).fetchone()  # type: ignore[call-overload]
    if row is None:
        raise DatabaseTrouble("The database has no audit chain: it is not one of ours.")
    return tuple(row)


def _run(server: int, program: str, words: Sequence[str], url: str) -> None:
    """Run pg_dump or pg_restore of a version that suits the server, its password out of sight."""
    fitting = [b for b in candidates() if b.version >= server and (b.folder / program).is_file()]
    if not fitting:
        raise DatabaseTrouble(
            f"There is no {program} for PostgreSQL {server} here. On Debian: "
            "apt-get install postgresql-client"
        )
    best = min(fitting, key=lambda binaries: binaries.version)
    done = subprocess.run(
        [best.folder / program, "--no-password", *words],
        env=os.environ | _variables(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DatabaseTrouble(f"{program} failed: {done.stderr.strip()}")


def _variables(url: str) -> dict[str, str]:
    """Return a connection string as the variables PostgreSQL's programs read."""
    names = {"dbname": "PGDATABASE", "host": "PGHOST", "port": "PGPORT", "user": "PGUSER"}
    names |= {"password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    parts = conninfo_to_dict(url)
    return {variable: str(parts[name]) for name, variable in names.items() if parts.get(name)}
