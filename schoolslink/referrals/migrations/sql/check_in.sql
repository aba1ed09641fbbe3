-- Who waits for help to begin and has not been asked after since their present month of waiting began, or
-- was not reached, by id and child alone, for one job each: as `rules/check_in.py` counts it. A door.
create index holding_waiting on public.referrals_holding (item_id)
  where ended_at is null and kind = 'referral' and state in ('accepted', 'waiting', 'first_contact');

create index item_help_has_ended on public.referrals_item (closed_on)
  where state = 'discharged' and kind = 'referral';

-- Whether somebody tries again whom the last, or the last two in a row, could not reach, and who has said
-- nothing since: as `is_tried_again` counts it.
create function public.referrals_tries_again(request uuid, since timestamptz, on_day date)
  returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(tries.n in (1, 2) and referrals_tries_again.on_day - tries.ended_on >= 3
    and not exists (select from public.referrals_itemevent e
      where e.item_id = request and e.side = 'family' and e.at > tries.ended_at), false)
  from (select coalesce(min(c.n) filter (where c.state <> 'not_reached') - 1, count(*)) as n,
      max(c.closed_at) as ended_at, (max(c.closed_at) at time zone 'Europe/London')::date as ended_on
    from (select one.state, one.closed_at, row_number() over (order by one.opened_at desc) as n
      from public.referrals_item one
      where one.about_id = request and one.kind = 'check_in' and one.opened_at >= since) c) tries $$;
revoke all on function public.referrals_tries_again(uuid, timestamptz, date) from public;

create function access.due_check_ins(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id
    from public.referrals_holding h
    cross join lateral (select max((e.at at time zone 'Europe/London')::date) as on_day, max(e.at) as at
      from public.referrals_itemevent e where e.item_id = h.item_id and e.move = 'accept') yes
    where h.ended_at is null and h.kind = 'referral' and h.item_id > after
      and h.state in ('accepted', 'waiting', 'first_contact')
      and due_check_ins.on_day - yes.on_day >= 28
      and (public.referrals_tries_again(h.item_id, yes.at, due_check_ins.on_day)
        or not exists (select from public.referrals_item c
          where c.about_id = h.item_id and c.kind = 'check_in' and (c.closed_at is null
            or (c.opened_at at time zone 'Europe/London')::date
              >= yes.on_day + 28 * ((due_check_ins.on_day - yes.on_day) / 28))))
    -- And once, four weeks after help has ended.
    union all select i.id, i.child_id from public.referrals_item i
    where i.state = 'discharged' and i.kind = 'referral' and i.id > after
      and i.closed_on > due_check_ins.on_day - 84 and i.closed_on <= due_check_ins.on_day - 28
      and (public.referrals_tries_again(i.id, i.closed_at, due_check_ins.on_day)
        or not exists (select from public.referrals_item c
          where c.about_id = i.id and c.kind = 'check_in' and c.opened_at >= i.closed_at))
    order by 1 limit page;
end $$;
revoke all on function access.due_check_ins(date, uuid, integer) from public;
grant execute on function access.due_check_ins(date, uuid, integer) to {app};

-- What has ended is moved again only while somebody asks how the child is since.
create function public.referrals_asked_after_help() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is not null and not exists (select from public.referrals_item c
      where c.about_id = new.item_id and c.kind = 'check_in' and c.closed_at is null) then
    raise exception 'help has ended, and nobody is asked after it' using errcode = 'SL409';
  end if;
  return null;
end $$;
create trigger asked_after_help after insert on public.referrals_itemevent
  for each row when (new.from_state = 'discharged')
  execute function public.referrals_asked_after_help();

-- Whether somebody asks at present how things are since help has ended, for the family whose page it is.
create function access.is_asked_after() returns boolean language sql stable security definer
  set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.referrals_item c where c.about_id = (select access.family_item())
    and c.kind = 'check_in' and c.closed_at is null) $$;
revoke all on function access.is_asked_after() from public;
grant execute on function access.is_asked_after() to {app};
