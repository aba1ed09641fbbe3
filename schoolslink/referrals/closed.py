"""To whom a child's record is closed: whoever chooses a holder or a reader passes over them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from schoolslink.access import doors


def closed_among(child_id: UUID, people: Iterable[UUID | None]) -> frozenset[UUID]:
    """Return those of these people to whom the records of a child are closed."""
    asked = sorted({person for person in people if person is not None})
    if not asked:
        return frozenset()
    found = doors.rows("select * from access.closed_among(%s, %s::uuid[])", child_id, asked)
    return frozenset(person for (person,) in found)
