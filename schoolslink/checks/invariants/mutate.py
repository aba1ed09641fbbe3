"""Break each invariant in turn, run the reconciler, and demand that it finds that one and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from schoolslink.checks.invariants.planted import Planted
from schoolslink.checks.invariants.violations import statements
from schoolslink.referrals.reconciler.every import BY_NAME
from schoolslink.referrals.reconciler.examine import examine
from schoolslink.referrals.reconciler.run import moment_at


@dataclass
class Mutated:
    """What was seeded and what was found. also: what a seed broke besides; before: with nothing seeded."""

    seeded: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    also: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Say whether each seed was found alone, and nothing before."""
        return self.seeded == self.found > 0 and not (self.missed or self.also or self.before)


def mutate(
    admin_url: str, reconciler: str, planted: Planted, tell: Callable[[str], None]
) -> Mutated:
    """Try every invariant on what was planted; each seed is undone again.

    admin_url: a superuser's. reconciler: the role as which the questions are asked.
    """
    result = Mutated()
    with psycopg.connect(admin_url, autocommit=True) as admin:
        result.before = broken(admin, reconciler, planted, [])
        for name in BY_NAME:
            counts = broken(admin, reconciler, planted, statements(name, planted.ids))
            result.seeded += 1
            result.found += name in counts
            if name not in counts:
                result.missed.append(name)
            if beside := sorted(counts.keys() - {name}):
                result.also[name] = beside
            besides = f", and besides {', '.join(beside)}" if beside else ""
            tell(f"{'found' if name in counts else 'MISSED'}: {name}{besides}")
    return result


def broken(
    admin: psycopg.Connection, reconciler: str, planted: Planted, wrong: list[str]
) -> dict[str, int]:
    """Return what the reconciler counts once this was done to what was planted; it is undone again."""
    with admin.transaction(force_rollback=True):
        admin.execute("set local session_replication_role = replica")  # no trigger mends it
        for statement in wrong:
            if not admin.execute(statement).rowcount:  # type: ignore[call-overload]
                raise LookupError(f"nothing to break: {statement}")
        admin.execute(sql.SQL("set local role {}").format(sql.Identifier(reconciler)))
        admin.execute("set local search_path = public")
        return examine(admin, moment_at(planted.now)).counts
