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
