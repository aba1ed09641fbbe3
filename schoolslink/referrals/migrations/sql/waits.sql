-- How long the last families of a service waited from asking to the first meeting: two numbers, and
-- none of fewer than ten, whatever is asked for. Everybody who waits may know them, so that no one
-- has to promise what is not so. As rules/clocks/recent.py counts it. A door.
create index event_first_meeting on public.referrals_itemevent (service_id, at)
  where move in ('record_first_contact', 'start_help');

create function access.recent_waits(service uuid, first_on date, last_on date, fewest integer)
  returns table (median_days integer, most_days integer) language sql stable security definer
  set search_path = pg_catalog, pg_temp as $$
  with met as (
    select (i.asked_at at time zone 'Europe/London')::date as asked_on,
      -- The day it took place: as it was put right last, or said, or else that of writing it down.
      coalesce((select r.happened_on from public.referrals_itemevent r
          where r.item_id = e.item_id and r.puts_right = e.version_seen
            and r.at < (recent_waits.last_on + 1)::timestamp at time zone 'Europe/London'
          order by r.version_seen desc limit 1),
        e.happened_on, (e.at at time zone 'Europe/London')::date) as met_on
    from public.referrals_itemevent e
    join public.referrals_item i on i.id = e.item_id
    where e.service_id = recent_waits.service and e.move in ('record_first_contact', 'start_help')
      -- What was written down by the last day alone: a window that grew later would tell one child's.
      and e.at >= recent_waits.first_on::timestamp at time zone 'Europe/London'
      and e.at < (recent_waits.last_on + 1)::timestamp at time zone 'Europe/London'
      -- Whoever came back had met them before, and help begins mostly after a meeting.
      and not exists (select from public.referrals_itemevent b where b.item_id = e.item_id
        and b.version_seen < e.version_seen and b.move in ('record_first_contact', 'start_help')))
  select percentile_disc(0.5) within group (order by met_on - asked_on),
    percentile_disc(0.9) within group (order by met_on - asked_on)
  from met where met_on >= recent_waits.first_on
  having count(*) >= greatest(10, recent_waits.fewest)
    -- Whole weeks, Monday to Sunday, and no fewer: another window each day would tell one child's.
    and extract(isodow from recent_waits.first_on) = 1
    and recent_waits.last_on - recent_waits.first_on = 26 * 7 - 1 $$;
revoke all on function access.recent_waits(uuid, date, date, integer) from public;
grant execute on function access.recent_waits(uuid, date, date, integer) to {app};
