-- When somebody looks again whether a child grows out of their team or school: the first of a month, for
-- one request. Nobody reads it but by these doors; a birth date is not in it.
create table public.referrals_agelook (
  item_id uuid primary key references public.referrals_item (id),
  look_on date not null
);
alter table public.referrals_agelook enable row level security;
alter table public.referrals_agelook force row level security;
create policy owner_rows on public.referrals_agelook to current_user using (true);
create policy app_rows on public.referrals_agelook for select to {app} using (false);

-- Whose age is to be looked at on a day, by id and child alone, for one job each. A door.
create function access.due_age_looks(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id from public.referrals_holding h
    left join public.referrals_agelook l on l.item_id = h.item_id
    where h.ended_at is null and h.kind = 'referral' and h.item_id > after
      -- Of the last three nothing can be handed over: whoever has it is reminded (`ONLY_REMINDED`).
      and h.state in ('submitted', 'acknowledged', 'in_triage', 'more_information_asked', 'accepted',
        'waiting', 'first_contact', 'help_started', 'awaiting_agreement', 'redirected', 'next_step')
      and (l.look_on is null or l.look_on <= on_day)
    order by h.item_id limit page;
end $$;

-- Kept by the child's own job. A door.
create function access.look_at_age_on(wanted uuid, on_day date) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.referrals_item i
      where i.id = wanted and i.child_id = access.job_child()) then
    raise exception 'not the job of this child' using errcode = '42501';
  end if;
  insert into public.referrals_agelook (item_id, look_on) values (wanted, on_day)
    on conflict (item_id) do update set look_on = excluded.look_on;
end $$;
revoke all on function access.due_age_looks(date, uuid, integer),
  access.look_at_age_on(uuid, date) from public;
grant execute on function access.due_age_looks(date, uuid, integer),
  access.look_at_age_on(uuid, date) to {app};
