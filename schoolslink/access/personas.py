"""Invented people as whom anybody may sign in, in a database marked synthetic and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from schoolslink.access import doors


@dataclass(frozen=True)
class Shown:
    """One persona on the sign-in page: somebody with an account, or a family with a code."""

    id: UUID
    person_id: UUID | None
    family_code: UUID | None
    name: str
    about: str


def listed() -> list[Shown]:
    """Return the personas; none without the database's own mark."""
    return [Shown(*row) for row in doors.rows("select * from access.personas()")]


def one(persona_id: UUID) -> Shown | None:
    """Return a persona, if there is one and the database is marked."""
    return next((shown for shown in listed() if shown.id == persona_id), None)


def has_real_register() -> bool:
    """Say whether the invented people live around the real register's schools."""
    return bool(doors.value("select exists (select from access.mark where world ? 'register')"))
