-- Who must not be reached, by which ways. Each row is said by name and lifted once; the ways of all that
-- stand are repeated in the row of whoever it is about (guard.sql: no other hand writes them there).
create function public.referrals_stamp_bar() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.set_by := coalesce(who.subject, new.set_by);
    new.lifted_at := null; new.lifted_by := null;
  elsif old.lifted_at is not null then
    raise exception 'lifted already' using errcode = 'SL403';
  else
    new.lifted_by := case when new.lifted_at is not null then who.subject end;
  end if;
  return new;
end $$;
-- What is carried along when the request moves or ends (carry.sql) is no change of what was said.
create trigger stamp before insert or update of lifted_at, lifted_by on public.referrals_contactbar
  for each row execute function public.referrals_stamp_bar();

-- The young person's own page is theirs: every way to them can be barred, and never they themselves.
create function public.referrals_apply_bar() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare member public.referrals_carer;
begin
  select * into member from public.referrals_carer c
    where c.id = new.carer_id and c.item_id = new.item_id;
  if not found or ('person' = any(new.ways) and member.relationship <> 'carer') then
    raise exception 'nobody of this request of whom that can be said' using errcode = 'SL403';
  end if;
  update public.referrals_carer c set not_by = array(
      select distinct way from public.referrals_contactbar b, unnest(b.ways) way
      where b.carer_id = new.carer_id and b.lifted_at is null order by way)
    where c.id = new.carer_id returning * into member;
  if 'person' = any(member.not_by) and member.family_code_id is not null then
    update public.access_familycode set revoked_at = clock_timestamp()
      where id = member.family_code_id and revoked_at is null;
    delete from public.access_session where family_code_id = member.family_code_id;
    update public.referrals_carer set family_code_id = null where id = new.carer_id;
  end if;
  return null;
end $$;
create trigger apply after insert or update of lifted_at on public.referrals_contactbar
  for each row execute function public.referrals_apply_bar();
