-- Who may name people in an organisation and end that: the coordinator of its area, the manager of a
-- service for it and its teams, a school's lead and head for their school, the programme for areas.
-- The part `access` asks this function before it writes a membership or an invitation.
create or replace function access.may_manage(wanted uuid) returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select access.is_system()
    or exists (select from access.organisations_as('operator'))
    or wanted in (select access.organisations_as('area_coordinator', 'service_manager',
                                                 'school_lead', 'council_link', 'school_head'))
    or exists (
      select from public.access_organisation o
      where o.id = wanted and o.kind in ('area', 'council', 'trust')
        and exists (select from access.organisations_as('national_team')))
    or exists (
      select from public.directory_areamembership m
      where m.school_id = wanted
        and m.from_on <= (select access.today())
        and (m.until_on is null or m.until_on > (select access.today()))
        and m.area_id in (select access.organisations_as('area_coordinator')))
    -- A trust or federation: whoever coordinates an area in which one of its schools lies.
    or exists (
      select from public.directory_schoolgroup g
      join public.directory_school s on s.trust_code = g.code or s.federation_code = g.code
      join public.directory_areamembership m on m.school_id = s.organisation_id
      where g.organisation_id = wanted and s.status in ('open', 'closing')
        and m.from_on <= (select access.today())
        and (m.until_on is null or m.until_on > (select access.today()))
        and m.area_id in (select access.organisations_as('area_coordinator')))
    or exists (
      select from public.directory_healthcareservice s
      where s.organisation_id = wanted
        and s.area_id in (select access.organisations_as('area_coordinator')))
    or exists (
      select from public.directory_supportteam t
      join public.directory_healthcareservice s on s.organisation_id = t.service_id
      where t.organisation_id = wanted
        and (s.area_id in (select access.organisations_as('area_coordinator'))
             or t.service_id in (select access.organisations_as('service_manager')))) $$;
revoke all on function access.may_manage(uuid) from public;
grant execute on function access.may_manage(uuid) to {app}, {audit};

-- Whoever comes to sign in with a contact's address is that contact, from that moment on.
create function access.become_contact() returns trigger language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  update public.directory_namedcontact set person_id = new.id
    where person_id is null and until_on is null and lower(email) = lower(new.email);
  return new;
end $$;
revoke all on function access.become_contact() from public;
create trigger become_contact after insert on public.access_person
  for each row execute function access.become_contact();
