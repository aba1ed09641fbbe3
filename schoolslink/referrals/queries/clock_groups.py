"""The clocks of a service by school, band of ages and needs: what its splits are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.clocks import statement, values_of
from schoolslink.referrals.rules.clocks.totals import Total

# A hand-over is a card beside the request that says whom it is about.
_COUNTS = """
select clock, i.school_id, coalesce(r.age_band, ''), coalesce(r.sen, ''), amount, count(*),
  count(*) filter (where kept)
from readings join referrals_item i on i.id = readings.item_id
  left join referrals_referral r on r.item_id = coalesce(i.about_id, i.id)
where day between %(first)s and %(until)s group by 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class ForWhom:
    """For whom something was asked, as far as a split tells. school_id: None where no school is part."""

    school_id: UUID | None
    age_band: str = ""
    sen: str = ""


def totals_by_whom(
    service_id: UUID, *, first: date, until: date
) -> Mapping[tuple[str, ForWhom], Total]:
    """Return each clock of a service by for whom it was, from a day until the end of another.

    For a job of the service alone, which adds up one dimension at a time; no page is given a school, or
    two dimensions together.
    """
    audit.read("clocks", [service_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(statement(_COUNTS), values_of(service_id, first, until))
        rows = cursor.fetchall()
    found: dict[tuple[str, ForWhom], Total] = defaultdict(Total)
    for clock, school_id, age_band, sen, amount, count, kept in rows:
        amounts = {} if amount is None else {amount: count}
        found[clock, ForWhom(school_id, age_band, sen)] += Total(count, kept, amounts)
    return found
