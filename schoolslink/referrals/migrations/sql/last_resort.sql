-- A school has closed and none takes its place: what it asked and what is still open there is its council's, where
-- the council stands in for schools. By id and child alone, for one job each. A door.
create function access.council_of(wanted uuid, on_day date) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.organisation_id from public.directory_school s
    join public.directory_localauthority l on l.code = s.la_code
    join public.directory_school c on c.organisation_id = l.organisation_id and c.status = 'open'
    join public.directory_areamembership m on m.school_id = c.organisation_id
      and m.from_on <= on_day and (m.until_on is null or m.until_on > on_day)
  where s.organisation_id = wanted and s.status = 'closed' and s.successor_id is null
    and coalesce(s.closed_on, on_day) <= on_day limit 1 $$;

create function access.due_to_council(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select i.id, i.child_id from public.directory_school s
    join public.referrals_item i on i.school_id = s.organisation_id
    where s.status = 'closed' and s.successor_id is null and i.closed_at is null and i.about_id is null
      and i.asked_by = 'school' and i.id > after
      and access.council_of(i.school_id, on_day) is not null
    order by i.id limit page;
end $$;

-- One request, with what stands beside it, by the child's own job. What a family asked by itself stays where it is:
-- the council is told of it with their agreement alone. What has ended stays with the record of the school.
create function access.item_to_council(wanted uuid, on_day date) returns uuid
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  before uuid;
  council uuid;
  their_area uuid;
begin
  select i.school_id into before from public.referrals_item i
    where i.id = wanted and i.child_id = access.job_child() and i.asked_by = 'school'
      and i.about_id is null and i.closed_at is null
    for update;
  if not found then
    raise exception 'not the job of this child' using errcode = '42501';
  end if;
  council := access.council_of(before, on_day);
  if council is null then return null; end if;
  select m.area_id into their_area from public.directory_areamembership m
    where m.school_id = council and m.until_on is null;
  update public.referrals_item i set school_id = council, area_id = coalesce(their_area, i.area_id)
    where i.id = wanted;
  update public.referrals_holding h set pool_id = council
    where h.pool_id = before and h.ended_at is null
      and h.item_id in (select i.id from public.referrals_item i where wanted in (i.id, i.about_id));
  return council;
end $$;
revoke all on function access.council_of(uuid, date), access.due_to_council(date, uuid, integer),
  access.item_to_council(uuid, date) from public;
grant execute on function access.due_to_council(date, uuid, integer),
  access.item_to_council(uuid, date) to {app};
