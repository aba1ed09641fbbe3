-- The second wall, written by hand and apart from `access/grants.csv`. Each policy compares the
-- row's own columns with `= any(array(select ...))` and selects from no other protected table, so
-- that the inner look-up runs once a statement. Groups: R routing, I identity, N narrative,
-- V service's notes, W school's notes, K contacts.

-- Ninety days after the end, a team no longer opens what it once held.
create function access.still_open_to_teams() returns date language sql stable parallel safe
  set search_path = pg_catalog, pg_temp as 'select access.today() - 90';
create function access.family_relationship() returns text language sql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
  select f.relationship from public.access_familycode f
  where f.id = (select access.family_code()) and f.revoked_at is null $$;
-- The one request a family's code opens, and whose page it is. A child may have others, and an
-- earlier question of the school's about the same child is not the family's to read.
create function access.family_item() returns uuid language sql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
  select f.item_id from public.access_familycode f
  where f.id = (select access.family_code()) and f.revoked_at is null $$;
create function access.family_member() returns uuid language sql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
  select c.id from public.referrals_carer c
  where c.family_code_id = (select access.family_code())
    and c.item_id = (select access.family_item()) $$;
grant execute on function access.still_open_to_teams(), access.family_relationship(),
  access.family_item(), access.family_member() to {app};

do $$
declare
  school text := $q$ school_id = any(array(select access.organisations_as('school_lead', 'school_cover', 'school_head')))
    or (risk_marked and school_id = any(array(select access.organisations_as('safeguarding_lead')))) $q$;
  own_ref text := $q$ (opened_by_id = (select access.person())
    and school_id = any(array(select access.organisations_as('school_referrer')))) $q$;
  team text := $q$ (team_id = any(array(select access.organisations_as('camhs_contact', 'triager', 'support_team_worker')))
    and (closed_on is null or closed_on > (select access.still_open_to_teams()))) $q$;
  service text := $q$ service_id = any(array(select access.organisations_as('service_manager', 'camhs_contact', 'triager'))) $q$;
  area text := $q$ area_id = any(array(select access.organisations_as('area_coordinator'))) $q$;
  family text := $q$ item_id = (select access.family_item()) $q$;
  self text := $q$ (item_id = (select access.family_item()) and (select access.family_relationship()) = 'self') $q$;
  member text := $q$ family_member_id = (select access.family_member()) $q$;
  -- The request too: a code that was taken back opens none, and so not even its holder's own row.
  own_row text := $q$ (item_id = (select access.family_item()) and family_code_id = (select access.family_code())) $q$;
  job_child text := $q$ child_id = (select access.job_child()) $q$;
  job_place text := $q$ (select access.job_organisation()) in (school_id, team_id, service_id, area_id) $q$;
  routing text := concat_ws(' or ', school, own_ref, team, service, area, family, job_child, job_place);
  identity text := concat_ws(' or ', school, own_ref, team, family, job_child);
  narrative text := concat_ws(' or ', school, own_ref, team, self);
  contact text := concat_ws(' or ', school, own_ref, team, own_row, job_child);
  entry record;
begin
  for entry in select * from (values
      ('item', replace(routing, 'item_id =', 'id =')), ('itemevent', routing), ('holding', routing), ('referral', routing),
      ('decision', routing), ('told', routing), ('sharingchoice', routing),
      ('lawfulbasis', routing),
      ('childidentity', identity), ('findingtoken', identity),
      ('advicerequest', narrative), ('answer', narrative), ('threadmessage', narrative),
      ('decisionwords', narrative), ('agreement', narrative),
      ('tellingwords', concat_ws(' or ', team, member)),
      ('familymessage', concat_ws(' or ', team, member)),
      ('familypulse', concat_ws(' or ', team, member)),
      ('carer', contact), ('childcontact', contact),
      ('servicenote', team), ('clinicreference', team),
      ('schoolnote', school), ('draft', school || ' or ' || own_ref)
    ) as protected (name, rule) loop
    execute format('alter table public.referrals_%s enable row level security', entry.name);
    execute format('alter table public.referrals_%s force row level security', entry.name);
    execute format('create policy app_rows on public.referrals_%s to {app} using (%s) with check (%s)',
      entry.name, entry.rule, entry.rule);
    -- The owner's definer functions and data migrations; stored as the role that migrates.
    execute format('create policy owner_rows on public.referrals_%s to current_user using (true)',
      entry.name);
  end loop;
end $$;

-- The reconciler proves that nothing is without a holder; it sees routing, and no word.
create policy reconciler_rows on public.referrals_item for select to {reconciler} using (true);
create policy reconciler_rows on public.referrals_itemevent for select to {reconciler} using (true);
create policy reconciler_rows on public.referrals_holding for select to {reconciler} using (true);
create policy reconciler_rows on public.referrals_told for select to {reconciler} using (true);

-- Who may see who looked: the school, the team's contact, the service's manager, and the family.
create or replace function access.may_see_log(child uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(child = (select f.child_id from public.access_familycode f
      where f.id = access.family_code() and f.revoked_at is null), false) or exists (
    select from public.referrals_item i where i.child_id = child and (
      i.school_id in (select access.organisations_as('school_lead', 'school_cover', 'school_head'))
      or (i.risk_marked and i.school_id in (select access.organisations_as('safeguarding_lead')))
      or (i.team_id in (select access.organisations_as('camhs_contact'))
          and (i.closed_on is null or i.closed_on > access.still_open_to_teams()))
      or i.service_id in (select access.organisations_as('service_manager')))) $$;

-- Who may hand a family its codes: those who ask for the school and those who help.
create or replace function access.may_make_code(child uuid, item uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.referrals_item i where i.id = item and i.child_id = child and (
    i.school_id in (select access.organisations_as('school_lead', 'school_cover', 'school_head'))
    or (i.opened_by_id = access.person()
        and i.school_id in (select access.organisations_as('school_referrer')))
    or (i.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker'))
        and (i.closed_on is null or i.closed_on > access.still_open_to_teams())))) $$;

-- What is overdue, by id and child alone, so that one job for each child can act on it. A door.
create function access.overdue_items(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id from public.referrals_holding h
    where h.ended_at is null and h.due_on < on_day and h.item_id > after
    order by h.item_id limit page;
end $$;
grant execute on function access.overdue_items(date, uuid, integer) to {app};
