"""How long each kind of work may take in the database: one table, sent with every connection.

Sent with the connection and never by ALTER ROLE, whose settings the application could change.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """Limits in milliseconds; 0 is no limit."""

    statement: int
    lock: int
    idle_in_transaction: int


TIMEOUTS = {
    "page": Timeouts(5_000, 2_000, 15_000),
    "job": Timeouts(60_000, 5_000, 60_000),
    "import": Timeouts(900_000, 10_000, 900_000),
    # A page's limits are tested by themselves; on a busy machine the other tests should not fail.
    "test": Timeouts(60_000, 10_000, 120_000),
    "migrate": Timeouts(0, 5_000, 0),
    "backup": Timeouts(0, 0, 0),
    "reconcile": Timeouts(300_000, 2_000, 300_000),
}


def connection_options(work: str, *, role: str = "") -> str:
    """Return the `options` of a connection for this kind of work, as this role when one is named."""
    limits = TIMEOUTS[work]
    chosen = {
        "statement_timeout": limits.statement,
        "lock_timeout": limits.lock,
        "idle_in_transaction_session_timeout": limits.idle_in_transaction,
        "search_path": "public",
        "timezone": "UTC",
    }
    if role:
        chosen["role"] = role
    return " ".join(f"-c {name}={value}" for name, value in chosen.items())
