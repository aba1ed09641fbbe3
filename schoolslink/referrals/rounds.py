"""A round of the overdue: each thing behind a door of the database, as a job of its own child."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection

from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job, as_system
from schoolslink.kernel import clock
from schoolslink.referrals.errors import ChangedMeanwhile

PAGE = 200  # overdue items a statement
log = logging.getLogger(__name__)


def one_by_one(door: str, ask: Callable[[Actor, UUID, datetime], object], at: datetime) -> int:
    """Do this for each (id, child) behind a door, as a job of its own; return how many failed."""
    last, failed = UUID(int=0), 0
    while True:
        with as_system("referrals.overdue"), connection.cursor() as cursor:
            cursor.execute(door, [clock.local_day(at), last, PAGE])
            found = cursor.fetchall()
        for wanted, child_id in found:
            try:
                with as_job(child_id=child_id, purpose="referrals.overdue") as job:
                    ask(job, wanted, at)
            except ChangedMeanwhile:
                continue  # somebody acted at this very moment
            except Exception:
                # One child's trouble must not keep the others from being asked about.
                log.exception("escalation failed")
                failed += 1
        if len(found) < PAGE:
            return failed
        last = found[-1][0]
