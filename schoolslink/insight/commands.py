"""What is counted and written down: no row of it is about a child."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.insight.models import ServiceWeek
from schoolslink.kernel import clock
from schoolslink.referrals.queries import spell_totals, weekly_totals
from schoolslink.referrals.rules.clocks import BESIDE, CLOCKS, SPELL_CLOCKS, Total, whole_weeks

WEEKS = 12


class NotItsJob(Exception):
    """The clocks of a service are counted by a job of that service alone."""


def count_weeks(*, actor: Actor, service_id: UUID, at: datetime) -> int:
    """Count a service's clocks and spells over its last twelve whole weeks anew; return how many rows.

    A week is counted again each night until it is old: a receipt that came late changes what it was.
    Raises NotItsJob unless the actor is this service's job.
    """
    if actor.kind != "job" or actor.subject_id != service_id:
        raise NotItsJob(service_id)
    weeks = whole_weeks(clock.local_day(at), WEEKS)
    first, until = weeks[0], weeks[-1] + timedelta(days=6)
    found = {
        **weekly_totals(service_id, first=first, until=until),
        **spell_totals(service_id, first=first, until=until),
    }
    rows = []
    for week in weeks:
        for one in (*CLOCKS, *BESIDE, *SPELL_CLOCKS):
            if one.is_recorded:
                total = found.get((one.id, week), Total())
                rows.append(
                    ServiceWeek(
                        service_id=service_id,
                        week=week,
                        clock=one.id,
                        counted=total.counted,
                        kept=total.kept,
                        amounts={str(amount): count for amount, count in total.amounts.items()},
                    )
                )
    ServiceWeek.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["service", "week", "clock"],
        update_fields=["counted", "kept", "amounts"],
    )
    return len(rows)
