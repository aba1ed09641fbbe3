"""The verb status: what is here and how it is, secrets hidden."""

import os
from argparse import Namespace
from pathlib import Path
from typing import Any

from schoolslink import __version__
from schoolslink.cli import demo, place
from schoolslink.cli.output import pairs
from schoolslink.cli.server import start_django
from schoolslink.cli.verb import RUN, Verb
from schoolslink.config.database import launcher
from schoolslink.config.database.locate import DatabaseTrouble, find, home

UNCHECKED = """
select coalesce((select seen_at from kernel_heartbeat where name = 'referrals.reconcile'),
  (select min(applied) from django_migrations)) < clock_timestamp() - interval '26 hours'
"""
UNCHECKED_TOLD = (
    "Nobody has checked the records for 26 hours. Is the worker running? ./link reconcile"
)
NOT_RIGHT = "select count(*) from referrals_fault where gone_at is null"


def status(options: Namespace) -> int:
    """Print what is known without starting or changing anything; 1 when it is not up to date."""
    installed = place.load_settings()
    found: dict[str, Any] = {
        "schools_link": __version__,
        "about": "what is installed here" if installed else "the demonstration",
        "home": str(home()),
        **own_server(),
    }
    reachable = found["server"] == "running" or "SCHOOLSLINK_DATABASE_URL" in os.environ
    if reachable:
        here = place.current()
        os.environ.update(here.variables())
        found |= database(os.environ["SCHOOLSLINK_DATABASE_URL"])
        checked = records(here, os.environ["SCHOOLSLINK_DATABASE_URL"])
        found |= checked
        if here.is_demo:
            os.environ["SCHOOLSLINK_PUBLIC_URL"] = demo.running_at()
        if found.get("pending_migrations") == 0:
            found |= stuck()
        found |= settings()
    pairs(found, json_wanted=options.json)
    in_order = found.get("pending_migrations") == 0
    if installed and reachable:
        in_order = in_order and is_in_order(checked)
    return 0 if in_order else 1


def records(here: place.Place, url: str) -> dict[str, Any]:
    """Return when the reconciler last came to its end, and how much that it found is still not right.

    What no area's coordinator is told of is whoever runs this to see to.
    """
    import psycopg

    if not (here.home / "secrets" / "database_reconciler").is_file():
        return {}
    said: dict[str, Any] = {}
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            said["records_checked"] = value(
                connection,
                "select seen_at from kernel_heartbeat where name = 'referrals.reconcile'",
            )
            if value(connection, UNCHECKED):
                said["records_unchecked"] = UNCHECKED_TOLD
        with psycopg.connect(here.url("reconciler"), autocommit=True) as connection:
            said["records_not_right"] = value(connection, NOT_RIGHT)
            said["records_not_right_in_no_area"] = value(
                connection, f"{NOT_RIGHT} and area_id is null"
            )
    except psycopg.OperationalError:
        return said  # whether it can be reached is said already
    return said


def is_in_order(checked: dict[str, Any]) -> bool:
    """Say whether the records were checked in time, and nothing waits for whoever runs this."""
    return "records_unchecked" not in checked and not checked.get("records_not_right_in_no_area")


def own_server() -> dict[str, Any]:
    """Return what is known of the database server, ours or a given one."""
    if os.environ.get("SCHOOLSLINK_DATABASE_URL"):
        return {"server": "given by SCHOOLSLINK_DATABASE_URL"}
    ours = launcher.status(home())
    try:
        binaries = find(ours.data)
        programs = f"PostgreSQL {binaries.version} ({binaries.source}) in {binaries.folder}"
    except DatabaseTrouble as trouble:
        programs = str(trouble)
    return {
        "server": ours.state,
        "programs": programs,
        "data_folder": str(ours.data),
        "process": ours.pid,
        "socket_folder": ours.host,
    }


def database(url: str) -> dict[str, Any]:
    """Return what the database says of itself: version, migrations not applied, worker, jobs."""
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            return {
                "database_version": value(connection, "show server_version"),
                "pending_migrations": pending(connection),
                "worker_last_seen": value(
                    connection, "select max(last_heartbeat) from procrastinate_workers"
                ),
                "jobs_waiting": value(
                    connection, "select count(*) from procrastinate_jobs where status = 'todo'"
                ),
                "jobs_failed": value(
                    connection, "select count(*) from procrastinate_jobs where status = 'failed'"
                ),
            }
    except psycopg.OperationalError as trouble:
        return {"database": f"cannot be reached: {str(trouble).strip().splitlines()[0]}"}


def value(connection: Any, question: str) -> Any:
    """Return the one value a question gives, or None when it cannot be asked here."""
    import psycopg

    try:
        row = connection.execute(question).fetchone()
    except psycopg.Error:
        return None
    return row[0] if row else None


def pending(connection: Any) -> int | None:
    """Return how many migrations of the code are not applied in the database; None if not known."""
    import psycopg

    try:
        rows = connection.execute("select app, name from django_migrations").fetchall()
    except psycopg.errors.UndefinedTable:
        rows = []
    except psycopg.Error:
        return None
    start_django()
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return len(known - {(app, name) for app, name in rows})


def settings() -> dict[str, Any]:
    """Return the settings with every secret hidden."""
    from schoolslink.config import environment

    try:
        printable = environment.read().printable()
    except environment.NotConfigured as missing:
        return {"settings": str(missing)}
    return {name: str(said) for name, said in printable.items() if not isinstance(said, Path)}


def stuck() -> dict[str, Any]:
    """Return how much has waited for four hours and so waits for a person: messages, and news."""
    start_django()
    from django.db import DatabaseError

    from schoolslink.kernel import outbox
    from schoolslink.notices import queries

    try:
        return {
            "messages_stuck_for_4_hours": queries.stuck_total(),
            "news_stuck_for_4_hours": len(outbox.stuck()),
        }
    except DatabaseError:
        return {"messages_stuck_for_4_hours": None, "news_stuck_for_4_hours": None}


VERBS = [
    Verb(
        "status",
        RUN,
        "which database, version and folder; pending migrations; the worker's last sign of life",
        "./link status --json",
        status,
    )
]
