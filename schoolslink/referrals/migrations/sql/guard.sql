-- A record closed to one member of staff, and the reviews of every exception. Who did it is written
-- from the signed identity; what lies behind a policy is said in policies.sql.
create or replace function access.closed_to(wanted uuid) returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
begin
  return query select b.child_id from public.referrals_conflictblock b
    where b.person_id = wanted and b.lifted_at is null;
end $$;

create function public.referrals_stamp_block() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
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
create trigger stamp before insert or update on public.referrals_conflictblock
  for each row execute function public.referrals_stamp_block();

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
  return new;
end $$;
create trigger stamp before insert or update on public.referrals_review
  for each row execute function public.referrals_stamp_review();

-- What is known of a carer's right and of an order is said by a row of its own, by name; the carer's
-- own row repeats it, whatever the application writes there. Whoever is barred has no page from then on.
create function public.referrals_keep_order() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{app}' then return new; end if;
  if tg_op = 'INSERT' then
    new.court_order := 'none';
  else
    new.court_order := old.court_order;
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
