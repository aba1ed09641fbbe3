-- Who looks after a school, a service or a team decides who may be named there, and whoever is named reads
-- children's records. The application writes these rows; here the database keeps anybody from
-- making somebody else's organisation their own by them. Judged after the row is in.
create function public.directory_may_place() returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (access.who()).kind is null or access.is_system()
    or exists (select from access.organisations_as('national_team', 'operator'));
end $$;

-- A coordinator takes in a school that lies nowhere, gives away one of theirs, and takes none from others.
create function public.directory_judge_place() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  mine uuid[] := array(select access.organisations_as('area_coordinator'));
  kind text := (select o.kind from public.access_organisation o where o.id = new.school_id);
begin
  if kind is null or kind not in ('school', 'council') then
    raise exception 'not a school' using errcode = 'SL403';
  end if;
  if public.directory_may_place() then return null; end if;
  if tg_op = 'UPDATE' then
    if old.area_id = any(mine) then return null; end if;
  elsif exists (select from public.directory_areamembership m
      where m.school_id = new.school_id and m.id <> new.id and m.area_id = any(mine)) then
    return null;
  elsif new.area_id = any(mine) and not exists (select from public.directory_areamembership m
      where m.school_id = new.school_id and m.id <> new.id
        and (m.until_on is null or m.until_on >= new.from_on)) then
    return null;
  end if;
  raise exception 'not theirs to look after' using errcode = 'SL403';
end $$;
create trigger judge after insert or update on public.directory_areamembership
  for each row execute function public.directory_judge_place();

-- A service stays in its area; a new one is an organisation of that kind, in an area of one's own.
create function public.directory_judge_service() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and (select o.kind from public.access_organisation o
      where o.id = new.organisation_id) is distinct from 'service' then
    raise exception 'not a service' using errcode = 'SL403';
  end if;
  if tg_op = 'UPDATE' and new.area_id = old.area_id and new.organisation_id = old.organisation_id then
    return null;
  end if;
  if not public.directory_may_place() and (tg_op = 'UPDATE'
      or new.area_id not in (select access.organisations_as('area_coordinator'))) then
    raise exception 'not theirs to look after' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert or update on public.directory_healthcareservice
  for each row execute function public.directory_judge_service();

-- A team stays with its service; a new one is an organisation of that kind, in a service of one's own.
create function public.directory_judge_team() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and (select o.kind from public.access_organisation o
      where o.id = new.organisation_id) is distinct from 'team' then
    raise exception 'not a team' using errcode = 'SL403';
  end if;
  if tg_op = 'UPDATE' and new.service_id = old.service_id and new.organisation_id = old.organisation_id then
    return null;
  end if;
  if not public.directory_may_place() and (tg_op = 'UPDATE' or not access.may_manage(new.service_id)) then
    raise exception 'not theirs to look after' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge after insert or update on public.directory_supportteam
  for each row execute function public.directory_judge_team();
