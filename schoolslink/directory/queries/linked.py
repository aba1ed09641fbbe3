"""Which schools a service or team looks after: names alone, for a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

# Written by hand: it stands on every page of a team's queue.
_SCHOOLS = """
select o.id, o.name from access_organisation o join directory_school s on s.organisation_id = o.id
where o.id in (
  select school_id from directory_link
  where (service_id = any(%(wanted)s) or team_id = any(%(wanted)s))
    and linked_from <= %(on)s and (linked_until is null or linked_until > %(on)s))
order by s.sort_key, o.id
"""


def schools_linked_with(organisations: Iterable[UUID], *, on: date) -> list[tuple[UUID, str]]:
    """Return the schools linked on a day with any of these services or teams, in human order."""
    with connection.cursor() as cursor:
        cursor.execute(_SCHOOLS, {"wanted": list(organisations), "on": on})
        return cursor.fetchall()
