"""One whole run, on a connection of its own: what is found is written down, with a sign of life."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection as of_the_application
from psycopg.conninfo import make_conninfo

from schoolslink.kernel import clock

from .examine import MOST_KEPT, Examined, Moment, examine

HEARTBEAT = "referrals.reconcile"
# The answer is wanted whole: the planner must not choose what gives the first rows soonest.
_SETTINGS = ("set work_mem = '64MB'", "set cursor_tuple_fraction = 1")

_SEEN = """
insert into referrals_fault as f
  (invariant, about_id, item_id, school_id, service_id, area_id, first_seen_at, last_seen_at)
values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (invariant, about_id) where gone_at is null
  do update set last_seen_at = excluded.last_seen_at, item_id = excluded.item_id,
    school_id = excluded.school_id, service_id = excluded.service_id, area_id = excluded.area_id
"""
_GONE = """
update referrals_fault set gone_at = %s
where gone_at is null and last_seen_at < %s and invariant <> all(%s)
"""
_NEW = "select count(*) from referrals_fault where gone_at is null and first_seen_at = %s"
_BEAT = """
insert into kernel_heartbeat (id, name, seen_at) values (gen_random_uuid(), %s, clock_timestamp())
on conflict (name) do update set seen_at = excluded.seen_at
"""


@dataclass(frozen=True)
class Run:
    """One run that came to its end. new: how many it found that were not known before."""

    examined: Examined
    new: int


@contextmanager
def own_connection() -> Iterator[psycopg.Connection[Any]]:
    """Connect as the reconciler to the database that the application speaks to."""
    url = make_conninfo(settings.RECONCILER_URL, dbname=of_the_application.settings_dict["NAME"])
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        for line in _SETTINGS:
            connection.execute(line)
        yield connection


def moment_at(now: datetime) -> Moment:
    """Return a moment as the questions want it, in London's days."""
    real_now = clock.real_now()
    return Moment(now, clock.local_day(now), real_now, clock.local_day(real_now))


def reconcile(connection: psycopg.Connection[Any], *, now: datetime) -> Run:
    """Ask everything in one snapshot, then write down what was found; raise when it cannot end.

    What is found no longer is kept with the moment at which it was gone. Of an invariant that is
    broken more often than is kept, nothing is taken for gone.
    """
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        found = examine(connection, moment_at(now))
    with connection.transaction():
        known = {n for n, count in found.counts.items() if count > MOST_KEPT}
        with connection.cursor() as cursor:
            cursor.executemany(
                _SEEN,
                [(*astuple(v), now, now) for v in found.kept],
            )
            cursor.execute(_GONE, [now, now, sorted(known)])
            cursor.execute(_NEW, [now])
            (new,) = cursor.fetchone() or (0,)
            cursor.execute(_BEAT, [HEARTBEAT])
    return Run(found, new)
