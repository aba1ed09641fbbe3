-- Counts of single schools are small numbers. No role of ours reads them: they are counted up through
-- the first door, and go out through the second rounded, with what is small hidden.

-- Count a move of a school once more. Only a job about a child, which has just heard of the move.
create function access.count_at_school(school uuid, month date, measure text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.job_child() is null then
    raise exception 'only a job counts' using errcode = '42501';
  end if;
  insert into public.insight_schoolcount as c (id, school_id, month, measure, count)
    values (gen_random_uuid(), count_at_school.school, count_at_school.month,
      count_at_school.measure, 1)
    on conflict on constraint school_count_once do update set count = c.count + 1;
end $$;

-- A count as insight/rules.py suppress_small_numbers shows it: null for 1 to 7, else to the nearest 5.
create function access.rounded_count(whole bigint) returns integer
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when whole = 0 then 0 when whole < 8 then null
    else 5 * round(whole / 5.0::double precision)::integer end $$;

-- A share as insight/rules.py rounded_share gives it: null where either count would be hidden.
create function access.rounded_share(part bigint, whole bigint) returns integer
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when whole < 8 or part between 1 and 7 or whole - part between 1 and 7 then null
    else 5 * round(100::double precision * part / whole / 5)::integer end $$;

-- What was asked at each open school of the asker's trusts and federations in the twelve whole months
-- before a day's month, what was answered and told in time; and the shares of all of them together,
-- in a row without a school. Whole months, so that nobody sees a number step from one day to the next.
-- There is no sum of what was asked: beside the rounded numbers of the schools it could tell a hidden
-- one. To whoever leads no trust or federation it gives nothing.
create function access.figures_of_my_schools(day date)
  returns table (school uuid, asked integer, answered_in_time integer, told_in_time integer)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with mine as (
    select distinct s.organisation_id as id
    from public.directory_schoolgroup g
    join public.directory_school s on s.trust_code = g.code or s.federation_code = g.code
    where g.organisation_id in (select access.organisations_as('trust_lead'))
      and (g.closed_on is null or g.closed_on > day) and s.status in ('open', 'closing')),
  counted as (
    select mine.id,
      coalesce(sum(c.count) filter (where c.measure in ('questions', 'requests')), 0) as asked,
      coalesce(sum(c.count) filter (where c.measure = 'answered'), 0) as answered,
      coalesce(sum(c.count) filter (where c.measure = 'answered_in_time'), 0) as answered_in_time,
      coalesce(sum(c.count) filter (where c.measure = 'told'), 0) as told,
      coalesce(sum(c.count) filter (where c.measure = 'told_in_time'), 0) as told_in_time
    from mine left join public.insight_schoolcount c on c.school_id = mine.id
      and c.month < date_trunc('month', day)::date
      and c.month >= (date_trunc('month', day) - interval '12 months')::date
    group by mine.id)
  select id, access.rounded_count(asked::bigint),
    access.rounded_share(answered_in_time::bigint, answered::bigint),
    access.rounded_share(told_in_time::bigint, told::bigint)
  from counted
  union all
  select null, null,
    access.rounded_share(sum(answered_in_time)::bigint, sum(answered)::bigint),
    access.rounded_share(sum(told_in_time)::bigint, sum(told)::bigint)
  from counted having count(*) > 0 $$;

revoke all on function access.count_at_school(uuid, date, text),
  access.figures_of_my_schools(date), access.rounded_count(bigint),
  access.rounded_share(bigint, bigint) from public;
grant execute on function access.count_at_school(uuid, date, text),
  access.figures_of_my_schools(date), access.rounded_count(bigint),
  access.rounded_share(bigint, bigint) to {app};
