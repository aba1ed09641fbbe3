-- What was opened in an emergency: who reads of it, and who judges it. What lies behind a policy is said in
-- policies.sql, the triggers stand in guard.sql.
-- Of which openings somebody settles by name that they were not right. They manage whoever opened it, and
-- stand in no relation to the child.
create function access.misuses_for_me() returns setof uuid
  language plpgsql stable security definer rows 2 set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'person' then return; end if;
  return query select r.about_id from public.referrals_review r
    where r.for_id = who.subject and r.kind = 'misuse' and r.done_at is null;
end $$;
grant execute on function access.misuses_for_me() to {app};

-- What was opened in an emergency of a child's, for the audit's own pages: whether the young person reads of
-- it yet, and whether it was found that it was not right.
create function access.opened_in_emergency(wanted uuid)
  returns table (item uuid, person uuid, from_at timestamptz, to_at timestamptz, is_kept boolean, was_wrong boolean)
  language plpgsql stable security definer rows 2 set search_path = pg_catalog, pg_temp as $$
begin
  if not access.may_see_log(wanted) then return; end if;
  return query select g.item_id, g.person_id, g.at, g.ends_at,
      coalesce(access.today() < g.kept_until, false),
      exists (select from public.referrals_review r where r.item_id = g.item_id
        and r.about_id = g.id and r.kind = 'misuse')
    from public.referrals_glass g where g.child_id = wanted;
end $$;
grant execute on function access.opened_in_emergency(uuid) to {audit};

-- Whose key somebody is given to read why a record was opened in an emergency: a manager of its service while
-- it waits to be looked at, and whoever settles by name that it was not right. No other words open to them.
create function access.glasses_to_judge(wanted uuid) returns setof uuid
  language plpgsql stable security definer rows 2 set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return query select r.child_id from public.referrals_review r
    where r.done_at is null and r.kind = 'misuse' and r.for_id = wanted
    union
    select r.child_id from public.referrals_review r join public.access_membership m
      on m.organisation_id = r.service_id
    where r.done_at is null and r.kind in ('glass', 'misuse') and m.person_id = wanted
      and m.role = 'service_manager' and m.from_on <= today
      and (m.until_on is null or m.until_on > today);
end $$;
