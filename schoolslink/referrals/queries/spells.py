"""The spells of a service over every request of its children: the same figures as the pure rule, in SQL.

A job of the service alone asks this, once a night, as it asks the clocks; no row about a child leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.policy import Group
from schoolslink.referrals.queries.clock_facts import DAY, TOOK_PLACE
from schoolslink.referrals.queries.clocks import totals_by_week
from schoolslink.referrals.rules.clocks.spells import (
    ASSESSMENT,
    BASELINE,
    INTERVENTION,
    JOINED_WITHIN,
    PLAN,
    TAKEN_OVER,
)
from schoolslink.referrals.rules.clocks.totals import Total
from schoolslink.referrals.rules.happened import DATED
from schoolslink.referrals.rules.moves import ENDED, Kind


def _recorded(element: str) -> str:
    """Return the day of the first such move at this service."""
    here = "n > coalesce(taken_n, -1)"
    return (
        f"(array_agg(took_place_on order by n) filter (where move = %({element})s and {here}))[1]"
    )


# Of every child with a request that is open or ended lately: all its requests here, since a spell may
# go back as far as they do.
_SPELLS = f"""
with lately as (
  select distinct child_id from referrals_item
  where service_id = %(service)s and kind = 'referral'
    and (closed_on is null or closed_on >= %(oldest)s)),
moves as (
  select e.item_id, i.child_id, e.version_seen as n, e.move, e.to_state,
    {DAY} as day, {TOOK_PLACE} as took_place_on
  from lately join referrals_item i
    on i.child_id = lately.child_id and i.service_id = %(service)s and i.kind = 'referral'
  join referrals_itemevent e on e.item_id = i.id
  where {DAY} <= %(until)s and not exists (
    select from referrals_itemevent later where later.item_id = i.id and later.move = %(taken_over)s
      and (later.at at time zone 'Europe/London')::date > %(until)s)),
seen as (
  select *, min(n) filter (where to_state = 'submitted') over story as sent_n,
    max(n) filter (where move = %(taken_over)s) over story as taken_n
  from moves window story as (partition by item_id)),
referral as (
  select item_id, child_id, min(day) filter (where n = coalesce(taken_n, sent_n)) as received_on,
    case when (array_agg(to_state order by n desc))[1] = any(%(ended)s)
      then (array_agg(day order by n desc))[1] end as ended_on,
    {_recorded("baseline")} as baseline_on, {_recorded("plan")} as plan_on,
    {_recorded("intervention")} as intervention_on, {_recorded("assessment")} as assessment_on
  from seen where sent_n is not null group by item_id, child_id),
before as (
  select *, max(coalesce(ended_on, 'infinity')) over (
      partition by child_id order by received_on, ended_on nulls last, item_id
      rows between unbounded preceding and 1 preceding) as last_end
  from referral),
numbered as (
  select *, count(*) filter (where received_on > last_end + {JOINED_WITHIN.days}) over (
      partition by child_id order by received_on, ended_on nulls last, item_id) as number
  from before),
spell as (
  select child_id, number, min(received_on) as opened_on,
    case when count(ended_on) = count(*) then max(ended_on) end as ended_on,
    min(baseline_on) as baseline_on, min(plan_on) as plan_on,
    min(intervention_on) as intervention_on, min(assessment_on) as assessment_on
  from numbered group by child_id, number),
known as (
  select *, baseline_on is null as no_baseline, plan_on is null as no_plan,
    intervention_on is null as no_intervention, assessment_on is null as no_assessment,
    ended_on + {JOINED_WITHIN.days} as over_on,
    greatest(baseline_on, plan_on, intervention_on, assessment_on) as last_on
  from spell),
readings (clock, day, kept, amount) as (
  select 'S1', last_on, true, greatest(0, last_on - opened_on) from known
  where not (no_baseline or no_plan or no_intervention or no_assessment)
  union all
  select one.clock, over_on, one.kept, null from known cross join lateral (values
    ('S2', no_baseline or no_plan or no_intervention or no_assessment),
    ('S2B', no_baseline), ('S2P', no_plan), ('S2I', no_intervention), ('S2A', no_assessment)
  ) one (clock, kept)
  where over_on is not null)
select clock, date_trunc('week', day)::date, amount, count(*), count(*) filter (where kept)
from readings where day between %(first)s and %(until)s group by 1, 2, 3
"""  # noqa: S608 (our own words)


def spell_totals(service_id: UUID, *, first: date, until: date) -> Mapping[tuple[str, date], Total]:
    """Return what is counted of a service's spells, week by week, from a Monday to the end of a day.

    For a job of the service alone: nobody else is given the rows that are counted here.
    """
    audit.read("spells", [service_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(
            _SPELLS,
            {
                "service": service_id,
                "first": first,
                "until": until,
                "oldest": first - JOINED_WITHIN,
                "dated": list(DATED),
                "taken_over": TAKEN_OVER,
                "baseline": BASELINE,
                "plan": PLAN,
                "intervention": INTERVENTION,
                "assessment": ASSESSMENT,
                "ended": sorted(state.value for state in ENDED[Kind.REFERRAL]),
            },
        )
        return totals_by_week(cursor.fetchall())
