-- Who waits for help to begin and has not been asked after since their present month of waiting began,
-- by id and child alone, for one job each: as `rules/check_in.py` counts it. A door.
create index holding_waiting on public.referrals_holding (item_id)
  where ended_at is null and kind = 'referral' and state in ('accepted', 'waiting', 'first_contact');

create function access.due_check_ins(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id
    from public.referrals_holding h
    cross join lateral (select max((e.at at time zone 'Europe/London')::date) as on_day
      from public.referrals_itemevent e where e.item_id = h.item_id and e.move = 'accept') yes
    where h.ended_at is null and h.kind = 'referral' and h.item_id > after
      and h.state in ('accepted', 'waiting', 'first_contact')
      and due_check_ins.on_day - yes.on_day >= 28
      and not exists (select from public.referrals_item c
        where c.about_id = h.item_id and c.kind = 'check_in' and (c.closed_at is null
          or (c.opened_at at time zone 'Europe/London')::date
            >= yes.on_day + 28 * ((due_check_ins.on_day - yes.on_day) / 28)))
    order by h.item_id limit page;
end $$;
revoke all on function access.due_check_ins(date, uuid, integer) from public;
grant execute on function access.due_check_ins(date, uuid, integer) to {app};
