-- Talks about a named pupil: a time is booked once, and nobody talks with two schools at a time.
-- Asked one after the other for one person, so that two who book at once cannot both have it.
create function public.referrals_book_slot() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.released_at := null;
  perform pg_advisory_xact_lock(hashtextextended('slot ' || new.person_id::text, 0));
  if exists (select from public.referrals_consultationslot s
      where s.person_id = new.person_id and s.released_at is null
        and s.starts_at < new.ends_at and new.starts_at < s.ends_at) then
    raise exception 'that time is taken' using errcode = 'SL433';
  end if;
  return new;
end $$;
create trigger book_slot before insert on public.referrals_consultationslot
  for each row when (current_user <> '{seed}') execute function public.referrals_book_slot();

-- What is called off, taken back or missed holds its time no longer. What was talked about keeps it.
create function public.referrals_release_slot() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_consultationslot s set released_at = new.at
    where s.item_id = new.item_id and s.released_at is null;
  return null;
end $$;
create trigger release_slot after insert on public.referrals_itemevent
  for each row when (new.move in ('cancel_talk', 'not_there', 'withdraw')
    or (new.move = 'become_request' and new.from_state = 'booked'))
  execute function public.referrals_release_slot();

-- Which times of these people are taken: times alone, so that every school sees what is left, and of
-- nobody's pupil anything.
create function access.taken_times(people uuid[], from_at timestamptz, until_at timestamptz)
  returns table (person uuid, starts_at timestamptz, ends_at timestamptz)
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select s.person_id, s.starts_at, s.ends_at from public.referrals_consultationslot s
    where s.person_id = any(people) and s.released_at is null
      and s.ends_at > from_at and s.starts_at < until_at;
end $$;
grant execute on function access.taken_times(uuid[], timestamptz, timestamptz) to {app};
