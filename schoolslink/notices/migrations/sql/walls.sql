-- Messages: each person's own, those somebody caused, those of a job's child, all for the system
-- that sends them, and what is stuck in an area for its coordinator, who may send it again. A row
-- tells nothing of anybody.
alter table notices_notice enable row level security;
alter table notices_notice force row level security;
create policy owner_rows on notices_notice to current_user using (true);
create policy app_reads on notices_notice for select to {app} using (
  recipient_person_id = (select access.person())
  or made_by_id = (select access.person())
  or child_id = (select access.job_child())
  or (select access.is_system())
  or area_id = any(array(select access.organisations_as('area_coordinator'))));
create policy app_makes on notices_notice for insert to {app} with check (
  made_by_id = (select access.person())
  or made_by_id is null and (child_id = (select access.child_scope())
    or (select access.job_child()) is not null or (select access.job_organisation()) is not null
    or (select access.is_system())));
create policy app_moves on notices_notice for update to {app} using (
  recipient_person_id = (select access.person())
  or made_by_id = (select access.person())
  or child_id = (select access.job_child())
  or (select access.is_system())
  or area_id = any(array(select access.organisations_as('area_coordinator'))));
-- Nor does somebody read that there is news of a child whose record is closed to them.
create policy closed on notices_notice as restrictive to {app}
  using (child_id is null or child_id <> all(array(select access.closed_to_me())));
create policy reconciler_reads on notices_notice for select to {reconciler} using (true);

-- The latest message of a kind that each of these people was sent, whoever it is about: so that those who
-- can all see to a thing are told in turn. An id, to be compared, and nothing of what it is. A door.
create function access.last_told(what text, people uuid[])
  returns table (person uuid, last uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if access.job_child() is null and not access.is_system() then return; end if;
  return query select p, (
    select n.id from public.notices_notice n
    where n.recipient_person_id = p and n.kind = what order by n.id desc limit 1)
  from unnest(people) p;
end $$;
revoke all on function access.last_told(text, uuid[]) from public;
grant execute on function access.last_told(text, uuid[]) to {app};

alter table notices_attempt enable row level security;
alter table notices_attempt force row level security;
create policy owner_rows on notices_attempt to current_user using (true);
create policy app_reads on notices_attempt for select to {app} using (
  child_id = (select access.job_child())
  or (select access.is_system())
  or area_id = any(array(select access.organisations_as('area_coordinator'))));
create policy app_makes on notices_attempt for insert to {app} with check (
  child_id = (select access.job_child()) or (select access.is_system()));

alter table notices_preference enable row level security;
alter table notices_preference force row level security;
create policy owner_rows on notices_preference to current_user using (true);
create policy app_rows on notices_preference to {app}
  using (person_id = (select access.person()) or (select access.is_system()))
  with check (person_id = (select access.person()));
