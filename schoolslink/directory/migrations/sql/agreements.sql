-- A pair's page names no child: whoever sees the school reads it. It is written only by whom the pair knows: the
-- school's people, the service's manager, the named contact through whatever team they belong to,
-- and the coordinator of either, who notes what was said by phone.
create function access.speaks_for_pair(wanted uuid) returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select access.is_system()
    or exists (select from access.organisations_as('operator'))
    or exists (
      select from public.directory_link l
      join public.directory_healthcareservice s on s.organisation_id = l.service_id
      left join public.directory_namedcontact c on c.id = l.nhs_contact_id
      where l.id = wanted and (
        l.school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head'))
        or l.service_id in (select access.organisations_as('service_manager'))
        or s.area_id in (select access.organisations_as('area_coordinator'))
        or c.person_id = (select access.person()) and exists (
          select from public.access_membership m
          where m.person_id = c.person_id and m.organisation_id = c.organisation_id
            and m.from_on <= (select access.today())
            and (m.until_on is null or m.until_on > (select access.today())))
        or exists (
          select from public.directory_areamembership a
          where a.school_id = l.school_id
            and a.from_on <= (select access.today())
            and (a.until_on is null or a.until_on > (select access.today()))
            and a.area_id in (select access.organisations_as('area_coordinator'))))) $$;
revoke all on function access.speaks_for_pair(uuid) from public;
grant execute on function access.speaks_for_pair(uuid) to {app};

create function public.directory_pair_writes() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever decides that a school follows another offers its page to the new school, which says yes.
  if current_user = '{app}' and not access.speaks_for_pair(new.link_id)
      and not (tg_op = 'INSERT' and new.school_agreed_on is null and exists (
        select from access.organisations_as('national_team', 'area_coordinator'))) then
    raise exception 'not of this pair' using errcode = 'SL403';
  end if;
  return new;
end $$;
create trigger pair_writes before insert or update on public.directory_workingagreement
  for each row execute function public.directory_pair_writes();
