"""Units of work for what no person started: a job is about one child or one organisation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting


@contextlib.contextmanager
def as_job(
    *, child_id: UUID | None = None, organisation_id: UUID | None = None, purpose: str
) -> Iterator[Actor]:
    """Run a block as a job that reaches this child, or this organisation's rows, no others."""
    job = Actor(kind="job", subject_id=organisation_id, child_id=child_id, purpose=purpose)
    with acting(job, route=f"job:{purpose}") as actor:
        yield actor


@contextlib.contextmanager
def as_system(purpose: str) -> Iterator[Actor]:
    """Run a block as the system: registers, schedules, mail. No child's row is visible to it."""
    with acting(Actor(kind="system", purpose=purpose), route=f"system:{purpose}") as actor:
        yield actor
