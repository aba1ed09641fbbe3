-- Whose word a row is. A policy says who may add a row; here the database says in whose name. What a
-- member of the family answered on their own page stands, whatever anybody else writes afterwards.
-- Each table is first stamped with what the signed identity says, and judged once its policy has
-- let it in. Without an identity only the arranger of invented worlds and the owner come so far.

-- The latest counts, and so a row comes after those that are there: one that is dated
-- ahead would silence whoever speaks after it.
create function public.referrals_not_before(said timestamptz, latest timestamptz) returns timestamptz
  language sql immutable set search_path = pg_catalog, pg_temp as
  $$ select case when latest >= said then latest + interval '1 microsecond' else said end $$;

-- Whose own word it is: self or carer on their own page, empty for what somebody else wrote down; a doctor
-- who asks for a patient is somebody else.
create function public.referrals_own_word(who access.identity) returns text
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select f.relationship from public.access_familycode f
    where (who).kind = 'family' and f.id = (who).subject and f.relationship <> 'gp'), '') $$;

-- Which own word binds: that of whoever decides now.
create function public.referrals_binding(wanted uuid) returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return case when public.referrals_carer_decides(wanted) then 'carer' else 'self' end;
end $$;

create function public.referrals_stamp_said() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  latest timestamptz;
begin
  if who.kind is null then return new; end if;
  new.recorded_by := who.subject;
  new.own := public.referrals_own_word(who);
  if tg_table_name = 'referrals_agreement' then
    select max(a.at) into latest from public.referrals_agreement a where a.item_id = new.item_id;
  else
    select max(c.at) into latest from public.referrals_sharingchoice c where c.item_id = new.item_id;
  end if;
  new.at := public.referrals_not_before(new.at, latest);
  return new;
end $$;
create trigger stamp before insert on public.referrals_agreement
  for each row execute function public.referrals_stamp_said();
create trigger stamp before insert on public.referrals_sharingchoice
  for each row execute function public.referrals_stamp_said();

create function public.referrals_decider_of(wanted uuid) returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select r.decided_by from public.referrals_referral r where r.item_id = wanted), 'carer');
end $$;

create function public.referrals_judge_agreement() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is null then return null; end if;
  if new.decided_by <> public.referrals_decider_of(new.item_id) then
    raise exception 'not who decides' using errcode = 'SL403';
  end if;
  if new.own <> '' then return null; end if;
  if new.state in ('taken_back', 'objected') then
    raise exception 'only they say so themselves' using errcode = 'SL403';
  end if;
  -- Each row of their own is a no, but for the yes with which they asked by themselves.
  if new.state = 'agreed' and exists (select from public.referrals_agreement a
      where a.item_id = new.item_id and a.state <> 'agreed'
        and a.own = public.referrals_binding(new.item_id)) then
    raise exception 'they said no themselves' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert on public.referrals_agreement
  for each row execute function public.referrals_judge_agreement();

create function public.referrals_judge_choice() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is null or new.own <> '' then return null; end if;
  if new.chosen_by <> public.referrals_decider_of(new.item_id) then
    raise exception 'not who decides' using errcode = 'SL403';
  end if;
  if exists (select from public.referrals_sharingchoice c where c.item_id = new.item_id
      and c.whom = new.whom and c.own = public.referrals_binding(new.item_id)) then
    raise exception 'they chose themselves' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert on public.referrals_sharingchoice
  for each row execute function public.referrals_judge_choice();

-- Once a service has the whole of a request, nobody says any more whose decision it is: but for an
-- age that becomes known, at which they decide themselves.
create function public.referrals_keep_decider() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.decided_by <> old.decided_by and (access.who()).kind is not null
      and new.decided_by not in ('presumed', 'adult')
      and exists (select from public.referrals_lawfulbasis b where b.item_id = new.item_id) then
    raise exception 'who decides was said when it was sent' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger keep_decider after update on public.referrals_referral
  for each row execute function public.referrals_keep_decider();

-- Who recorded or noted something is whoever signed the statement.
create function public.referrals_stamp_recorded() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is not null then
    new.recorded_by := who.subject;
    new.asked_directly := coalesce((select i.asked_by <> 'school' from public.referrals_item i
      where i.id = new.item_id), false);
  end if;
  return new;
end $$;
create trigger stamp before insert on public.referrals_lawfulbasis
  for each row execute function public.referrals_stamp_recorded();

create function public.referrals_stamp_noted() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind = 'person' then new.written_by := who.subject; end if;
  return new;
end $$;
create trigger stamp before insert on public.referrals_servicenote
  for each row execute function public.referrals_stamp_noted();
create trigger stamp before insert on public.referrals_schoolnote
  for each row execute function public.referrals_stamp_noted();
create trigger stamp before insert on public.referrals_attachment
  for each row execute function public.referrals_stamp_noted();
create trigger stamp before insert on public.referrals_postfile
  for each row execute function public.referrals_stamp_noted();

-- Who wrote down that post came is whoever signed the statement; what came of it is said once. It is a request
-- of the same team, and one about another child is open and put to by whoever has it now: what nobody of the
-- team has by name, or whoever has it may not read post, by anybody of the team.
create function public.referrals_stamp_post() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  request public.referrals_item;
  today date := access.today();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.typed_by := who.subject; new.other_id := null;
  elsif new.other_id is distinct from old.other_id then
    if old.other_id is not null then
      raise exception 'what it became stays' using errcode = 'SL403';
    end if;
    select * into request from public.referrals_item i where i.id = new.other_id for update;
    if request.kind is distinct from 'referral' or request.team_id is distinct from new.team_id then
      raise exception 'not a request of this team' using errcode = 'SL403';
    end if;
    if request.child_id <> new.child_id and not exists (
        select from public.referrals_holding h where h.item_id = request.id and h.ended_at is null
          and (h.side <> 'service' or h.person_id is null or h.person_id = who.subject
            or not exists (select from public.access_membership m where m.person_id = h.person_id
              and m.organisation_id = request.team_id and m.role in ('camhs_contact', 'triager', 'support_team_worker')
              and m.from_on <= today and (m.until_on is null or m.until_on > today)))) then
      raise exception 'somebody else has it' using errcode = 'SL409';
    end if;
  end if;
  return new;
end $$;
create trigger stamp before insert or update on public.referrals_post
  for each row execute function public.referrals_stamp_post();

create function public.referrals_name_of(who access.identity) returns text
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select p.name from public.access_person p
    where (who).kind = 'person' and p.id = (who).subject), '') $$;

-- Words go with a move, and a move is whoever's made it: nobody hangs theirs on somebody else's.
create function public.referrals_is_own_move(wanted uuid, item uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  return exists (select from public.referrals_itemevent e where e.id = wanted and e.item_id = item
    and e.actor_kind = who.kind and e.actor_id is not distinct from who.subject);
end $$;

create function public.referrals_stamp_message() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  new.side := coalesce((select e.side from public.referrals_itemevent e where e.id = new.event_id), '');
  new.written_by := who.subject;
  new.written_by_name := public.referrals_name_of(who);
  return new;
end $$;
-- Its name comes before that of `keep_answer`, which asks for the side.
create trigger author before insert on public.referrals_threadmessage
  for each row execute function public.referrals_stamp_message();

create function public.referrals_judge_of_move() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is not null and not public.referrals_is_own_move(new.event_id, new.item_id) then
    raise exception 'not their move' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert on public.referrals_threadmessage
  for each row execute function public.referrals_judge_of_move();
create trigger judge after insert on public.referrals_decision
  for each row execute function public.referrals_judge_of_move();

-- A row of one member of the family is of a member of this request's family.
create function public.referrals_is_member(wanted uuid, item uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from public.referrals_carer c where c.id = wanted and c.item_id = item);
end $$;

create function public.referrals_stamp_family_message() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  new.from_family := (who.kind = 'family');
  new.written_by_name := public.referrals_name_of(who);
  if not new.from_family then new.said := ''; end if;
  return new;
end $$;
create trigger author before insert on public.referrals_familymessage
  for each row execute function public.referrals_stamp_family_message();

create function public.referrals_judge_family_message() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is null then return null; end if;
  -- Thanks, which only a family says, are no move.
  if new.said <> 'thanks' and not public.referrals_is_own_move(new.event_id, new.item_id) then
    raise exception 'not their move' using errcode = 'SL403';
  end if;
  if not public.referrals_is_member(new.family_member_id, new.item_id) then
    raise exception 'not of this family' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert on public.referrals_familymessage
  for each row execute function public.referrals_judge_family_message();

-- A duty to tell is about a move and a member of this request. Who told is whoever says so, once;
-- that a page was read is said by whoever's page it is, and of the school by somebody there.
create function public.referrals_stamp_told() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.told_at := null; new.how := ''; new.told_by := null; new.read_at := null;
  elsif new.told_at is distinct from old.told_at then
    new.told_by := who.subject;
  else
    new.told_by := old.told_by;
  end if;
  return new;
end $$;
create trigger author before insert or update on public.referrals_told
  for each row execute function public.referrals_stamp_told();

create function public.referrals_judge_told() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return null; end if;
  if tg_op = 'INSERT' then
    if new.family_member_id is not null
        and not public.referrals_is_member(new.family_member_id, new.item_id) then
      raise exception 'not of this family' using errcode = 'SL403';
    end if;
    if not exists (select from public.referrals_itemevent e
        where e.id = new.event_id and e.item_id = new.item_id) then
      raise exception 'not a move of this request' using errcode = 'SL403';
    end if;
    return null;
  end if;
  if (new.told_at, new.how) is distinct from (old.told_at, old.how)
      and (old.told_at is not null or (new.how = 'page' and who.kind <> 'family')) then
    raise exception 'not theirs to say' using errcode = 'SL403';
  end if;
  -- That home is not to know ends a duty to tell a carer, where the young person decides and said so; and
  -- in no other way does one of a family end another's.
  if new.how is distinct from old.how and new.how = 'not_chosen' and (new.whom <> 'carer'
      or public.referrals_carer_decides(new.item_id)
      or (select c.may_be_told from public.referrals_sharingchoice c where c.item_id = new.item_id
        and c.whom = 'carer' order by c.at desc, c.id desc limit 1) is distinct from false) then
    raise exception 'nobody said so' using errcode = 'SL403';
  end if;
  if who.kind = 'family' and new.whom in ('self', 'carer')
      and new.family_member_id is distinct from access.family_member()
      and (new.how <> 'not_chosen' and (new.told_at, new.how) is distinct from (old.told_at, old.how)
        or (new.asked_next, new.asked_next_at, new.manager_asked_at)
          is distinct from (old.asked_next, old.asked_next_at, old.manager_asked_at)) then
    raise exception 'not theirs to say' using errcode = 'SL403';
  end if;
  if new.read_at is distinct from old.read_at and (old.read_at is not null or who.kind <> 'person'
      or not (new.opened_by_id is not distinct from who.subject or new.school_id in (
        select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head',
          'school_referrer', 'safeguarding_lead')))) then
    raise exception 'not theirs to say' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert or update on public.referrals_told
  for each row execute function public.referrals_judge_told();

create function public.referrals_judge_telling() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is not null and not exists (select from public.referrals_told t
      where t.id = new.told_id and t.item_id = new.item_id
        and t.family_member_id = new.family_member_id) then
    raise exception 'not of this family' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert on public.referrals_tellingwords
  for each row execute function public.referrals_judge_telling();
