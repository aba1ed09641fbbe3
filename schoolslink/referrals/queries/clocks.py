"""The clocks over every request of a service at once: the same figures as the pure rules, in SQL.

A request is read as `rules/clocks` reads it; a test compares the two on invented stories. Only a job
of the service asks this, once a night; pages read what it wrote down. No row about a child leaves.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.policy import Group
from schoolslink.kernel.calendar import add_working_days
from schoolslink.referrals.queries.clock_facts import (
    DAY,
    FACTS,
    NOT_BACK,
    WALKS,
    after,
    facts_with,
    helped,
    in_time,
)
from schoolslink.referrals.rules.clocks.agreement import ASKED, GIVEN, TEN, Step
from schoolslink.referrals.rules.clocks.appropriate import (
    ASKED_AGAIN_DAYS,
    CONFIRMED_DAYS,
    CRISIS_DAYS,
)
from schoolslink.referrals.rules.clocks.beside import BESIDE_OF
from schoolslink.referrals.rules.clocks.catalogue import CLOCKS
from schoolslink.referrals.rules.clocks.marked import LOOKED_WD, MARKED, MET_DAYS, WEEK_DAYS
from schoolslink.referrals.rules.clocks.timeline import (
    ANSWERS_IT,
    ARRIVED,
    DECISIONS,
    LETS_GO,
    MEETINGS,
    NO_LOOK,
    NOES,
    PASSES_ON,
    TAKEN_BACK,
    UNHEARD,
)
from schoolslink.referrals.rules.clocks.timely import (
    ACKNOWLEDGED_WD,
    DECIDED_DAYS,
    HELPED_DAYS,
    RECEIVED_WD,
    SECOND_CONTACT,
    SILENT_DAYS,
    TOLD_WD,
)
from schoolslink.referrals.rules.clocks.totals import Total
from schoolslink.referrals.rules.happened import DATED
from schoolslink.referrals.rules.moves import ENDED, Kind
from schoolslink.referrals.rules.not_to_contact import NOBODY_TOLD

OLDEST = timedelta(days=ASKED_AGAIN_DAYS + 20)  # what ended before it is read by no clock any more
A_YEAR = timedelta(days=366)

_TOLD_DAY = "(t.told_at at time zone 'Europe/London')::date"
# Of a duty that ended because nobody may tell them, nobody was told.
_MEANT = f"(t.how <> all(%(untold)s) or {_TOLD_DAY} > %(until)s)"


def _told(name: str, whom: str) -> str:
    return f"""
select '{name}', item_id, limit_on, done = owed and told_on <= limit_on,
  case when done = owed then greatest(0, told_on - decided_on) end
from {facts_with(after("decided_on", TOLD_WD))} f cross join lateral (
  select count(*) as owed, count(*) filter (where {_TOLD_DAY} <= %(until)s) as done,
    max({_TOLD_DAY}) as told_on
  from referrals_told t
  where t.item_id = f.item_id and t.event_id = f.decided_id and {whom} and {_MEANT}) told
where owed > 0
"""  # noqa: S608


def _handed_over() -> str:
    """Return the hand-overs beside the requests of a service, as T9 counts what is passed on."""
    day = "(e.at at time zone 'Europe/London')::date"
    return f"""
union all
select 'T9', item_id, limit_on, coalesce(had_on <= limit_on, false),
  case when had_on is not null then greatest(0, had_on - handed_on) end
from (select *, {after("handed_on", RECEIVED_WD)} as limit_on from (
  select c.id as item_id, min(first.day) as handed_on,
    (array_agg({day} order by e.version_seen) filter (where e.move = any(%(answers_it)s)))[1] as had_on,
    min({day}) filter (where e.move = 'no_longer_needed') as ended_on
  from referrals_item c
  join lateral (select e.version_seen as n, {day} as day from referrals_itemevent e
    where e.item_id = c.id and e.move = any(%(passes_on)s) order by e.version_seen limit 1) first on true
  left join referrals_itemevent e on e.item_id = c.id and e.version_seen > first.n
    and {day} <= %(until)s
  where c.service_id = %(service)s and c.kind = 'transfer'
    and (c.closed_on is null or c.closed_on >= %(oldest)s) and first.day <= %(until)s
  group by c.id) card) handed
where not (had_on is null and coalesce(ended_on <= limit_on, false))
"""  # noqa: S608 (our own words)


# Each clock by its own rows: the request, the day by whose week it counts, whether it was kept, how long.
CLOCK_SQL: dict[str, str] = {
    "T1": """
select 'T1', item_id, asked_on, true, greatest(0, asked_on - begun_on) from facts
where asked_on is not null
""",
    "T2": in_time(
        "T2", "asked_on", after("asked_on", ACKNOWLEDGED_WD), "acted_on",
        f"asked_on is not null and {NOT_BACK.format(done='acted_on')}",
    ),
    "T3": in_time(
        "T3", "asked_on", f"asked_on + {DECIDED_DAYS}", "decided_on",
        f"asked_on is not null and {NOT_BACK.format(done='decided_on')}",
    ),
    "T4": helped("T4", HELPED_DAYS),
    "T5": """
select 'T5', item_id, met_on, true, greatest(0, met_on - asked_on) from facts
where asked_on is not null and met_on is not null
""",
    "T6": """
select 'T6', item_id, second_on, true, greatest(0, second_on - asked_on) from facts
where asked_on is not null and second_on is not null
""",
    "T7F": _told("T7F", "t.whom not in ('school', 'gp')"),
    "T7S": _told("T7S", "t.whom = 'school'"),
    "T8": f"""
select 'T8', item_id, end_on, longest <= {SILENT_DAYS}, longest
from (select *, case when is_over then last_on else %(until)s::date end as end_on from facts
  where asked_on is not null) f
cross join lateral (
  select coalesce(max(gap), 0) as longest from (
    select d - lag(d) over (order by d) as gap from (
      select asked_on as d union select end_on union select unnest(heard)
      union select {_TOLD_DAY} from referrals_told t
        where t.item_id = f.item_id and t.how <> all(%(untold)s)) said
    where d between asked_on and end_on) gaps) silence
""",  # noqa: S608
    "T9": in_time(
        "T9", "passed_on", after("passed_on", RECEIVED_WD), "had_on",
        "passed_on is not null and not (had_on is null and coalesce(passed_back_on <= limit_on, false))",
    )
    + _handed_over(),
    "A1": f"""
select 'A1', item_id, case when decided_move = 'redirect' then limit_on else decided_on end,
  decided_move = 'accept' or (decided_move = 'redirect' and coalesce(had_move = any(%(arrived)s)
    and had_on <= limit_on, false)), null
from {facts_with(after("decided_on", RECEIVED_WD))} f where decided_on is not null
""",  # noqa: S608
    "A2": """
select 'A2', f.item_id, asked_on, jsonb_array_length(r.missing) = 0, null
from facts f join referrals_referral r on r.item_id = f.item_id where asked_on is not null
""",
    "A3": f"""
select 'A3', item_id, decided_on, asked = given, asked * {TEN} + given
from (select f.item_id, decided_on, (%(asked)s::jsonb ->> r.level_asked)::int as asked,
    case decided_move when 'advise' then {Step.ADVICE.value}
      when 'accept' then (%(given)s::jsonb ->> d.level)::int end as given
  from facts f join referrals_referral r on r.item_id = f.item_id
    left join referrals_decision d on d.event_id = f.decided_id) steps
where asked is not null and given is not null
""",  # noqa: S608
    "A4": f"""
select 'A4', item_id, limit_on, coalesce(yes_on <= limit_on, false) or exists (
    select from referrals_item other join referrals_itemevent e on e.item_id = other.id
    where other.child_id = f.child_id and other.id <> f.item_id and other.kind = 'referral'
      and other.service_id = %(service)s and e.move = 'accept'
      and (e.at at time zone 'Europe/London')::date between refused_on and limit_on
      and (e.at at time zone 'Europe/London')::date <= %(until)s), null
from {facts_with(f"refused_on + {ASKED_AGAIN_DAYS}")} f where refused_on is not null
""",  # noqa: S608
    "A5": f"""
select 'A5', item_id, limit_on, coalesce(worse_on <= limit_on, false) or exists (
    select from referrals_item other join referrals_itemevent e on e.item_id = other.id
    where other.child_id = f.child_id and other.id <> f.item_id and other.kind = 'referral'
      and other.service_id = %(service)s and e.to_state = 'submitted' and e.from_state <> 'submitted'
      and (e.set_urgent or e.set_risk)
      and (e.at at time zone 'Europe/London')::date between let_go_on and limit_on
      and (e.at at time zone 'Europe/London')::date <= %(until)s), null
from {facts_with(f"let_go_on + {CRISIS_DAYS}")} f where let_go_on is not null
""",  # noqa: S608
    "A6": """
select 'A6', f.item_id, asked_on, r.from_advice, null
from facts f join referrals_referral r on r.item_id = f.item_id where asked_on is not null
""",
    "A7": """
select 'A7', item_id, last_on, handed = 0, handed::int from facts
where asked_on is not null and is_over
""",
    "A8": in_time(
        "A8", "refused_on", f"refused_on + {CONFIRMED_DAYS}", "confirmed_on",
        "refused_on is not null and not coalesce("
        "case when confirmed_on <= limit_on then not_so_on else again_on end <= limit_on, false)",
    ),
    "A9": """
select 'A9', facts.item_id, refused_on, listed is not null and not listed ? d.reason, null
from facts join referrals_decision d on d.event_id = facts.refused_id and d.reason <> ''
  left join lateral (select c.content -> 'reasons' as listed from directory_servicecriteria c
    where c.service_id = %(service)s and c.from_on <= refused_on
    order by c.from_on desc, c.version desc limit 1) published on true
where refused_on is not null
""",
    "U1": in_time(
        "U1", "asked_on", after("asked_on", LOOKED_WD), "acted_on",
        f"asked_on is not null and (sent_urgent or sent_risk) and {NOT_BACK.format(done='acted_on')}",
    ),
    "U2": in_time(
        "U2", "asked_on", f"asked_on + {MET_DAYS}", "met_on",
        f"asked_on is not null and sent_urgent and {NOT_BACK.format(done='met_on')}",
    ),
    "U3": helped("U3", WEEK_DAYS, "sent_urgent"),
    "U4": helped("U4", HELPED_DAYS, "not sent_urgent"),
}  # fmt: skip

# Beside the family's own, the same waits less the days that stand aside: each taken off once.
_WITH_BESIDE = f"""
select * from own union all
select own.clock || 'B', own.item_id, own.day, own.kept, own.amount - (
  select count(distinct night)::int from referrals_itemevent e
  cross join lateral generate_series(greatest(e.happened_on, facts.asked_on + 1)::timestamp,
    least(e.until_on, facts.asked_on + own.amount)::timestamp, '1 day') night
  where e.item_id = own.item_id and e.move = 'set_aside' and {DAY} <= %(until)s
    and not exists (select from referrals_itemevent again where again.item_id = e.item_id
      and again.move = 'count_again' and again.puts_right = e.version_seen
      and (again.at at time zone 'Europe/London')::date <= %(until)s))
from own join facts using (item_id) where own.clock = any(%(with_beside)s)
"""  # noqa: S608 (our own words)

_COUNTS = """
select clock, date_trunc('week', day)::date, amount, count(*), count(*) filter (where kept)
from readings where day between %(first)s and %(until)s group by 1, 2, 3
"""


def statement(asked: str) -> str:
    """Return the statement of every reading of a service, ending with what is asked of them."""
    rows = " union all ".join(
        f"({CLOCK_SQL[clock.id].strip()})" for clock in (*CLOCKS, *MARKED) if clock.is_recorded
    )
    named = "clock, item_id, day, kept, amount"
    own = f"own ({named}) as ({rows})"
    return f"{FACTS}, {own}, readings ({named}) as ({_WITH_BESIDE}) {asked}"


def values_of(service_id: UUID, first: date, until: date) -> dict[str, Any]:
    """Return what that statement is told: the service, its days, and the words of the rules."""
    oldest = first - OLDEST
    # What is still open may have been asked long ago; a last day is at most some weeks away.
    from_day, days = oldest - 3 * A_YEAR, (until - oldest + 3 * A_YEAR).days + 1
    after = {
        f"after_{n}": [add_working_days(from_day + timedelta(days=d), n) for d in range(days)]
        for n in WALKS
    }
    return after | {
        "service": service_id,
        "first": first,
        "until": until,
        "oldest": oldest,
        "from_day": from_day,
        "dated": list(DATED),
        "decisions": list(DECISIONS),
        "noes": list(NOES),
        "untold": list(NOBODY_TOLD),
        "lets_go": list(LETS_GO),
        "meetings": list(MEETINGS),
        "back": list(TAKEN_BACK),
        "arrived": list(ARRIVED),
        "passes_on": list(PASSES_ON),
        "answers_it": list(ANSWERS_IT),
        "unheard": list(UNHEARD),
        "no_look": list(NO_LOOK),
        "second": SECOND_CONTACT,
        "with_beside": list(BESIDE_OF),
        "asked": json.dumps(ASKED),
        "given": json.dumps(GIVEN),
        "ended": sorted(state.value for state in ENDED[Kind.REFERRAL]),
    }


def weekly_totals(
    service_id: UUID, *, first: date, until: date
) -> Mapping[tuple[str, date], Total]:
    """Return each clock of a service, week by week, from a Monday until the end of a day.

    For a job of the service alone: nobody else is given the rows that are counted here.
    """
    audit.read("clocks", [service_id], groups=[Group.COUNTS])
    with connection.cursor() as cursor:
        cursor.execute(statement(_COUNTS), values_of(service_id, first, until))
        rows = cursor.fetchall()
    return totals_by_week(rows)


def totals_by_week(
    rows: Iterable[tuple[str, date, int | None, int, int]],
) -> dict[tuple[str, date], Total]:
    """Return totals, from rows of: clock, week, amount, how many, how many of them kept."""
    amounts: dict[tuple[str, date], dict[int, int]] = defaultdict(dict)
    counted: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for clock, week, amount, count, kept in rows:
        counted[clock, week][0] += count
        counted[clock, week][1] += kept
        if amount is not None:
            amounts[clock, week][amount] = count
    return {place: Total(whole, kept, amounts[place]) for place, (whole, kept) in counted.items()}
