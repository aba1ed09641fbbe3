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
from schoolslink.referrals.rules.clocks.agreement import ASKED, GIVEN, TEN, Step
from schoolslink.referrals.rules.clocks.appropriate import (
    ASKED_AGAIN_DAYS,
    CONFIRMED_DAYS,
    CRISIS_DAYS,
)
from schoolslink.referrals.rules.clocks.beside import BESIDE_OF
from schoolslink.referrals.rules.clocks.catalogue import CLOCKS
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

OLDEST = timedelta(days=ASKED_AGAIN_DAYS + 20)  # what ended before it is read by no clock any more
A_YEAR = timedelta(days=366)
WALKS = sorted({ACKNOWLEDGED_WD, TOLD_WD, RECEIVED_WD})


# Of a move e: the day of writing it down, in London, and the day on which it took place.
DAY = "(e.at at time zone 'Europe/London')::date"
TOOK_PLACE = f"""case when e.move = any(%(dated)s) then coalesce((
        select r.happened_on from referrals_itemevent r
        where r.item_id = e.item_id and r.puts_right = e.version_seen
          and (r.at at time zone 'Europe/London')::date <= %(until)s
        order by r.version_seen desc limit 1),
      e.happened_on, {DAY}) end"""  # noqa: S608 (our own words)


def _first(column: str, condition: str) -> str:
    return f"(array_agg({column} order by n) filter (where {condition}))[1]"


# One walk over the moves of a service: what follows joins no two of these, whose size nobody knows.
_FACTS = f"""
with calendar as materialized (
  select %(from_day)s::date as from_day, {
    ", ".join(f"%(after_{n})s::date[] as after_{n}" for n in WALKS)
}),
item as (
  select i.id, i.child_id from referrals_item i
  where i.service_id = %(service)s and i.kind = 'referral'
    and (i.closed_on is null or i.closed_on >= %(oldest)s)),
moves as (
  select e.item_id, item.child_id, e.id, e.version_seen as n, e.move, e.side, e.to_state,
    {DAY} as day, {TOOK_PLACE} as took_place_on, e.actor_kind = 'person' as by_person,
    e.to_team_id is not null or e.to_service_id is not null as elsewhere
  from item join referrals_itemevent e on e.item_id = item.id
  where {DAY} <= %(until)s),
seen as (
  select *, min(n) filter (where to_state = 'submitted') over story as sent_n,
    first_value(day) over (partition by item_id order by to_state = 'submitted' desc, n) as sent_on,
    min(n) filter (where move = 'redirect') over story as passed_n,
    min(n) filter (where move = any(%(noes)s)) over story as refused_n,
    min(n) filter (where move = 'confirm_next_step') over story as confirmed_n,
    min(n) filter (where move = any(%(lets_go)s)) over story as let_go_n
  from moves window story as (partition by item_id)),
facts as materialized (
  select item_id, child_id, min(day) filter (where n = 0) as begun_on,
    min(sent_on) filter (where sent_n is not null) as asked_on,
    {
    _first(
        "day",
        "n > sent_n and side = 'service' and by_person and move <> all(%(no_look)s)",
    )
} as acted_on,
    {_first("id", "move = any(%(decisions)s)")} as decided_id,
    {_first("move", "move = any(%(decisions)s)")} as decided_move,
    {_first("day", "move = any(%(decisions)s)")} as decided_on,
    {_first("coalesce(took_place_on, day)", "move = 'start_help'")} as helped_on,
    {_first("coalesce(took_place_on, day)", "move = any(%(meetings)s)")} as met_on,
    {_first("coalesce(took_place_on, day)", "move = %(second)s")} as second_on,
    {_first("day", "move = any(%(back)s)")} as back_on,
    {_first("day", "n = passed_n")} as passed_on,
    {_first("day", "n = refused_n")} as refused_on,
    {_first("id", "n = refused_n")} as refused_id,
    {_first("day", "n = let_go_n")} as let_go_on,
    {_first("day", "n > let_go_n and move = 'say_worse'")} as worse_on,
    {_first("move", "n > passed_n and (move = any(%(arrived)s) or move = 'return')")} as had_move,
    {_first("day", "n > passed_n and (move = any(%(arrived)s) or move = 'return')")} as had_on,
    {_first("day", "n > passed_n and move = any(%(back)s)")} as passed_back_on,
    {_first("day", "n > refused_n and move = 'accept'")} as yes_on,
    {_first("day", "n > refused_n and move = 'confirm_next_step'")} as confirmed_on,
    {_first("day", "n > refused_n and (move in ('return', 'say_worse') or move = any(%(back)s))")}
      as again_on,
    {_first("day", "n > confirmed_n and (move in ('return', 'say_worse') or move = any(%(back)s))")}
      as not_so_on,
    count(*) filter (where n > sent_n and (move in ('redirect', 'return') or elsewhere)) as handed,
    bool_or(move = any(%(back)s) and day <= sent_on + {HELPED_DAYS}) as back_in_time,
    (array_agg(move order by n desc)
      filter (where move = any(%(decisions)s) and day <= sent_on + {HELPED_DAYS}))[1] as answer,
    array_agg(day) filter (where side = 'service' and by_person and move <> all(%(unheard)s)) as heard,
    (array_agg(day order by n desc))[1] as last_on,
    (array_agg(to_state order by n desc))[1] = any(%(ended)s) as is_over
  from seen group by item_id, child_id)
"""  # noqa: S608 (our own words)


def _after(day: str, working_days: int) -> str:
    """Return the working day so many after a day, by the calendar that was handed in."""
    place = f"{day} - (select from_day from calendar) + 1"  # noqa: S608
    return f"((select after_{working_days} from calendar))[{place}]"  # noqa: S608


def _facts(limit: str) -> str:
    return f"(select facts.*, {limit} as limit_on from facts)"  # noqa: S608


def _in_time(name: str, start: str, limit: str, done: str, where: str) -> str:
    return f"""
select '{name}' as clock, item_id, limit_on as day, coalesce({done} <= limit_on, false) as kept,
  case when {done} is not null then greatest(0, {done} - {start}) end as amount
from {_facts(limit)} f where {where}
"""  # noqa: S608


_NOT_BACK = "not (coalesce(back_on <= limit_on, false) and coalesce({done} > limit_on, true))"
_TOLD_DAY = "(t.told_at at time zone 'Europe/London')::date"


def _told(name: str, whom: str) -> str:
    return f"""
select '{name}', item_id, limit_on, done = owed and told_on <= limit_on,
  case when done = owed then greatest(0, told_on - decided_on) end
from {_facts(_after("decided_on", TOLD_WD))} f cross join lateral (
  select count(*) as owed, count(*) filter (where {_TOLD_DAY} <= %(until)s) as done,
    max({_TOLD_DAY}) as told_on
  from referrals_told t
  where t.item_id = f.item_id and t.event_id = f.decided_id and {whom}) told
where owed > 0
"""  # noqa: S608


def _handed_over() -> str:
    """Return the hand-overs beside the requests of a service, as T9 counts what is passed on."""
    day = "(e.at at time zone 'Europe/London')::date"
    return f"""
union all
select 'T9', item_id, limit_on, coalesce(had_on <= limit_on, false),
  case when had_on is not null then greatest(0, had_on - handed_on) end
from (select *, {_after("handed_on", RECEIVED_WD)} as limit_on from (
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
    "T2": _in_time(
        "T2", "asked_on", _after("asked_on", ACKNOWLEDGED_WD), "acted_on",
        f"asked_on is not null and {_NOT_BACK.format(done='acted_on')}",
    ),
    "T3": _in_time(
        "T3", "asked_on", f"asked_on + {DECIDED_DAYS}", "decided_on",
        f"asked_on is not null and {_NOT_BACK.format(done='decided_on')}",
    ),
    "T4": _in_time(
        "T4", "asked_on", f"asked_on + {HELPED_DAYS}", "helped_on",
        "asked_on is not null and (coalesce(helped_on <= limit_on, false)"
        " or not (coalesce(back_in_time, false) or coalesce(answer, 'accept') <> 'accept'))",
    ),
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
      union select {_TOLD_DAY} from referrals_told t where t.item_id = f.item_id) said
    where d between asked_on and end_on) gaps) silence
""",  # noqa: S608
    "T9": _in_time(
        "T9", "passed_on", _after("passed_on", RECEIVED_WD), "had_on",
        "passed_on is not null and not (had_on is null and coalesce(passed_back_on <= limit_on, false))",
    )
    + _handed_over(),
    "A1": f"""
select 'A1', item_id, case when decided_move = 'redirect' then limit_on else decided_on end,
  decided_move = 'accept' or (decided_move = 'redirect' and coalesce(had_move = any(%(arrived)s)
    and had_on <= limit_on, false)), null
from {_facts(_after("decided_on", RECEIVED_WD))} f where decided_on is not null
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
from {_facts(f"refused_on + {ASKED_AGAIN_DAYS}")} f where refused_on is not null
""",  # noqa: S608
    "A5": f"""
select 'A5', item_id, limit_on, coalesce(worse_on <= limit_on, false) or exists (
    select from referrals_item other join referrals_itemevent e on e.item_id = other.id
    where other.child_id = f.child_id and other.id <> f.item_id and other.kind = 'referral'
      and other.service_id = %(service)s and e.to_state = 'submitted' and e.from_state <> 'submitted'
      and (e.set_urgent or e.set_risk)
      and (e.at at time zone 'Europe/London')::date between let_go_on and limit_on
      and (e.at at time zone 'Europe/London')::date <= %(until)s), null
from {_facts(f"let_go_on + {CRISIS_DAYS}")} f where let_go_on is not null
""",  # noqa: S608
    "A6": """
select 'A6', f.item_id, asked_on, r.from_advice, null
from facts f join referrals_referral r on r.item_id = f.item_id where asked_on is not null
""",
    "A7": """
select 'A7', item_id, last_on, handed = 0, handed::int from facts
where asked_on is not null and is_over
""",
    "A8": _in_time(
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
        f"({CLOCK_SQL[clock.id].strip()})" for clock in CLOCKS if clock.is_recorded
    )
    named = "clock, item_id, day, kept, amount"
    own = f"own ({named}) as ({rows})"
    return f"{_FACTS}, {own}, readings ({named}) as ({_WITH_BESIDE}) {asked}"


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
