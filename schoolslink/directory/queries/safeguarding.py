"""Who at a school is told of a risk, by name: to be told in person."""

from __future__ import annotations

from uuid import UUID

from schoolslink.access.models import Membership
from schoolslink.access.roles import Role
from schoolslink.kernel import clock


def safeguarding_leads(school_id: UUID) -> tuple[str, ...]:
    """Return the names of a school's safeguarding leads of today (the real day counts)."""
    today = clock.local_day(clock.real_now())
    rows = Membership.objects.filter(
        organisation_id=school_id, role=Role.SAFEGUARDING_LEAD, from_on__lte=today
    ).select_related("person")
    return tuple(
        sorted(row.person.name for row in rows if row.until_on is None or row.until_on > today)
    )
