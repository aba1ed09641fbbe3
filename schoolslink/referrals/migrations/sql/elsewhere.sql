-- Which two teams of one area may have the same child. The tokens are compared where they lie; a team is given a
-- row of its own, which names the other team and nothing of the child, and neither reads a row of the other's.
-- How far what was asked is to be kept: 2 by the young person alone, 1 where school or carer is not told, 0 else.
create function public.referrals_kept_quiet(one uuid) returns integer
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select case when i.asked_by = 'self' then 2
      when exists (select from (select distinct on (c.whom) c.may_be_told
          from public.referrals_sharingchoice c where c.item_id = one and c.whom in ('school', 'carer')
          order by c.whom, c.at desc, c.id desc) latest where not latest.may_be_told) then 1
      else 0 end
    from public.referrals_item i where i.id = one);
end $$;

-- Say whether the team of one hears that another has the child. Of what is kept quiet only the team that keeps it
-- hears, and asks first; of two alike the later: so that there is always one who knows, and no more than need be.
create function public.referrals_hears_of(one uuid, other uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  here integer := public.referrals_kept_quiet(one);
  there integer := public.referrals_kept_quiet(other);
begin
  if exists (select from public.referrals_elsewhere e where e.item_id = other and e.other_id = one
      and e.verdict = 'unsaid' and e.taken_back_at is null) then return false; end if;
  return there = 0 or here > there or (here = there and one > other);
end $$;

create function public.referrals_find_elsewhere(wanted uuid[]) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  -- Of two that are asked in one instant the second waits for the first, as in likeness.sql.
  perform pg_advisory_xact_lock(of_one) from (
    select distinct hashtextextended('alike ' || encode(token, 'hex'), 0) as of_one
    from public.referrals_findingtoken where item_id = any(wanted) and team_id is not null
      and kind in ('nhs_number', 'surname_born', 'near') order by 1) tokens;
  -- What holds no longer is no hint any more: corrected, ended, or not to be heard of. What was said stays.
  delete from public.referrals_elsewhere e
    using public.referrals_item here, public.referrals_item there
    where e.verdict = '' and (e.item_id = any(wanted) or e.other_id = any(wanted))
      and here.id = e.item_id and there.id = e.other_id
      and (here.closed_at is not null or there.closed_at is not null
        or there.team_id is distinct from e.there_id or here.team_id is not distinct from there.team_id
        or here.area_id is distinct from there.area_id
        or not public.referrals_hears_of(e.item_id, e.other_id)
        or not exists (select from public.referrals_findingtoken own
          join public.referrals_findingtoken t on t.token = own.token and t.kind = own.kind
          where own.item_id = e.item_id and t.item_id = e.other_id
            and own.kind in ('nhs_number', 'surname_born', 'near')));
  -- Both went on, and now one does no more: whoever relied on it hears; until it is open there again.
  update public.referrals_elsewhere e set over_at = case when gone.gone then clock_timestamp() end
    from (select one.id, there.closed_at is not null or there.team_id is distinct from one.there_id as gone
      from public.referrals_elsewhere one join public.referrals_item there on there.id = one.other_id
      where one.other_id = any(wanted) and one.verdict = 'both_go_on' and one.taken_back_at is null) gone
    where e.id = gone.id and gone.gone <> (e.over_at is not null);
  insert into public.referrals_elsewhere (id, item_id, other_id, there_id, found_by, found_at, verdict, words,
      taken_back_words, risk_marked)
    select gen_random_uuid(), way.here, way.there, place.team_id, way.kinds, clock_timestamp(), '',
      ''::bytea, ''::bytea, false
    from (
      with found as (
        select own.item_id as one, t.item_id as two, array_agg(distinct t.kind order by t.kind) as kinds
        from public.referrals_findingtoken own
          join public.referrals_findingtoken t on t.token = own.token and t.kind = own.kind
        where own.item_id = any(wanted) and own.kind in ('nhs_number', 'surname_born', 'near')
          and own.team_id is not null and own.closed_on is null and t.closed_on is null
          and t.team_id <> own.team_id and t.area_id = own.area_id and t.child_id <> own.child_id
        group by 1, 2 order by 1, 2
        limit 20 * cardinality(wanted))
      select one as here, two as there, kinds from found
      union select two, one, kinds from found) way
      join public.referrals_item place on place.id = way.there
    where public.referrals_hears_of(way.here, way.there)
      -- Two children are two wherever they are; and what is not to be spoken of stays so.
      and not exists (select from public.referrals_elsewhere e
        where e.item_id = way.here and e.other_id = way.there and e.taken_back_at is null
          and e.verdict in ('not_same', 'unsaid'))
      and not exists (select from public.referrals_elsewhere e
        where e.item_id = way.there and e.other_id = way.here and e.taken_back_at is null
          and e.verdict = 'not_same')
    on conflict (item_id, other_id, there_id) where taken_back_at is null
      do update set found_by = excluded.found_by where public.referrals_elsewhere.verdict = '';
end $$;

create function public.referrals_tokens_elsewhere() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare wanted uuid[];
begin
  select array_agg(distinct item_id) into wanted from added
    where team_id is not null and closed_on is null;
  if wanted is not null then perform public.referrals_find_elsewhere(wanted); end if;
  return null;
end $$;
create trigger find_elsewhere after insert on public.referrals_findingtoken
  referencing new table as added
  for each statement execute function public.referrals_tokens_elsewhere();

-- Its name comes after `spread`, which takes the tokens along.
create function public.referrals_item_elsewhere() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.referrals_find_elsewhere(array[new.id]);
  return null;
end $$;
create trigger then_find_elsewhere after update of team_id, area_id, closed_at on public.referrals_item
  for each row when (new.kind = 'referral' and (new.team_id, new.area_id, new.closed_at)
    is distinct from (old.team_id, old.area_id, old.closed_at))
  execute function public.referrals_item_elsewhere();

-- A no that comes later takes the line from the other team at once; a yes gives it.
create function public.referrals_choice_elsewhere() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.referrals_find_elsewhere(array[new.item_id]);
  return null;
end $$;
create trigger then_find_elsewhere after insert on public.referrals_sharingchoice
  for each row when (new.team_id is not null and new.closed_on is null)
  execute function public.referrals_choice_elsewhere();

-- Who said it is the database's to write; it is said once, by somebody of this team, and taken back once.
create function public.referrals_stamp_elsewhere() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  -- What the other team takes back is taken back here by the trigger below.
  if who.kind is null or pg_trigger_depth() > 1 then return new; end if;
  if old.taken_back_at is not null
      or (old.verdict <> '' and (new.verdict <> old.verdict or new.words <> old.words))
      or (new.verdict = '' and (length(new.words) > 0 or new.taken_back_at is not null)) then
    raise exception 'said already' using errcode = 'SL409';
  end if;
  if (new.verdict <> old.verdict or new.taken_back_at is not null)
      and not public.referrals_asks_there(who, new.item_id, new.other_id) then
    raise exception 'not theirs to say' using errcode = 'SL403';
  end if;
  if old.verdict = '' and new.verdict <> '' then
    if length(new.words) = 0 then raise exception 'nothing says why' using errcode = 'SL431'; end if;
    new.judged_by := who.subject;
  end if;
  if new.taken_back_at is not null then
    if length(new.taken_back_words) = 0 then
      raise exception 'nothing says why' using errcode = 'SL431';
    end if;
    new.taken_back_by := who.subject;
  end if;
  return new;
end $$;

-- Whoever hears of it works now in the team of the one, and neither child's record is closed to them.
create function public.referrals_asks_there(who access.identity, one uuid, other uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return who.kind = 'person' and exists (select from public.referrals_item i where i.id = one
      and (i.closed_on is null or i.closed_on > access.still_open_to_teams())
      and i.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker')))
    and not exists (select from public.referrals_item i where i.id in (one, other)
      and i.child_id in (select access.closed_to(who.subject)));
end $$;
create trigger stamp before update of verdict, words, judged_at, taken_back_at, taken_back_words
  on public.referrals_elsewhere for each row execute function public.referrals_stamp_elsewhere();

-- What both teams have spoken of stands at both: with who said it, and without the words of the one's record.
-- What is not to be spoken of is there at one alone.
create function public.referrals_said_elsewhere() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare was_there boolean;
begin
  if new.taken_back_at is not null and old.taken_back_at is null then
    -- Both are to be asked again: what only repeated this goes, and words that were said stay.
    delete from public.referrals_elsewhere e where e.item_id = new.other_id and e.other_id = new.item_id
      and e.verdict = new.verdict and e.taken_back_at is null and length(e.words) = 0;
    update public.referrals_elsewhere e set taken_back_at = new.taken_back_at, taken_back_by = new.taken_back_by
      where e.item_id = new.other_id and e.other_id = new.item_id
        and e.verdict = new.verdict and e.taken_back_at is null;
    perform public.referrals_find_elsewhere(array[new.item_id]);
  elsif new.verdict <> '' and old.verdict = '' then
    delete from public.referrals_elsewhere e
      where e.item_id = new.other_id and e.other_id = new.item_id and e.verdict = '';
    was_there := found;
    if new.verdict = 'both_go_on' or was_there and new.verdict = 'not_same' then
      insert into public.referrals_elsewhere (id, item_id, other_id, there_id, found_by, found_at, verdict,
          words, judged_by, judged_at, taken_back_words, risk_marked)
        select gen_random_uuid(), i.id, new.item_id, new.team_id, new.found_by, new.found_at, new.verdict,
          ''::bytea, new.judged_by, new.judged_at, ''::bytea, false
        from public.referrals_item i where i.id = new.other_id and i.closed_at is null
      on conflict (item_id, other_id, there_id) where taken_back_at is null do nothing;
    end if;
  end if;
  return null;
end $$;
create trigger said after update of verdict, taken_back_at on public.referrals_elsewhere
  for each row execute function public.referrals_said_elsewhere();

-- What is erased of one child leaves no line behind that names its request beside another's.
create function public.referrals_forget_elsewhere() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.referrals_elsewhere e where e.item_id = old.id or e.other_id = old.id;
  return old;
end $$;
create trigger forget_elsewhere before delete on public.referrals_item
  for each row execute function public.referrals_forget_elsewhere();

-- Which team it is, since when, under which reference, and whom to ring there: all that somebody of this team
-- reads of it; of two children, and of what is over there, the team alone. of_item: of one request; null for what waits to be asked, at any team of theirs. A door.
create function access.asked_elsewhere(of_item uuid, most integer)
  returns table (id uuid, item uuid, child uuid, team uuid, reference text, place text, since date,
    reference_there text, holder text, phone text, found_by text[], verdict text, words bytea, by_name text,
    said_at timestamptz, over_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  wanted uuid[];
begin
  if of_item is not null then
    wanted := array(select e.id from public.referrals_elsewhere e
      where e.item_id = of_item and e.taken_back_at is null order by e.id limit most);
  else
    wanted := array(select e.id from public.referrals_elsewhere e
      where e.team_id = any(array(
          select access.organisations_as('camhs_contact', 'triager', 'support_team_worker')))
        and (e.verdict = '' or e.over_at is not null) and e.taken_back_at is null and e.closed_on is null
      order by e.found_at limit most);
  end if;
  return query
    select e.id, e.item_id, e.child_id, e.team_id, here.reference, place.name,
      (coalesce(there.asked_at, there.opened_at) at time zone 'Europe/London')::date,
      case when e.over_at is null and e.verdict <> 'not_same' then there.reference else '' end,
      case when e.over_at is null and e.verdict <> 'not_same' then coalesce(p.name, m.name, '') else '' end,
      case when e.over_at is null and e.verdict <> 'not_same' then coalesce(nullif(s.phone, ''), v.phone, '')
        else '' end,
      e.found_by, e.verdict, e.words, coalesce(j.name, ''), e.judged_at, e.over_at
    from public.referrals_elsewhere e
      join public.referrals_item here on here.id = e.item_id
      join public.referrals_item there on there.id = e.other_id
      join public.access_organisation place on place.id = e.there_id
      left join public.directory_supportteam s on s.organisation_id = e.there_id
      left join public.directory_healthcareservice v
        on v.organisation_id = coalesce(s.service_id, e.there_id)
      left join public.referrals_holding h
        on h.item_id = there.id and h.ended_at is null and h.side = 'service'
      left join public.access_person p on p.id = h.person_id
      left join public.access_person m on m.id = v.pool_manager_id
      left join public.access_person j on j.id = e.judged_by
    where e.id = any(wanted) and public.referrals_asks_there(who, e.item_id, e.other_id)
    order by e.found_at, e.id;
end $$;
revoke all on function access.asked_elsewhere(uuid, integer) from public;
grant execute on function access.asked_elsewhere(uuid, integer) to {app};
