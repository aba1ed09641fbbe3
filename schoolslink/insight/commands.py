"""What is counted and written down: no row of it is about a child."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from schoolslink.access.actor import Actor
from schoolslink.directory.queries import strata_of_schools
from schoolslink.directory.rules.strata import STRATA
from schoolslink.insight.models import ServiceGroup, ServiceWeek
from schoolslink.kernel import clock
from schoolslink.referrals.queries import spell_totals, totals_by_whom, weekly_totals
from schoolslink.referrals.rules.clocks import (
    BESIDE,
    CLOCKS,
    MARKED,
    SPELL_CLOCKS,
    Total,
    whole_weeks,
)
from schoolslink.referrals.rules.clocks.groups import AGE, OF_A_CHILD, SEN, SPLIT_WEEKS

WEEKS = 12
NOT_KNOWN = ""
SPLITS = {**OF_A_CHILD, **STRATA}


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
        for one in (*CLOCKS, *BESIDE, *MARKED, *SPELL_CLOCKS):
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


def count_groups(*, actor: Actor, service_id: UUID, at: datetime) -> int:
    """Count a service's clocks over its last 52 whole weeks by age, needs and school; return how many rows.

    What a school is, is what the register says of it now. Raises NotItsJob unless the actor is this
    service's job.
    """
    if actor.kind != "job" or actor.subject_id != service_id:
        raise NotItsJob(service_id)
    weeks = whole_weeks(clock.local_day(at), SPLIT_WEEKS)
    until_on = weeks[-1] + timedelta(days=6)
    by_whom = totals_by_whom(service_id, first=weeks[0], until=until_on)
    known = strata_of_schools({whom.school_id for _, whom in by_whom if whom.school_id})
    found: dict[tuple[str, str, str], Total] = defaultdict(Total)
    for (clock_id, whom), total in by_whom.items():
        said = {AGE: whom.age_band, SEN: whom.sen}
        said |= known.get(whom.school_id, {}) if whom.school_id else {}
        for dimension in SPLITS:
            found[clock_id, dimension, said.get(dimension, NOT_KNOWN)] += total
    rows = [
        ServiceGroup(
            service_id=service_id, until_on=until_on, clock=one.id, dimension=dimension, name=name,
            counted=total.counted, kept=total.kept,
            amounts={str(amount): count for amount, count in total.amounts.items()},
        )
        for one in CLOCKS
        if one.is_recorded
        for dimension, names in SPLITS.items()
        for name in (*names, NOT_KNOWN)
        for total in [found.get((one.id, dimension, name), Total())]
    ]  # fmt: skip
    # Every group, of nobody too: what was counted last night of a group that is gone is none today.
    ServiceGroup.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["service", "clock", "dimension", "name"],
        update_fields=["until_on", "counted", "kept", "amounts"],
    )
    return len(rows)
