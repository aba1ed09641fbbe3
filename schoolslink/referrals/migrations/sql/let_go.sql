-- What a team passed on and another took: the one trace that stays with whoever let it go. A number,
-- two services and two moments, no word and no name; written by the moves themselves and by nobody. by_word:
-- nobody there works here, and it was the sender who wrote down that they have it.
create table public.referrals_letgo (
  event_id uuid primary key,
  item_id uuid not null,
  child_id uuid not null,
  reference text not null,
  from_team_id uuid not null,
  to_service_id uuid,
  to_name text not null default '',
  let_go_at timestamptz not null,
  met_at timestamptz,
  by_word boolean not null default false
);
create index letgo_by_team on public.referrals_letgo (from_team_id, let_go_at desc);
create index letgo_not_met on public.referrals_letgo (item_id) where met_at is null;

alter table public.referrals_letgo enable row level security;
alter table public.referrals_letgo force row level security;
create policy owner_rows on public.referrals_letgo to current_user using (true);
create policy app_rows on public.referrals_letgo for select to {app} using (
  from_team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker'))
  and child_id <> all(array(select access.closed_to_me())));

create function public.referrals_let_go() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.referrals_letgo
    select new.id, i.id, i.child_id, i.reference, h.pool_id,
        coalesce(new.to_service_id, i.service_id), '', new.at, null
    from public.referrals_item i cross join lateral (
      -- Whoever held it until this moment: what was held keeps its pool.
      select held.pool_id from public.referrals_holding held
      where held.item_id = i.id and held.side = 'service' and held.id <> new.id
      order by held.id desc limit 1) h
    where i.id = new.item_id;
  return null;
end $$;
create trigger let_go after insert on public.referrals_itemevent
  for each row when (new.move = 'take_over') execute function public.referrals_let_go();

-- Handed over to somebody outside, whose name is all that is known here: until help here has ended too.
create function public.referrals_handed_outside() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.referrals_letgo
    select new.id, request.id, request.child_id, request.reference, card.team_id, null,
        step.receiver_name, new.at, null
    from public.referrals_item card join public.referrals_item request on request.id = card.about_id
    cross join lateral (select s.receiver_id, s.receiver_name from public.referrals_transferstep s
      join public.referrals_itemevent e on e.id = s.event_id
      where s.item_id = card.id and e.move in ('hand_over', 'hand_outside')
      order by e.version_seen desc limit 1) step
    where card.id = new.item_id and card.state = 'transferred' and step.receiver_id is null;
  return null;
end $$;
create trigger handed_outside after insert on public.referrals_itemevent
  for each row when (new.move in ('receive', 'record_received', 'tell_of_transfer'))
  execute function public.referrals_handed_outside();

-- Ended with who has it, of those who can say so by no page: nobody here sees when they meet the child.
create function public.referrals_let_go_by_word() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.referrals_letgo
    select new.id, i.id, i.child_id, i.reference, h.pool_id, d.receiver_id, coalesce(o.name, ''), new.at, null, true
    from public.referrals_item i cross join lateral (
      select held.pool_id from public.referrals_holding held
      where held.item_id = i.id and held.side = 'service' order by held.id desc limit 1) h
    cross join lateral (
      select made.receiver_id, made.outside_id from public.referrals_decision made
      where made.item_id = i.id and made.move = 'redirect' order by made.id desc limit 1) d
    left join public.directory_outsidereceiver o on o.id = d.outside_id
    where i.id = new.item_id;
  return null;
end $$;
create trigger let_go_by_word after insert on public.referrals_itemevent
  for each row when (new.move = 'confirm_receipt') execute function public.referrals_let_go_by_word();

-- Met there, or ended: it is known where the child is, and that somebody has seen to them. That it ended with
-- a receipt says neither, of those who let it go just now or before: the next has them, and nobody has met them.
create function public.referrals_found_there() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_letgo l set met_at = new.at where l.item_id = new.item_id and l.met_at is null;
  return null;
end $$;
create trigger found_there after insert on public.referrals_itemevent
  for each row when (new.move in ('record_first_contact', 'start_help', 'met_there')
    or (new.holder_pool_id is null and new.move <> 'confirm_receipt'))
  execute function public.referrals_found_there();
