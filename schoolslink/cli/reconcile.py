"""The verbs reconcile and check invariants: is every record as it must be, and would it be noticed if not."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from schoolslink.cli import place
from schoolslink.cli.check import ground, told
from schoolslink.cli.output import as_json, pairs, say, tell
from schoolslink.cli.server import start_django
from schoolslink.cli.verb import PROVE, RUN, Stopped, Verb

SHOWN = 20


def reconcile(options: Namespace) -> int:
    """Ask every question of the records, write down what is found; 1 when anything is."""
    import os
    import time

    import psycopg

    os.environ.update(place.current().variables())
    start_django()
    from schoolslink.kernel import clock
    from schoolslink.referrals.reconciler.run import own_connection
    from schoolslink.referrals.reconciler.run import reconcile as run

    began = time.perf_counter()
    try:
        with own_connection() as connection:
            found = run(connection, now=clock.now())
    except psycopg.OperationalError as trouble:
        raise Stopped(f"The database cannot be asked: {str(trouble).splitlines()[0]}") from trouble
    examined = found.examined
    facts: dict[str, Any] = {
        **examined.law,
        "open_items": examined.law["open"],
        "conserved": examined.conserved,
        "violations": examined.violations,
        "new": found.new,
        "by_invariant": examined.counts,
        "seconds": round(time.perf_counter() - began, 2),
    }
    if options.json:
        as_json(facts | {"shown": [_plain(v) for v in examined.kept[:SHOWN]]})
    else:
        by_invariant = facts.pop("by_invariant")
        pairs(facts, json_wanted=False)
        _say(by_invariant)
    return 0 if examined.holds else 1


def _plain(violation: Any) -> dict[str, str | None]:
    return {name: value and str(value) for name, value in vars(violation).items()}


def _say(counts: dict[str, int]) -> None:
    from schoolslink.referrals.reconciler.every import BY_NAME

    for name, count in counts.items():
        say(f"  {count} x {name}: {BY_NAME[name].says}")
        say(f"      {BY_NAME[name].act}")
    if not counts:
        say("Every record is as it must be.")


def invariants(options: Namespace) -> int:
    """Count the invariants; with --mutate break each in a database of its own: is it found?"""
    if not options.mutate:
        return _listed(options)
    with ground() as made:
        from django.conf import settings

        from schoolslink.checks.ground import standing_as
        from schoolslink.checks.invariants.mutate import mutate
        from schoolslink.checks.invariants.planting import plant

        with standing_as("seed"):
            planted = plant()
        role = settings.DATABASE_ROLES["reconciler"]
        return told(options, mutate(made.admin_url, role, planted, tell))


def _listed(options: Namespace) -> int:
    from schoolslink.referrals.reconciler.every import INVARIANTS

    if options.json:
        as_json({i.name: {"must": i.must, "hazards": list(i.hazards)} for i in INVARIANTS})
    else:
        pairs({i.name: i.must for i in INVARIANTS}, json_wanted=False)
    return 0


def arguments(parser: ArgumentParser) -> None:
    """Describe what ./link check invariants takes."""
    parser.add_argument(
        "--mutate", action="store_true", help="break each in turn, in a database of its own"
    )


VERBS = [
    Verb(
        "reconcile",
        RUN,
        "does every open thing have a holder and a day, and every ended one an outcome",
        "./link reconcile --json",
        reconcile,
    ),
    Verb(
        "check invariants",
        PROVE,
        "what must be true of every record; with --mutate: is each violation found",
        "./link check invariants --mutate --json",
        invariants,
        arguments,
    ),
]
