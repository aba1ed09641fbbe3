-- A request offered to another service. The offer begins on the request's own way, and its first move
-- takes it to the service that is asked: from then on the sending team has no part in it, and whoever
-- is asked has none in the request. What is true of both at once is checked here, whoever writes.
create function public.referrals_judge_offer() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  asked public.referrals_item;
  request public.referrals_item;
begin
  select * into asked from public.referrals_item i where i.id = new.item_id;
  select * into request from public.referrals_item i where i.id = asked.about_id for share;
  -- Withdrawn, taken back, or taken up elsewhere meanwhile. A hand-over asks the next team too.
  if new.move in ('ask_receipt', 'outside_confirms', 'ask_school', 'confirm_arrival') then
    -- Whether they have a child who was handed over to them before this was asked, and still is.
    if not exists (select from public.referrals_item card
        join public.referrals_itemevent handed on handed.item_id = card.id and handed.move = 'hand_outside'
        where card.about_id = request.id and card.kind = 'transfer'
          and card.state in ('handed_outside', 'outside_and_known') and handed.id < asked.id
          and handed.version_seen = (select max(e.version_seen) from public.referrals_itemevent e
            where e.item_id = card.id and e.move = 'hand_outside')) then
      raise exception 'not being handed over' using errcode = 'SL409';
    end if;
    if new.move = 'ask_school' and (new.to_school_id = request.school_id or not exists (
        select from public.directory_school s where s.organisation_id = new.to_school_id
          and s.status in ('open', 'closing'))) then
      raise exception 'no other school' using errcode = 'SL403';
    end if;
    -- An adult by name, whom a coordinator of that place asks after.
    if new.move = 'ask_school' and (access.who()).kind is not null
        and (new.holder_person_id is null or asked.area_id is null) then
      raise exception 'asked of nobody' using errcode = 'SL403';
    end if;
  elsif request.state is distinct from 'redirected' and (asked.kind = 'outside' or not exists (select from public.referrals_item card
      where card.about_id = request.id and card.kind = 'transfer'
        and card.state in ('handed_over', 'handed_and_known'))) then
    raise exception 'not being passed on' using errcode = 'SL409';
  end if;
  if new.move = 'offer' and (new.to_service_id = request.service_id or not exists (
      select from public.directory_healthcareservice s where s.organisation_id = new.to_service_id
        and (s.until_on is null or s.until_on > (new.at at time zone 'Europe/London')::date))) then
    raise exception 'no other service' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_offer after insert on public.referrals_itemevent
  for each row when (new.move in ('offer', 'take_offer', 'offer_outside', 'outside_takes', 'ask_receipt', 'outside_confirms',
    'ask_school', 'confirm_arrival'))
  execute function public.referrals_judge_offer();

-- A request goes to the service that took it, and to no other.
create function public.referrals_judge_taking_over() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Without an identity only the arranger of invented worlds and the owner come so far.
  if (access.who()).kind is null then return null; end if;
  if new.to_service_id is null or not exists (select from public.referrals_item i
      where i.about_id = new.item_id and i.kind = 'redirect' and i.state = 'taken'
        and i.service_id = new.to_service_id and i.team_id = new.to_team_id)
      -- What was not passed on goes when a hand-over to that service has all its ticks.
      or new.from_state <> 'redirected' and not exists (
        select from (select * from public.referrals_item c where c.about_id = new.item_id
          and c.kind = 'transfer' order by c.id desc limit 1) card
        join public.referrals_transferstep s on s.item_id = card.id
        where card.state = 'transferred' and s.receiver_id = new.to_service_id) then
    raise exception 'taken by nobody' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_taking_over after insert on public.referrals_itemevent
  for each row when (new.move = 'take_over')
  execute function public.referrals_judge_taking_over();

-- What another service has before it, or has just taken, is not let go on anybody's word; nor what
-- somebody outside was asked, before it was handed over to them.
create function public.referrals_still_offered() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.referrals_item i
      where i.about_id = new.item_id and i.kind = 'outside' and i.closed_at is null)
    or exists (select from public.referrals_item i
      where i.about_id = new.item_id and i.kind = 'redirect'
        and (i.state = 'offered' or i.state = 'taken' and i.entered_at >= (
          select max(e.at) from public.referrals_itemevent e
          where e.item_id = new.item_id and e.move = 'redirect'))) then
    raise exception 'another service has not taken it yet' using errcode = 'SL409';
  end if;
  return null;
end $$;
create trigger still_offered after insert on public.referrals_itemevent
  for each row when (new.move = 'confirm_receipt')
  execute function public.referrals_still_offered();

-- Why it was given back is written by whoever could take it, about the request that it was about.
create function access.may_reply(offer uuid, request uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.referrals_item i
    where i.id = offer and i.about_id = request and i.state = 'given_back' and case i.kind
      when 'redirect' then
        i.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker'))
      when 'arrival' then i.school_id in (
        select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head'))
      else false end) $$;
revoke all on function access.may_reply(uuid, uuid) from public;
grant execute on function access.may_reply(uuid, uuid) to {app};

-- Offers to a service that has ended or at which nobody works any more, and what a school is asked that has
-- closed, with none in its place, or at which nobody is; by id and child alone, for one job each. A door.
create function access.offers_to_nobody(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select i.id, i.child_id from public.referrals_item i
    left join public.directory_healthcareservice s on s.organisation_id = i.service_id
    where i.kind = 'redirect' and i.closed_at is null and i.id > after
      and (coalesce(s.until_on <= on_day, s.organisation_id is null)
        or not exists (select from public.access_membership m
          where m.organisation_id in (i.team_id, i.service_id) and m.from_on <= access.today()
            and m.role in ('camhs_contact', 'triager', 'support_team_worker', 'service_manager')
            and (m.until_on is null or m.until_on > access.today())))
    union all
    select i.id, i.child_id from public.referrals_item i
    left join public.directory_school s on s.organisation_id = i.school_id
    where i.kind = 'arrival' and i.closed_at is null and i.id > after
      and (coalesce(s.status = 'closed' and s.successor_id is null, true)
        or not exists (select from public.access_membership m
          where m.organisation_id = i.school_id and m.from_on <= access.today()
            and m.role in ('school_lead', 'council_link', 'school_cover', 'school_head')
            and (m.until_on is null or m.until_on > access.today())))
    order by 1 limit page;
end $$;
revoke all on function access.offers_to_nobody(date, uuid, integer) from public;
grant execute on function access.offers_to_nobody(date, uuid, integer) to {app};
