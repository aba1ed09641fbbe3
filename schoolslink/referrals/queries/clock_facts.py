"""What each clock is read from: one walk over the moves of a service, one row for each request."""

from __future__ import annotations

from schoolslink.referrals.rules.clocks.marked import LOOKED_WD, WEEK_DAYS
from schoolslink.referrals.rules.clocks.timely import (
    ACKNOWLEDGED_WD,
    HELPED_DAYS,
    RECEIVED_WD,
    TOLD_WD,
)

WALKS = sorted({LOOKED_WD, ACKNOWLEDGED_WD, TOLD_WD, RECEIVED_WD})

# Of a move e: the day of writing it down, in London, and the day on which it took place.
DAY = "(e.at at time zone 'Europe/London')::date"
TOOK_PLACE = f"""case when e.move = any(%(dated)s) then coalesce((
        select r.happened_on from referrals_itemevent r
        where r.item_id = e.item_id and r.puts_right = e.version_seen
          and (r.at at time zone 'Europe/London')::date <= %(until)s
        order by r.version_seen desc limit 1),
      e.happened_on, {DAY}) end"""  # noqa: S608 (our own words)


def first(column: str, condition: str) -> str:
    return f"(array_agg({column} order by n) filter (where {condition}))[1]"


def _last(mark: str) -> str:
    """Return what was last said of a mark when it reached the service."""
    said = f"filter (where n <= sent_n and {mark} is not null)"
    return f"coalesce((array_agg({mark} order by n desc) {said})[1], false)"


def _until(days: int) -> str:
    """Return whether it was taken back so many days after asking, and what was last answered by then."""
    return f"""bool_or(move = any(%(back)s) and day <= sent_on + {days}) as back_within_{days},
    (array_agg(move order by n desc)
      filter (where move = any(%(decisions)s) and day <= sent_on + {days}))[1] as answer_within_{days}"""


# One walk over the moves of a service: what follows joins no two of these, whose size nobody knows.
FACTS = f"""
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
    e.to_team_id is not null or e.to_service_id is not null as elsewhere, e.set_urgent, e.set_risk
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
    first(
        "day",
        "n > sent_n and side = 'service' and by_person and move <> all(%(no_look)s)",
    )
} as acted_on,
    {first("id", "move = any(%(decisions)s)")} as decided_id,
    {first("move", "move = any(%(decisions)s)")} as decided_move,
    {first("day", "move = any(%(decisions)s)")} as decided_on,
    {first("coalesce(took_place_on, day)", "move = 'start_help'")} as helped_on,
    {first("coalesce(took_place_on, day)", "move = any(%(meetings)s)")} as met_on,
    {first("coalesce(took_place_on, day)", "move = %(second)s")} as second_on,
    {first("day", "move = any(%(back)s)")} as back_on,
    {first("day", "n = passed_n")} as passed_on,
    {first("day", "n = refused_n")} as refused_on,
    {first("id", "n = refused_n")} as refused_id,
    {first("day", "n = let_go_n")} as let_go_on,
    {first("day", "n > let_go_n and move = 'say_worse'")} as worse_on,
    {first("move", "n > passed_n and (move = any(%(arrived)s) or move = 'return')")} as had_move,
    {first("day", "n > passed_n and (move = any(%(arrived)s) or move = 'return')")} as had_on,
    {first("day", "n > passed_n and move = any(%(back)s)")} as passed_back_on,
    {first("day", "n > refused_n and move = 'accept'")} as yes_on,
    {first("day", "n > refused_n and move = 'confirm_next_step'")} as confirmed_on,
    {first("day", "n > refused_n and (move in ('return', 'say_worse') or move = any(%(back)s))")}
      as again_on,
    {first("day", "n > confirmed_n and (move in ('return', 'say_worse') or move = any(%(back)s))")}
      as not_so_on,
    count(*) filter (where n > sent_n and (move in ('redirect', 'return') or elsewhere)) as handed,
    {_until(HELPED_DAYS)},
    {_until(WEEK_DAYS)},
    {_last("set_urgent")} as sent_urgent,
    {_last("set_risk")} as sent_risk,
    array_agg(day) filter (where side = 'service' and by_person and move <> all(%(unheard)s)) as heard,
    (array_agg(day order by n desc))[1] as last_on,
    (array_agg(to_state order by n desc))[1] = any(%(ended)s) as is_over
  from seen group by item_id, child_id)
"""  # noqa: S608 (our own words)


def after(day: str, working_days: int) -> str:
    """Return the working day so many after a day, by the calendar that was handed in."""
    place = f"{day} - (select from_day from calendar) + 1"  # noqa: S608
    return f"((select after_{working_days} from calendar))[{place}]"  # noqa: S608


def facts_with(limit: str) -> str:
    """Return the facts of each request with a last day beside them."""
    return f"(select facts.*, {limit} as limit_on from facts)"  # noqa: S608


def in_time(name: str, start: str, limit: str, done: str, where: str) -> str:
    """Return the reading of a promise with a last day, of the requests that it is read of."""
    return f"""
select '{name}' as clock, item_id, limit_on as day, coalesce({done} <= limit_on, false) as kept,
  case when {done} is not null then greatest(0, {done} - {start}) end as amount
from {facts_with(limit)} f where {where}
"""  # noqa: S608


NOT_BACK = "not (coalesce(back_on <= limit_on, false) and coalesce({done} > limit_on, true))"


def helped(name: str, days: int, where: str = "true") -> str:
    """Return the reading of help that starts within so many days of asking, as `timely.helped_within`."""
    gone = f"coalesce(back_within_{days}, false) or coalesce(answer_within_{days}, 'accept') <> 'accept'"
    asked = f"asked_on is not null and ({where})"
    return in_time(
        name, "asked_on", f"asked_on + {days}", "helped_on",
        f"{asked} and (coalesce(helped_on <= limit_on, false) or not ({gone}))",
    )  # fmt: skip
