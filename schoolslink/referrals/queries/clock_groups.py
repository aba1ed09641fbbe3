"""The clocks of a service by the school at which help was asked for: what splits by setting are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.clocks import statement, values_of
from schoolslink.referrals.rules.clocks.totals import Total

_COUNTS = """
select clock, i.school_id, amount, count(*), count(*) filter (where kept)
from readings join referrals_item i on i.id = readings.item_id
where day between %(first)s and %(until)s group by 1, 2, 3
"""


def totals_by_school(
    service_id: UUID, *, first: date, until: date
) -> Mapping[tuple[str, UUID | None], Total]:
    """Return each clock of a service by school, from a day until the end of another.

    None: no school is part of it, as of what a family asked for that keeps it to itself. For a job of the
    service alone, which adds schools up to kinds of school; no page is given a school.
    """
    audit.read("clocks", [service_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(statement(_COUNTS), values_of(service_id, first, until))
        rows = cursor.fetchall()
    found: dict[tuple[str, UUID | None], Total] = defaultdict(Total)
    for clock, school_id, amount, count, kept in rows:
        amounts = {} if amount is None else {amount: count}
        found[clock, school_id] += Total(count, kept, amounts)
    return found
