-- What the rows' policies ask: in which organisations does whoever signed the token hold a role today?
-- Memberships follow the real clock in Europe/London. Only an invented database can be told to live on
-- another day, by those who arrange it: a whole simulated life needs people who come and go.
--
-- This and all that policies ask is in plpgsql, whose plan is kept for the connection: each policy of
-- each statement asks several times, and a function in SQL is planned anew each time (0.12 ms against 0.03).
create function access.today() returns date language plpgsql stable parallel safe
  set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select m.pretended_on from access.mark m),
    (clock_timestamp() at time zone 'Europe/London')::date);
end $$;

-- Who asks, where the token says that it is one of these; null without a look at its signature for all others.
-- Each statement asks of several kinds, and a signature costs five times what this does. It only ever refuses:
-- whatever lets anybody through has looked (`access.who`).
create function access.who_if(variadic kinds text[]) returns access.identity
  language plpgsql stable parallel safe as $$
begin
  if split_part(current_setting('schoolslink.token', true), '|', 3) = any(kinds) then
    return access.who();
  end if;
  return null;
end $$;
grant execute on function access.who_if(text[]) to {app}, {audit}, {reconciler};

create function access.organisations_as(variadic roles text[]) returns setof uuid
  language plpgsql stable parallel safe security definer rows 10
  set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who_if('person');
  today date;
begin
  if who.kind is distinct from 'person' then return; end if;
  today := access.today();
  return query select m.organisation_id from public.access_membership m
    where m.person_id = who.subject and m.role = any(roles)
      and m.from_on <= today and (m.until_on is null or m.until_on > today);
end $$;

-- The person who signed the token; null for jobs and families.
create function access.person() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('person');
begin
  return case when who.kind = 'person' then who.subject end;
end $$;

-- The one child whom a family's code or a job may reach; null for everybody else.
create function access.child_scope() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('family', 'job');
begin
  return case when who.kind in ('family', 'job') then who.child end;
end $$;

create function access.family_code() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('family');
begin
  return case when who.kind = 'family' then who.subject end;
end $$;

create function access.job_child() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('job');
begin
  return case when who.kind = 'job' then who.child end;
end $$;

-- The organisation a job is about; null for a job about a child.
create function access.job_organisation() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('job');
begin
  return case when who.kind = 'job' then who.subject end;
end $$;

-- Say whether the token's holder is the system itself: registers, schedules, mail.
create function access.is_system() returns boolean language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('system');
begin
  return coalesce(who.kind = 'system', false);
end $$;

grant execute on function access.today(), access.organisations_as(text[]), access.person(),
  access.child_scope(), access.family_code(), access.job_child(), access.job_organisation(),
  access.is_system() to {app}, {audit}, {reconciler};

-- The children whose records are closed to a person, whatever role they hold: the part `referrals`,
-- which keeps who was closed out, replaces this body. Asked by the functions below alone.
create function access.closed_to(wanted uuid) returns setof uuid
  language sql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as 'select null::uuid where false';
create function access.closed_to_me() returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('person');
begin
  if who.kind is distinct from 'person' then return; end if;
  return query select access.closed_to(who.subject);
end $$;
-- Of these people, those to whom a child's record is closed: whoever chooses a holder or a reader
-- passes over them. Nobody is told of themselves.
create function access.closed_among(child uuid, people uuid[]) returns setof uuid
  language plpgsql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return; end if;
  return query select p from unnest(people) p
    where (who.kind <> 'person' or p <> who.subject) and child in (select access.closed_to(p));
end $$;
-- The things asked that a person has open for an hour, in an emergency: the part `referrals` replaces
-- this body. Asked by the functions below alone.
create function access.glass_of(wanted uuid) returns setof uuid
  language sql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as 'select null::uuid where false';
create function access.glass_items() returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('person');
begin
  if who.kind is distinct from 'person' then return; end if;
  return query select access.glass_of(who.subject);
end $$;
grant execute on function access.glass_items() to {app};
-- The things about a child of whom somebody prepares a copy that was asked for by right: the part
-- `referrals` replaces this body. Asked by the functions below alone.
create function access.answers_of(wanted uuid) returns setof uuid
  language sql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as 'select null::uuid where false';
create function access.answered_items() returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who_if('person');
begin
  if who.kind is distinct from 'person' then return; end if;
  return query select access.answers_of(who.subject);
end $$;
grant execute on function access.answered_items() to {app};
grant execute on function access.closed_to_me(), access.closed_among(uuid, uuid[])
  to {app}, {audit}, {reconciler};

-- Who may see a child's log is known where children are; the part `referrals` replaces this body.
create function access.may_see_log(child uuid) returns boolean language sql stable
  security definer set search_path = pg_catalog, pg_temp as 'select false';
grant execute on function access.may_see_log(uuid) to {audit}, {app};

-- Which of these children's words the identity in force may open; keys.get gives no other key. The
-- part `referrals` replaces this body; without it, only a job about the child.
create function access.children_open(children uuid[]) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as
  'select c from unnest(children) c where c = access.job_child()';
