-- Two requests about one child, joined by a person of the team of both: one goes on, the other is over here.
-- Those who asked for it are never told of the other; they read where it stands, through the doors below.
create function public.referrals_judge_joining() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  joined public.referrals_item;
  goes_on public.referrals_item;
begin
  if who.kind is null then return null; end if;
  -- In one order, so that of two who join them the other way about at once the second waits and is refused.
  perform from public.referrals_item where id in (new.item_id, new.goes_on_id) order by id for update;
  select * into joined from public.referrals_item where id = new.item_id;
  select * into goes_on from public.referrals_item where id = new.goes_on_id;
  if who.kind <> 'person' or not public.referrals_reads_both(who, new.item_id, new.goes_on_id) then
    raise exception 'not theirs to join' using errcode = 'SL403';
  end if;
  if length(new.words) = 0 then raise exception 'nothing says why' using errcode = 'SL431'; end if;
  if joined.state <> 'duplicate' or goes_on.kind <> 'referral' or goes_on.closed_at is not null
      or goes_on.state not in ('submitted', 'acknowledged', 'in_triage', 'waiting', 'first_contact', 'help_started') or goes_on.team_id is distinct from joined.team_id
      or not exists (select from public.referrals_itemevent e where e.id = new.event_id
        and e.item_id = new.item_id and e.move = 'merge' and e.version_seen = joined.version - 1)
      -- Somebody has looked at both, and has not taken it back.
      or not exists (select from public.referrals_likeness l
        where l.item_id = greatest(new.item_id, new.goes_on_id)
          and l.other_id = least(new.item_id, new.goes_on_id)
          and l.verdict = 'same' and l.taken_back_at is null)
      -- No chain: what goes on is joined to nothing, and nothing is joined to what is over.
      or exists (select from public.referrals_joining j where j.apart_at is null
        and (j.item_id = new.goes_on_id or j.goes_on_id = new.item_id)) then
    raise exception 'these cannot be joined' using errcode = 'SL409';
  end if;
  return null;
end $$;
create trigger judge_joining after insert on public.referrals_joining
  for each row execute function public.referrals_judge_joining();

-- By whom is the database's to write, and that it is joined now.
create function public.referrals_begin_joining() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  new.joined_by := who.subject;
  new.apart_event_id := null; new.apart_by := null; new.apart_at := null; new.apart_words := ''::bytea;
  return new;
end $$;
create trigger begin_joining before insert on public.referrals_joining
  for each row execute function public.referrals_begin_joining();

-- By whatever move it is a request of its own again, it is joined to nothing from then on; and what was
-- to be told of the other's decision is owed to nobody: its own will be.
create function public.referrals_come_apart() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_joining set apart_at = new.at, apart_event_id = new.id, apart_by = new.actor_id
    where item_id = new.item_id and apart_at is null;
  update public.referrals_told set told_at = new.at, how = 'taken_apart'
    where item_id = new.item_id and told_at is null and whom in ('self', 'carer', 'gp');
  return null;
end $$;
create trigger come_apart after insert on public.referrals_itemevent
  for each row when (new.from_state in ('duplicate', 'to_tell_too')
    and new.to_state not in ('duplicate', 'to_tell_too'))
  execute function public.referrals_come_apart();

-- What is joined is not over before what goes on is: until then the team that has both may open both, and
-- tell those who asked for either. Once a day is enough for that.
create function public.referrals_over_together() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare today date := (new.at at time zone 'Europe/London')::date;
begin
  update public.referrals_item i set closed_on = today
    from public.referrals_joining j
    where j.goes_on_id = new.item_id and j.apart_at is null and i.id = j.item_id and i.closed_on < today;
  return null;
end $$;
create trigger over_together after insert on public.referrals_itemevent
  for each row when (new.version_seen > 0) execute function public.referrals_over_together();

-- Why they are apart again is said once, by whoever took them apart.
create function public.referrals_stamp_joining() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is not null and (length(old.apart_words) > 0 or old.apart_by is distinct from who.subject) then
    raise exception 'not theirs to say' using errcode = 'SL403';
  end if;
  return new;
end $$;
create trigger stamp before update of apart_words on public.referrals_joining
  for each row when (new.apart_words is distinct from old.apart_words)
  execute function public.referrals_stamp_joining();

-- What was said of a pair that is joined stands until they are apart.
create function public.referrals_joined_stays_judged() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.referrals_joining j where j.apart_at is null
      and (j.item_id, j.goes_on_id) in ((new.item_id, new.other_id), (new.other_id, new.item_id))) then
    raise exception 'they are joined' using errcode = 'SL409';
  end if;
  return null;
end $$;
create trigger joined_stays_judged after update of taken_back_at on public.referrals_likeness
  for each row when (new.taken_back_at is not null and old.taken_back_at is null)
  execute function public.referrals_joined_stays_judged();

-- What is erased of one child leaves nothing behind that names its request: of what was joined to it, that it
-- was joined to one that was erased.
create function public.referrals_forget_joinings() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.referrals_joining j where j.item_id = old.id;
  update public.referrals_joining j set goes_on_id = null where j.goes_on_id = old.id;
  return old;
end $$;
create trigger forget_joinings before delete on public.referrals_item
  for each row execute function public.referrals_forget_joinings();

-- Closed to one colleague is the child, by whichever of the two it was said, and with it what was put to it.
create or replace function access.closed_to(wanted uuid) returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
begin
  return query
    with own as materialized (select b.child_id from public.referrals_conflictblock b
      where b.person_id = wanted and b.lifted_at is null)
    select o.child_id from own o
    union all select t.child_id from own o
      join public.referrals_joining j on j.child_id = o.child_id and j.apart_at is null
      join public.referrals_item t on t.id = j.goes_on_id
    union all select j.child_id from own o
      join public.referrals_item t on t.child_id = o.child_id
      join public.referrals_joining j on j.goes_on_id = t.id and j.apart_at is null
    union all select p.child_id from own o
      join public.referrals_item r on r.child_id = o.child_id
      join public.referrals_post p on p.other_id = r.id;
end $$;

-- Where what goes on stands, for those who asked for what is joined to it, and for nobody who may not read
-- that: who of the team has it, and by when they must act; never who else asked. A door.
create function access.goes_on_as(wanted uuid[])
  returns table (item uuid, stands text, is_open boolean, duty text, due_on date,
    person uuid, person_name text, pool uuid, pool_name text)
  language plpgsql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  own uuid;
begin
  if who.kind = 'family' then own := access.family_code_opens(who.subject); end if;
  return query select j.item_id,
      -- What is asked of another school, or was taken back by others, is theirs alone.
      case when t.state in ('submitted', 'acknowledged', 'more_information_asked', 'withdrawn')
        then 'in_triage' else t.state end,
      t.closed_at is null,
      case when h.side = 'school' then 'look_again' else h.duty end, h.due_on,
      p.id, p.name, o.id, o.name
    from public.referrals_joining j
      join public.referrals_item t on t.id = j.goes_on_id
      left join public.referrals_holding h on h.item_id = t.id and h.ended_at is null
      left join lateral (select s.person_id, s.pool_id from public.referrals_holding s
        where s.item_id = t.id and s.side = 'service'
        order by s.began_at desc, s.id desc limit 1) had on true
      left join public.access_person p on p.id = had.person_id
      left join public.access_organisation o on o.id = coalesce(had.pool_id, t.team_id)
    where j.item_id = any(wanted) and j.apart_at is null and case who.kind
      when 'family' then j.item_id = own
      when 'link' then j.item_id = access.practice_item()
      when 'job' then j.child_id = who.child
      when 'person' then j.child_id not in (select access.closed_to(who.subject)) and (
        j.school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover',
          'school_head'))
        or (j.risk_marked and j.school_id in (select access.organisations_as('safeguarding_lead')))
        or j.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker'))
        or (j.opened_by_id = who.subject
          and j.school_id in (select access.organisations_as('school_referrer'))))
      else false end;
end $$;

-- What a school asked for, is joined and goes on: a row of its list, as one of its own that is open. A door.
create function access.goes_on_at(places uuid[])
  returns table (id uuid, item_id uuid, child_id uuid, state text, reference text, duty text,
    due_on date, calm boolean, began_at timestamptz, asked_at timestamptz, language text,
    interpreter boolean, urgent boolean, person_id uuid, school_id uuid, service_id uuid,
    opened_by_id uuid, risk_marked boolean)
  language plpgsql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
begin
  return query select j.id, j.item_id, j.child_id, g.stands, i.reference, g.duty, g.due_on,
      not j.risk_marked, j.at, i.asked_at, i.language, i.interpreter, i.urgent, g.person, j.school_id,
      j.service_id, j.opened_by_id, j.risk_marked
    from public.referrals_joining j join public.referrals_item i on i.id = j.item_id
      cross join lateral access.goes_on_as(array[j.item_id]) g
    where j.school_id = any(places) and j.apart_at is null and i.closed_at is not null and g.is_open;
end $$;

-- Since when help has been asked for of a child, by the earliest of what is joined to a request. A door.
create function access.asked_first(wanted uuid) returns timestamptz language plpgsql stable
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is null then return null; end if;
  return (select min(i.asked_at) from public.referrals_joining j
    join public.referrals_item i on i.id = j.item_id
    where j.goes_on_id = wanted and j.apart_at is null);
end $$;

-- What is joined to a request that was taken back, or has gone to another team: by id and child alone, for
-- one job each. A door for the job of that request's own child.
create function access.left_by(wanted uuid) returns table (item uuid, child uuid)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'job' then return; end if;
  return query select j.item_id, j.child_id from public.referrals_joining j
    join public.referrals_item t on t.id = j.goes_on_id and t.child_id = who.child
    where j.goes_on_id = wanted and j.apart_at is null
      and (t.state = 'withdrawn' or t.team_id is distinct from j.team_id) order by j.item_id;
end $$;
revoke all on function access.goes_on_as(uuid[]), access.goes_on_at(uuid[]), access.asked_first(uuid),
  access.left_by(uuid) from public;
grant execute on function access.goes_on_as(uuid[]), access.goes_on_at(uuid[]), access.asked_first(uuid),
  access.left_by(uuid) to {app};
