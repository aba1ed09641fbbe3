-- A record closed to one member of staff, and the reviews of every exception. Who did it is written
-- from the signed identity; what lies behind a policy is said in policies.sql.
create or replace function access.closed_to(wanted uuid) returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
begin
  return query select b.child_id from public.referrals_conflictblock b
    where b.person_id = wanted and b.lifted_at is null;
end $$;

-- What somebody has open in an emergency: for its hour, while they hold a role that may, and never
-- what is closed to them (a policy of its own says that of every row).
create or replace function access.glass_of(wanted uuid) returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return query select g.item_id from public.referrals_glass g
    where g.person_id = wanted and g.ends_at > clock_timestamp()
      and g.child_id not in (select access.closed_to(wanted))
      and exists (select from public.access_membership m where m.person_id = wanted
        and m.role in ('camhs_contact', 'triager', 'safeguarding_lead')
        and m.from_on <= today and (m.until_on is null or m.until_on > today));
end $$;

-- Open one record in an emergency. A door: by its exact reference, or by the NHS number and the birth date
-- together, of which it is given keyed tokens; to a clinician of the same service or area, or the
-- safeguarding lead of a school in that area; with the pass of somebody who has just proved who they
-- are. Null for everything else, so that an unknown record, a foreign one and a closed one look alike.
create function access.break_glass(id uuid, review uuid, reference text, tokens bytea[], reason text,
    review_by date, pass text) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  today date := access.today();
  found public.referrals_item;
begin
  perform access.at_the_door(pass);
  if who.kind is distinct from 'person' then return null; end if;
  select i.* into found from public.referrals_item i
    where i.asked_at is not null and i.about_id is null
      and case when cardinality(tokens) = 2
        then (select count(distinct t.kind) from public.referrals_findingtoken t
          where t.item_id = i.id and t.token = any(tokens)
            and t.kind in ('nhs_number', 'birth_date')) = 2
        else i.reference = break_glass.reference end
      and i.child_id not in (select access.closed_to(who.subject))
      and exists (select from public.access_membership m
        where m.person_id = who.subject and m.from_on <= today
          and (m.until_on is null or m.until_on > today)
          and case when m.role in ('camhs_contact', 'triager') then
              m.organisation_id in (i.service_id, i.team_id)
              or exists (select from public.directory_healthcareservice s
                where s.organisation_id = m.organisation_id and s.area_id = i.area_id)
            when m.role = 'safeguarding_lead' then
              exists (select from public.directory_areamembership a
                where a.school_id = m.organisation_id and a.area_id = i.area_id
                  and a.from_on <= today and (a.until_on is null or a.until_on > today)) end)
    -- Of several that were asked for one child the latest.
    order by i.opened_at desc limit 1;
  if found.id is null then return null; end if;
  insert into public.referrals_glass (id, item_id, person_id, reason, words, at, ends_at, risk_marked, kept_words)
    values (break_glass.id, found.id, who.subject, break_glass.reason, ''::bytea, clock_timestamp(),
      clock_timestamp() + interval '60 minutes', false, ''::bytea);
  insert into public.referrals_review (id, item_id, kind, about_id, by_id, at, due_on, outcome,
      asked_next, words, risk_marked)
    values (review, found.id, 'glass', break_glass.id, who.subject, clock_timestamp(), review_by, '',
      '[]', ''::bytea, false);
  return found.id;
end $$;
grant execute on function access.break_glass(uuid, uuid, text, bytea[], text, date, text) to {app};

-- Why is said once, by whoever opened it. That the young person reads of it later is said by a
-- safeguarding lead of the school, for at most 28 days ahead, and never of their own opening.
create function public.referrals_keep_glass() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if new.words is distinct from old.words
      and (length(old.words) > 0 or who.subject is distinct from old.person_id) then
    raise exception 'said already' using errcode = 'SL403';
  end if;
  new.kept_by := old.kept_by; new.kept_at := old.kept_at;
  if (new.kept_until, new.kept_words) is distinct from (old.kept_until, old.kept_words) then
    if who.subject = old.person_id
        or new.school_id is null or not new.risk_marked
        or new.school_id not in (select access.organisations_as('safeguarding_lead'))
        or new.kept_until is null or length(new.kept_words) = 0
        or new.kept_until not between access.today() + 1 and access.today() + 28 then
      raise exception 'not theirs to delay' using errcode = 'SL403';
    end if;
    new.kept_by := who.subject; new.kept_at := clock_timestamp();
  end if;
  return new;
end $$;
create trigger keep_glass before update of words, kept_until, kept_words, kept_by, kept_at on public.referrals_glass
  for each row execute function public.referrals_keep_glass();

create function public.referrals_stamp_block() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    -- A school that is asked whether a child has arrived closes nobody's record.
    if exists (select from public.referrals_item i where i.id = new.item_id and i.kind = 'arrival') then
      raise exception 'no record of theirs' using errcode = 'SL403';
    end if;
    new.set_by := who.subject; new.lifted_at := null; new.lifted_by := null;
  else
    -- Lifted once, by whoever does it; a record is closed again by a row of its own.
    if old.lifted_at is not null then
      raise exception 'lifted already' using errcode = 'SL403';
    end if;
    new.lifted_by := case when new.lifted_at is not null then who.subject end;
  end if;
  return new;
end $$;
create trigger stamp before insert or update of lifted_at, lifted_by on public.referrals_conflictblock
  for each row execute function public.referrals_stamp_block();

-- The triggers named `stamp` look at what was said or done alone: the routing that a row carries changes as
-- often as the request moves or ends (carry.sql), also after it was lifted or reviewed.

-- Whoever made an exception is named on its review, and whoever reviewed it; a table's constraint
-- keeps the two apart where a second person has to look.
create function public.referrals_stamp_review() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.by_id := case when who.kind = 'person' then who.subject else new.by_id end;
    new.done_at := null; new.done_by := null; new.outcome := '';
  elsif old.done_at is not null then
    raise exception 'reviewed already' using errcode = 'SL403';
  elsif new.done_at is not null and who.kind <> 'person' then
    raise exception 'a person reviews' using errcode = 'SL403';
  else
    new.done_by := case when new.done_at is not null then who.subject end;
  end if;
  -- That it was not right to open a record is settled by whom it was given to, and never by who opened it.
  if tg_op = 'UPDATE' and old.kind = 'misuse' then
    if new.for_id is distinct from old.for_id and who.kind <> 'job' then
      raise exception 'the system asks the next' using errcode = 'SL403';
    end if;
    if new.done_at is not null and (who.subject is distinct from old.for_id
        or exists (select from public.referrals_glass g where g.id = old.about_id and g.person_id = who.subject)) then
      raise exception 'not theirs to settle' using errcode = 'SL403';
    end if;
  end if;
  return new;
end $$;
create trigger stamp before insert or update of done_at, done_by, outcome, asked_next, asked_next_at, for_id, words
    on public.referrals_review
  for each row execute function public.referrals_stamp_review();

-- What is known of a carer's right and of an order is said by a row of its own, by name; the carer's
-- own row repeats it, whatever the application writes there. Whoever is barred has no page from then on.
create function public.referrals_keep_order() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{app}' then return new; end if;
  if tg_op = 'INSERT' then
    new.court_order := 'none'; new.not_by := array[]::text[];
  else
    new.court_order := old.court_order; new.not_by := old.not_by;
    if old.parental_responsibility = 'disputed' then new.parental_responsibility := 'disputed'; end if;
  end if;
  return new;
end $$;
create trigger keep_order before insert or update on public.referrals_carer
  for each row execute function public.referrals_keep_order();

create function public.referrals_stamp_order() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is not null then new.set_by := (access.who()).subject; end if;
  return new;
end $$;
create trigger stamp before insert on public.referrals_carerorder
  for each row execute function public.referrals_stamp_order();

create function public.referrals_apply_order() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare code uuid;
begin
  if not exists (select from public.referrals_carer c where c.id = new.carer_id
      and c.item_id = new.item_id and c.relationship = 'carer') then
    raise exception 'no carer of this request' using errcode = 'SL403';
  end if;
  update public.referrals_carer c
    set parental_responsibility = new.responsibility, court_order = new.court_order
    where c.id = new.carer_id returning c.family_code_id into code;
  if new.court_order = 'barred' and code is not null then
    update public.access_familycode set revoked_at = clock_timestamp()
      where id = code and revoked_at is null;
    delete from public.access_session where family_code_id = code;
    update public.referrals_carer set family_code_id = null where id = new.carer_id;
  end if;
  return null;
end $$;
create trigger apply after insert on public.referrals_carerorder
  for each row execute function public.referrals_apply_order();

-- Reviews whose day has passed, by id and child alone, for one job each. A door.
create function access.overdue_reviews(on_day date, after uuid, page integer)
  returns table (review uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select r.id, r.child_id from public.referrals_review r
    where r.done_at is null and r.due_on < on_day and r.id > after order by r.id limit page;
end $$;
grant execute on function access.overdue_reviews(date, uuid, integer) to {app};
