-- A reminder or a call is whoever made it's: a name that an application writes for another is not kept.
create function public.referrals_stamp_chase() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is not null then new.by_id := coalesce(who.subject, new.by_id); end if;
  return new;
end $$;
create trigger stamp before insert on public.referrals_chase
  for each row execute function public.referrals_stamp_chase();

-- Which of an area's coordinators let the last telling pass: they were told of this thing, or were first to be
-- told of another that stood until the others heard too, and have asked after nothing since. So that whoever
-- acts is told first. Ids of people, and nothing of what they were told. A door.
create function access.let_pass(this uuid, first_told text[], told_after text[], people uuid[], since timestamptz)
  returns setof uuid language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if access.job_child() is null and not access.is_system() then return; end if;
  return query select p from unnest(people) p where exists (
    select from public.notices_notice n
    where n.recipient_person_id = p and n.kind = any(first_told || told_after)
      and n.state = 'sent' and n.created_at >= since
      and (n.about_id = this or n.kind = any(first_told) and exists (
        select from public.notices_notice later
        where later.about_id = n.about_id and later.created_at = n.created_at
          and later.kind = any(told_after) and later.state = 'sent'))
      and not exists (
        select from public.referrals_chase c where c.by_id = p and c.at >= n.created_at));
end $$;
revoke all on function access.let_pass(uuid, text[], text[], uuid[], timestamptz) from public;
grant execute on function access.let_pass(uuid, text[], text[], uuid[], timestamptz) to {app};
