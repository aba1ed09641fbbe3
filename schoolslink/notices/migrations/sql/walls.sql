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
