"""Moves what is sealed under an older key to the newest one. Run as the database's owner.

Only wrappings change: a child's own key stays, so nothing that is sealed with it is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings

from schoolslink.access import seal, second_step

BATCH = 1_000


def rewrap_children(database: Any) -> int:
    """Wrap every child's key under the newest master key; return how many were not yet.

    Raises KeyError when a master key that is still needed has left the ring.
    """
    ring = settings.RINGS["CHILD_MASTER_KEY"]
    newest, master = ring.current

    def anew(subject: UUID, wrapped: bytes, kid: str) -> bytes:
        plain = seal.open_wrapped(ring[kid], subject, wrapped)
        return seal.wrap(master, subject, plain)

    return _in_batches(
        database,
        "select subject, wrapped, master_kid from keys.child_key where master_kid <> %s"
        " order by subject limit %s for update",
        "update keys.child_key set wrapped = %s, master_kid = %s where subject = %s",
        newest,
        anew,
    )


def do_not_open(database: Any) -> int:
    """Return how many children's keys the master keys do not open: none, or something is damaged."""
    ring = settings.RINGS["CHILD_MASTER_KEY"]
    damaged = 0
    with database.cursor("keys") as cursor:
        cursor.execute("select subject, wrapped, master_kid from keys.child_key")
        for subject, wrapped, kid in cursor:
            try:
                seal.open_wrapped(ring[kid], subject, wrapped)
            except (KeyError, seal.DoesNotOpen):
                damaged += 1
    return damaged


def reseal_second_factors(database: Any) -> int:
    """Seal the secret of every phone under the newest key; return how many were not yet."""
    newest, _ = settings.RINGS["SECOND_FACTOR_KEY"].current

    def anew(person: UUID, sealed: bytes, kid: str) -> bytes:
        return second_step.seal(person, second_step.unseal(person, sealed))

    return _in_batches(
        database,
        "select person_id, secret, '' from access_secondfactor"
        " where split_part(encode(secret, 'escape'), ':', 1) <> %s"
        " order by person_id limit %s for update",
        "update access_secondfactor set secret = %s where %s <> '' and person_id = %s",
        newest,
        anew,
    )


def _in_batches(
    database: Any, find: str, keep: str, newest: str, anew: Callable[[UUID, bytes, str], bytes]
) -> int:
    done = 0
    while True:
        with database.transaction():
            batch = database.execute(find, [newest, BATCH]).fetchall()
            for subject, value, kid in batch:
                database.execute(keep, [anew(subject, bytes(value), kid), newest, subject])
        done += len(batch)
        if len(batch) < BATCH:
            return done
