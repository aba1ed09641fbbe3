-- How often something may be tried, counted here because several processes and hosts must agree.
-- Keys are keyed hashes: an address is not kept.
create table access.rate (
  bucket text not null,
  key bytea not null,
  began_at timestamptz not null,
  used integer not null,
  primary key (bucket, key)
) with (fillfactor = 50);

-- Count `cost` tries and say whether that still is within the limit. A cost of 0 only asks; a
-- negative one gives back what a success should not have cost. Counting before checking means that
-- tries made at the same time wait for each other.
create function access.rate_limit(bucket text, key bytea, most integer, per interval, cost integer)
  returns boolean language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare total integer;
begin
  if cost = 0 then
    select r.used into total from access.rate r where r.bucket = rate_limit.bucket
      and r.key = rate_limit.key and r.began_at > clock_timestamp() - per;
    return coalesce(total, 0) < most;
  end if;
  insert into access.rate as r values (bucket, key, clock_timestamp(), greatest(cost, 0))
    on conflict on constraint rate_pkey do update set
      used = greatest(0, case when r.began_at > clock_timestamp() - per then r.used else 0 end + cost),
      began_at = case when r.began_at > clock_timestamp() - per then r.began_at
        else clock_timestamp() end
    returning r.used into total;
  return total <= most;
end $$;

create function access.rates_sweep() returns bigint
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (delete from access.rate where began_at < clock_timestamp() - interval '1 day'
    returning 1) select count(*) from gone $$;

grant execute on function access.rate_limit(text, bytea, integer, interval, integer),
  access.rates_sweep() to {app};
