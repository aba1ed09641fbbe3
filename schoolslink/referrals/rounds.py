"""A round of the overdue: each thing behind some doors of the database, as a job of its own child."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection

from schoolslink.access.actor import Actor
from schoolslink.access.jobs import as_job, as_system
from schoolslink.kernel import clock
from schoolslink.referrals.errors import ChangedMeanwhile

PAGE = 200  # overdue items a statement
log = logging.getLogger(__name__)


Ask = Callable[[Actor, UUID, datetime], object]


def one_by_one(at: datetime, behind: Mapping[str, Ask]) -> int:
    """Do for each (id, child) behind a door what is to be done there, as a job of its own.

    behind: from a door to that. All doors are opened together, a page of each: what is done looks itself
    whether it is still to be done. Return how many failed.
    """
    seen, failed = dict.fromkeys(behind, UUID(int=0)), 0
    while seen:
        with as_system("referrals.overdue"), connection.cursor() as cursor:
            found = {
                door: _page(cursor, door, [clock.local_day(at), last, PAGE])
                for door, last in seen.items()
            }
        for door, page in found.items():
            failed += sum(not _is_done(behind[door], wanted, child, at) for wanted, child in page)
        seen = {door: page[-1][0] for door, page in found.items() if len(page) == PAGE}
    return failed


def _page(cursor: Any, door: str, asked: list[Any]) -> list[tuple[UUID, UUID]]:
    cursor.execute(door, asked)
    return cast(list[tuple[UUID, UUID]], cursor.fetchall())


def _is_done(ask: Ask, wanted: UUID, child_id: UUID, at: datetime) -> bool:
    try:
        with as_job(child_id=child_id, purpose="referrals.overdue") as job:
            ask(job, wanted, at)
    except ChangedMeanwhile:
        pass  # somebody acted at this very moment
    except Exception:
        # One child's trouble must not keep the others from being asked about.
        log.exception("escalation failed")
        return False
    return True
