-- What nobody decides alone, whatever the application writes: a second no about the same child at the same
-- service (advice in the place of help is one), and the end of help after three appointments that were missed in a row.

-- How it stands with a second no: '' where it is the first, 'ask', or where the manager's look stands that
-- was asked for since the last no. An id is made later than those before it.
create function public.referrals_second_no(request public.referrals_item, except_event uuid) returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  since text;
  stands text;
begin
  if not exists (select from public.referrals_itemevent e join public.referrals_item i on i.id = e.item_id
      where i.child_id = request.child_id and i.kind = 'referral' and e.move in ('not_accept', 'advise')
        and e.service_id = request.service_id and e.id is distinct from except_event
        -- Another service said that one, before it was passed on.
        and not exists (select from public.referrals_itemevent later where later.item_id = e.item_id
          and later.move = 'take_over' and later.version_seen > e.version_seen)) then
    return '';
  end if;
  select max(e.id::text) into since from public.referrals_itemevent e
    where e.item_id = request.id and e.move in ('not_accept', 'advise', 'return')
      and e.id is distinct from except_event;
  select l.state into stands from public.referrals_item l
    where l.about_id = request.id and l.kind = 'second_look' and l.id::text > coalesce(since, '')
      and exists (select from public.referrals_itemevent b where b.item_id = l.id
        and b.move = 'look_as_manager' and b.reason <> 'third_missed')
    order by l.id desc limit 1;
  return case when stands is null or stands = 'closed' then 'ask' else stands end;
end $$;

-- The same for an end of help: '' where fewer than three were missed since they were last met.
create function public.referrals_end_after_missed(request public.referrals_item) returns text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  met integer;
  third text;
  stands text;
begin
  select max(e.version_seen) into met from public.referrals_itemevent e
    where e.item_id = request.id and e.move in ('record_first_contact', 'record_second_contact',
      'record_baseline', 'record_assessment', 'record_plan', 'start_help');
  select e.id::text into third from public.referrals_itemevent e
    where e.item_id = request.id and e.move = 'record_missed' and e.version_seen > coalesce(met, -1)
    order by e.version_seen offset 2 limit 1;
  if third is null then return ''; end if;
  select l.state into stands from public.referrals_item l
    where l.about_id = request.id and l.kind = 'second_look' and l.id::text > third
      and exists (select from public.referrals_itemevent b where b.item_id = l.id
        and b.move = 'look_as_manager' and b.reason = 'third_missed')
    order by l.id desc limit 1;
  return case when stands is null or stands = 'closed' then 'ask' else stands end;
end $$;

-- Both for whoever decides, who may not open what another team of theirs once refused. A door.
create function access.manager_first(request uuid)
  returns table (second_no text, after_missed text) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
declare item public.referrals_item;
begin
  select * into item from public.referrals_item i where i.id = request;
  if item.id is null
      or public.referrals_right_to_move(access.who(), item, 'not_accept', 'service') is null then
    return query select '', '';
    return;
  end if;
  return query select public.referrals_second_no(item, null), public.referrals_end_after_missed(item);
end $$;
revoke all on function access.manager_first(uuid) from public;
grant execute on function access.manager_first(uuid) to {app};

create function public.referrals_judged_first() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request public.referrals_item;
  stands text;
  is_no boolean := new.move in ('not_accept', 'advise');
begin
  -- Without an identity only the arranger of invented worlds and the owner come so far.
  if (access.who()).kind is null then return null; end if;
  select * into request from public.referrals_item i where i.id = new.item_id;
  stands := case when is_no then public.referrals_second_no(request, new.id)
    else public.referrals_end_after_missed(request) end;
  if stands not in ('', 'judged_right') then
    raise exception 'a manager looks at it first' using errcode = 'SL428';
  end if;
  -- What was agreed to is said: who looked at a no has not looked at advice alone, nor the other way.
  if stands = 'judged_right' and is_no and (new.move = 'advise') is distinct from (
      select b.reason = 'advice_alone' from public.referrals_itemevent b
        join public.referrals_item l on l.id = b.item_id
      where l.about_id = request.id and l.kind = 'second_look' and b.move = 'look_as_manager'
        and b.reason <> 'third_missed' order by l.id desc limit 1) then
    raise exception 'a manager looks at it first' using errcode = 'SL428';
  end if;
  -- Whoever agreed does not say the no as well.
  if stands = 'judged_right' and is_no and new.actor_id = (
      select e.actor_id from public.referrals_itemevent e join public.referrals_item l on l.id = e.item_id
      where l.about_id = request.id and e.move = 'agree_to_end' order by e.id desc limit 1) then
    raise exception 'a manager looks at it first' using errcode = 'SL428';
  end if;
  return null;
end $$;
create trigger judged_first after insert on public.referrals_itemevent
  for each row when (new.move in ('not_accept', 'advise', 'discharge'))
  execute function public.referrals_judged_first();

-- Nobody judges what they asked for themselves.
create function public.referrals_judge_another() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.referrals_itemevent e where e.item_id = new.item_id
      and e.move = 'look_as_manager' and e.actor_id = new.actor_id) then
    raise exception 'not one who asked' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_another after insert on public.referrals_itemevent
  for each row when (new.move in ('agree_to_end', 'not_agree'))
  execute function public.referrals_judge_another();
