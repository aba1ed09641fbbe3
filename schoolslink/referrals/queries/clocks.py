"""The clocks over every request of a service at once: the same figures as the pure rules, in SQL.

A request is read as `rules/clocks` reads it; a test compares the two on invented stories. Only a job
of the service asks this, once a night; pages read what it wrote down. No row about a child leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.policy import Group
from schoolslink.kernel.calendar import bank_holidays
from schoolslink.referrals.rules.clocks.appropriate import ASKED_AGAIN_DAYS, CONFIRMED_DAYS
from schoolslink.referrals.rules.clocks.catalogue import CLOCKS
from schoolslink.referrals.rules.clocks.timeline import DECISIONS, MEETINGS, TAKEN_BACK, UNHEARD
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
from schoolslink.referrals.rules.moves import ENDED, Kind

OLDEST = timedelta(days=ASKED_AGAIN_DAYS + 20)  # what ended before it is read by no clock any more
A_YEAR = timedelta(days=366)


def _first(column: str, condition: str) -> str:
    return f"(array_agg({column} order by n) filter (where {condition}))[1]"


_FACTS = f"""
with item as (
  select i.id, i.child_id from referrals_item i
  where i.service_id = %(service)s and i.kind = 'referral'
    and (i.closed_on is null or i.closed_on >= %(oldest)s)),
-- Days in London, as everybody means them.
moves as materialized (
  select e.item_id, e.id, e.version_seen as n, e.move, e.side, e.to_state,
    (e.at at time zone 'Europe/London')::date as day, e.actor_kind = 'person' as by_person,
    e.to_team_id is not null or e.to_service_id is not null as elsewhere
  from referrals_itemevent e join item on item.id = e.item_id
  where (e.at at time zone 'Europe/London')::date <= %(until)s),
sent as (
  select item_id, min(n) as sent_n from moves where to_state = 'submitted' group by item_id),
-- k: how many working days there were until a day; the next k is the next working day.
days as (
  select d::date as day, sum((extract(isodow from d) < 6 and d::date <> all(%(free)s))::int)
    over (order by d) as k
  from generate_series(%(from_day)s::date, %(until)s::date + 60, interval '1 day') d),
walks as (select k, min(day) as day from days group by k),
facts as (
  select m.item_id, min(m.day) filter (where n = 0) as begun_on, min(sent_n) as sent_n,
    {_first("day", "n = sent_n")} as asked_on,
    {
    _first(
        "day",
        "n > sent_n and side = 'service' and by_person and move not in ('reassign', 'escalate')",
    )
} as acted_on,
    {_first("id", "move = any(%(decisions)s)")} as decided_id,
    {_first("move", "move = any(%(decisions)s)")} as decided_move,
    {_first("day", "move = any(%(decisions)s)")} as decided_on,
    {_first("day", "move = 'start_help'")} as helped_on,
    {_first("day", "move = any(%(meetings)s)")} as met_on,
    {_first("day", "move = %(second)s")} as second_on,
    {_first("day", "move = any(%(back)s)")} as back_on,
    {_first("n", "move = 'redirect'")} as passed_n,
    {_first("day", "move = 'redirect'")} as passed_on,
    {_first("n", "move = 'not_accept'")} as refused_n,
    {_first("day", "move = 'not_accept'")} as refused_on,
    (array_agg(day order by n desc))[1] as last_on,
    (array_agg(to_state order by n desc))[1] as state
  from moves m left join sent on sent.item_id = m.item_id group by m.item_id),
later as (
  select f.item_id,
    {_first("move", "n > passed_n and move in ('confirm_receipt', 'return')")} as had_move,
    {_first("day", "n > passed_n and move in ('confirm_receipt', 'return')")} as had_on,
    {_first("day", "n > passed_n and move = any(%(back)s)")} as passed_back_on,
    {_first("day", "n > refused_n and move = 'accept'")} as yes_on,
    {_first("day", "n > refused_n and move = 'confirm_next_step'")} as confirmed_on,
    {_first("day", "n > refused_n and (move in ('return', 'say_worse') or move = any(%(back)s))")}
      as again_on,
    count(*) filter (where n > sent_n and (move in ('redirect', 'return') or elsewhere)) as handed,
    bool_or(move = any(%(back)s) and day <= asked_on + {HELPED_DAYS}) as back_in_time,
    (array_agg(move order by n desc)
      filter (where move = any(%(decisions)s) and day <= asked_on + {HELPED_DAYS}))[1] as answer
  from facts f join moves m on m.item_id = f.item_id group by f.item_id),
told as (
  select t.item_id, t.whom = 'school' as of_school, count(*) as owed,
    count(*) filter (where t.told_day <= %(until)s) as done, max(t.told_day) as last_on
  from (select item_id, event_id, whom, (told_at at time zone 'Europe/London')::date as told_day
    from referrals_told) t
  join facts f on f.item_id = t.item_id and f.decided_id = t.event_id
  where t.whom <> 'gp' group by t.item_id, t.whom = 'school'),
said as (
  select f.item_id, d.day from facts f
  cross join lateral (values (f.asked_on), (
    case when f.state = any(%(ended)s) then f.last_on else %(until)s::date end)) d(day)
  union
  select m.item_id, m.day from moves m
  where m.side = 'service' and m.by_person and m.move <> all(%(unheard)s)
  union
  select t.item_id, (t.told_at at time zone 'Europe/London')::date from referrals_told t
  join moves m on m.id = t.event_id where (t.told_at at time zone 'Europe/London')::date <= %(until)s),
silent as (
  select item_id, max(gap) as days from (
    select s.item_id, s.day - lag(s.day) over (partition by s.item_id order by s.day) as gap
    from said s join facts f on f.item_id = s.item_id
    where s.day >= f.asked_on
      and s.day <= case when f.state = any(%(ended)s) then f.last_on else %(until)s end) g
  group by item_id)
"""  # noqa: S608 (our own words)


def _walked(day: str, working_days: int) -> str:
    """Return the working day so many after a day, as `kernel.calendar` walks to it."""
    return (
        f"(select w.day from days d join walks w on w.k = d.k + {working_days} where d.day = {day})"  # noqa: S608
    )


def _in_time(name: str, start: str, limit: str, done: str, where: str) -> str:
    return f"""
select '{name}' as clock, item_id, limit_on as day, coalesce({done} <= limit_on, false) as kept,
  case when {done} is not null then greatest(0, {done} - {start}) end as amount
from (select *, {limit} as limit_on from facts f join later using (item_id)) f where {where}
"""  # noqa: S608


_NOT_BACK = "not (coalesce(back_on <= limit_on, false) and coalesce({done} > limit_on, true))"


def _told(name: str, of_school: str) -> str:
    return f"""
select '{name}', f.item_id, limit_on, done = owed and t.last_on <= limit_on,
  case when done = owed then greatest(0, t.last_on - decided_on) end
from (select *, {_walked("decided_on", TOLD_WD)} as limit_on from facts) f
join told t on t.item_id = f.item_id and {of_school}
"""  # noqa: S608


# Each clock by its own rows: the request, the day by whose week it counts, whether it was kept, how long.
CLOCK_SQL: dict[str, str] = {
    "T1": """
select 'T1', item_id, asked_on, true, greatest(0, asked_on - begun_on) from facts
where asked_on is not null
""",
    "T2": _in_time(
        "T2", "asked_on", _walked("asked_on", ACKNOWLEDGED_WD), "acted_on",
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
    "T7F": _told("T7F", "not of_school"),
    "T7S": _told("T7S", "of_school"),
    "T8": f"""
select 'T8', f.item_id, case when state = any(%(ended)s) then last_on else %(until)s end,
  coalesce(days, 0) <= {SILENT_DAYS}, coalesce(days, 0)
from facts f left join silent s on s.item_id = f.item_id where asked_on is not null
""",  # noqa: S608
    "T9": _in_time(
        "T9", "passed_on", _walked("passed_on", RECEIVED_WD), "had_on",
        "passed_on is not null and not (had_on is null and coalesce(passed_back_on <= limit_on, false))",
    ),
    "A1": f"""
select 'A1', f.item_id,
  case when decided_move = 'redirect' then limit_on else decided_on end,
  decided_move = 'accept' or (decided_move = 'redirect' and coalesce(had_move = 'confirm_receipt'
    and had_on <= limit_on, false)), null
from (select *, {_walked("decided_on", RECEIVED_WD)} as limit_on from facts) f
join later l on l.item_id = f.item_id where decided_on is not null
""",  # noqa: S608
    "A2": """
select 'A2', f.item_id, asked_on, jsonb_array_length(r.missing) = 0, null
from facts f join referrals_referral r on r.item_id = f.item_id where asked_on is not null
""",
    "A4": f"""
select 'A4', f.item_id, refused_on + {ASKED_AGAIN_DAYS},
  coalesce(yes_on <= refused_on + {ASKED_AGAIN_DAYS}, false) or exists (
    select from item mine join item other on other.child_id = mine.child_id and other.id <> mine.id
    join moves m on m.item_id = other.id and m.move = 'accept'
    where mine.id = f.item_id and m.day between refused_on and refused_on + {ASKED_AGAIN_DAYS}), null
from facts f join later l on l.item_id = f.item_id where refused_on is not null
""",  # noqa: S608
    "A6": """
select 'A6', f.item_id, asked_on, r.from_advice, null
from facts f join referrals_referral r on r.item_id = f.item_id where asked_on is not null
""",
    "A7": """
select 'A7', f.item_id, last_on, handed = 0, handed::int
from facts f join later l on l.item_id = f.item_id
where asked_on is not null and state = any(%(ended)s)
""",
    "A8": _in_time(
        "A8", "refused_on", f"refused_on + {CONFIRMED_DAYS}", "confirmed_on",
        "refused_on is not null and (coalesce(confirmed_on <= limit_on, false)"
        " or not coalesce(again_on <= limit_on, false))",
    ),
}  # fmt: skip

_COUNTS = """
select clock, date_trunc('week', day)::date, amount, count(*), count(*) filter (where kept)
from readings where day between %(first)s and %(until)s group by 1, 2, 3
"""


def _statement(asked: str) -> str:
    rows = " union all ".join(
        f"({CLOCK_SQL[clock.id].strip()})" for clock in CLOCKS if clock.is_recorded
    )
    named = "clock, item_id, day, kept, amount"
    return f"{_FACTS}, readings ({named}) as ({rows}) {asked}"


def _values(service_id: UUID, first: date, until: date) -> dict[str, Any]:
    oldest = first - OLDEST
    years = range(oldest.year - 3, until.year + 2)
    return {
        "service": service_id,
        "first": first,
        "until": until,
        "oldest": oldest,
        # What is still open may have been asked long ago.
        "from_day": oldest - 3 * A_YEAR,
        "free": sorted(day for year in years for day in bank_holidays(year)),
        "decisions": list(DECISIONS),
        "meetings": list(MEETINGS),
        "back": list(TAKEN_BACK),
        "unheard": list(UNHEARD),
        "second": SECOND_CONTACT,
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
        cursor.execute(_statement(_COUNTS), _values(service_id, first, until))
        rows = cursor.fetchall()
    amounts: dict[tuple[str, date], dict[int, int]] = defaultdict(dict)
    counted: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for clock, week, amount, count, kept in rows:
        counted[clock, week][0] += count
        counted[clock, week][1] += kept
        if amount is not None:
            amounts[clock, week][amount] = count
    return {place: Total(whole, kept, amounts[place]) for place, (whole, kept) in counted.items()}
