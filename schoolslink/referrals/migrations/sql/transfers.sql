-- A hand-over of a child. The table of moves says that none ends without its three ticks; what each tick
-- has to say, and that a receiver which works here ticks for itself alone, is checked here.
create function public.referrals_judge_transfer() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Only what the receiver itself took, after it was handed to it.
  if new.move = 'receive' and new.from_state in ('handed_outside', 'outside_and_known') then
    -- By what they were asked after it was handed over, and answered themselves.
    if not exists (select from public.referrals_item card
        join public.referrals_itemevent handed on handed.item_id = card.id and handed.move = 'hand_outside'
        join public.referrals_item asked on asked.about_id = card.about_id
          and asked.state in ('confirmed_outside', 'arrived') and asked.id > handed.id
        where card.id = new.item_id and handed.version_seen = (select max(e.version_seen)
          from public.referrals_itemevent e where e.item_id = card.id and e.move = 'hand_outside')) then
      raise exception 'confirmed by nobody' using errcode = 'SL403';
    end if;
  elsif new.move = 'receive' and not exists (
      select from public.referrals_item card
        join public.referrals_itemevent handed on handed.item_id = card.id and handed.move = 'hand_over'
        join public.referrals_transferstep step on step.event_id = handed.id
        join public.referrals_item offer on offer.about_id = card.about_id and offer.kind = 'redirect'
          and offer.state = 'taken' and offer.service_id = step.receiver_id
          and offer.opened_at >= handed.at
      where card.id = new.item_id and handed.version_seen = (select max(e.version_seen)
        from public.referrals_itemevent e where e.item_id = card.id and e.move = 'hand_over')) then
    raise exception 'taken by nobody' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_transfer after insert on public.referrals_itemevent
  for each row when (new.move = 'receive') execute function public.referrals_judge_transfer();

-- Checked before the commit: no tick without what it says.
create function public.referrals_step_is_said() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is not null and not exists (
      select from public.referrals_transferstep s where s.event_id = new.id and case new.move
        when 'plan_transfer' then s.why <> ''
        when 'hand_over' then s.receiver_id is not null
        when 'hand_outside' then s.receiver_name <> ''
        when 'tell_of_transfer' then s.whom <> ''
        else length(s.words) > 0 end) then
    raise exception 'a tick of a hand-over says nothing' using errcode = 'SL428';
  end if;
  return null;
end $$;
create constraint trigger step_is_said after insert on public.referrals_itemevent
  deferrable initially deferred for each row when (new.move in (
    'plan_transfer', 'hand_over', 'hand_outside', 'tell_of_transfer', 'record_received'))
  execute function public.referrals_step_is_said();
create trigger judge after insert on public.referrals_transferstep
  for each row execute function public.referrals_judge_of_move();

-- While somebody else has a child before them, or has said yes, nobody ends it or sends it elsewhere.
create function public.referrals_being_handed_over() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.referrals_item i where i.about_id = new.item_id
      and i.kind = 'transfer' and i.closed_at is null
      and i.state not in ('to_hand_over', 'child_knows')) then
    raise exception 'it is being handed over' using errcode = 'SL428';
  end if;
  return null;
end $$;
create trigger being_handed_over after insert on public.referrals_itemevent
  for each row when (new.move in ('discharge', 'redirect', 'not_accept', 'advise', 'merge'))
  execute function public.referrals_being_handed_over();

-- Where a family's own request is being handed to, and until which day whoever has it sees to that:
-- nothing before they can have been told, and no word of anybody's. A door.
create function access.family_transfer()
  returns table (state text, receiver text, due_on date) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
declare mine uuid := access.family_item();
begin
  if mine is null then return; end if;
  return query select card.state, coalesce(o.name, step.receiver_name), h.due_on
    from (select * from public.referrals_item i where i.about_id = mine and i.kind = 'transfer'
      order by i.id desc limit 1) card
    left join public.referrals_holding h on h.item_id = card.id and h.ended_at is null
    left join lateral (select s.receiver_id, s.receiver_name from public.referrals_transferstep s
      join public.referrals_itemevent e on e.id = s.event_id
      where s.item_id = card.id and e.move in ('hand_over', 'hand_outside')
      order by e.version_seen desc limit 1) step on true
    left join public.access_organisation o on o.id = step.receiver_id
    where card.state in ('handed_over', 'handed_and_known', 'handed_outside', 'outside_and_known',
      'received') or (card.state = 'transferred' and step.receiver_id is null);
end $$;
revoke all on function access.family_transfer() from public;
grant execute on function access.family_transfer() to {app};
