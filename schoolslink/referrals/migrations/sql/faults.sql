-- What the reconciler found wrong in the records: which invariant, about what, since when. It holds no
-- word about anybody. The reconciler alone writes here; the coordinators of an area read what is
-- theirs, and the system, which tells them of it, everything.
create table public.referrals_fault (
  id uuid primary key default gen_random_uuid(),
  invariant text not null,
  about_id uuid not null,
  item_id uuid, school_id uuid, service_id uuid, area_id uuid,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  gone_at timestamptz,
  constraint fault_seen_in_order check (last_seen_at >= first_seen_at and gone_at >= last_seen_at)
);
create unique index fault_known_once on public.referrals_fault (invariant, about_id)
  where gone_at is null;
create index fault_in_area on public.referrals_fault (area_id, first_seen_at, id)
  where gone_at is null;

alter table public.referrals_fault enable row level security;
alter table public.referrals_fault force row level security;
create policy owner_rows on public.referrals_fault to current_user using (true);
create policy reconciler_rows on public.referrals_fault to {reconciler} using (true) with check (true);
create policy app_rows on public.referrals_fault for select to {app} using (
  area_id in (select access.organisations_as('area_coordinator')) or (select access.is_system()));

-- Codes of carers whom a court's order, or what was written down of them, keeps out. The reconciler learns
-- which codes, and not why. A door.
create function access.barred_codes() returns table (code uuid) language sql stable security definer
  set search_path = pg_catalog, pg_temp as $$
  select c.family_code_id from public.referrals_carer c
  where (c.court_order = 'barred' or 'person' = any(c.not_by)) and c.family_code_id is not null $$;
grant execute on function access.barred_codes() to {reconciler};

-- Ends of help for which no reason of the list was given. The reconciler learns which, and no reason. A door.
create function access.ends_without_a_reason() returns table (decision uuid) language sql stable
  security definer set search_path = pg_catalog, pg_temp as $$
  select d.id from public.referrals_decision d
  where d.move = 'discharge' and d.reason not in ('goals_met', 'well_enough', 'chose_to_stop',
    'helped_elsewhere', 'moved_away', 'too_old', 'not_met') $$;
grant execute on function access.ends_without_a_reason() to {reconciler};

-- The reconciler proves that nothing is without a holder. Of every table about a child it sees the
-- rows, and of these the routing alone: the columns are granted in config/database/grants.py.
do $$
declare belongs text;
begin
  for belongs in select c.relname from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (c.relname = 'referrals_item'
        or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'item_id')
          and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'risk_marked')) loop
    execute format('create policy reconciler_rows on public.%I for select to {reconciler} using (true)', belongs);
  end loop;
end $$;
