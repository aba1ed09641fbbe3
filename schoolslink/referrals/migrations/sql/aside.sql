-- Days set aside beside the family's own wait, which they never shorten: with a reason, between asking
-- and the start of help, none that is yet to come, and none twice. They count again by one more move.
create function public.referrals_check_aside() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare asked date; helped date;
begin
  if new.move = 'count_again' then
    if new.puts_right is null or not exists (select from public.referrals_itemevent e
        where e.item_id = new.item_id and e.version_seen = new.puts_right and e.move = 'set_aside')
      or exists (select from public.referrals_itemevent e
        where e.item_id = new.item_id and e.puts_right = new.puts_right and e.move = 'count_again') then
      raise exception 'no days that stand aside' using errcode = 'SL435';
    end if;
    return new;
  end if;
  if new.move <> 'set_aside' or new.happened_on is null or new.until_on is null
      or new.puts_right is not null then
    raise exception 'no such days are set aside' using errcode = 'SL435';
  end if;
  select (i.asked_at at time zone 'Europe/London')::date into asked
    from public.referrals_item i where i.id = new.item_id;
  -- The day on which help began, as it was said last.
  select coalesce((select r.happened_on from public.referrals_itemevent r
      where r.item_id = e.item_id and r.move = 'put_day_right' and r.puts_right = e.version_seen
      order by r.version_seen desc limit 1),
    e.happened_on, (e.at at time zone 'Europe/London')::date) into helped
    from public.referrals_itemevent e where e.item_id = new.item_id and e.move = 'start_help'
    order by e.version_seen limit 1;
  if asked is null or new.happened_on < asked or new.until_on < new.happened_on
      or new.until_on > (new.at at time zone 'Europe/London')::date or new.until_on > helped then
    raise exception 'nobody waited on these days' using errcode = 'SL435';
  end if;
  if exists (select from public.referrals_itemevent e
      where e.item_id = new.item_id and e.move = 'set_aside'
        and e.happened_on <= new.until_on and new.happened_on <= e.until_on
        and not exists (select from public.referrals_itemevent again
          where again.item_id = e.item_id and again.move = 'count_again'
            and again.puts_right = e.version_seen)) then
    raise exception 'these days are set aside already' using errcode = 'SL435';
  end if;
  return new;
end $$;
-- After the move is applied, as with what took place.
create trigger check_aside before insert on public.referrals_itemevent
  for each row when (new.move in ('set_aside', 'count_again') or new.until_on is not null)
  execute function public.referrals_check_aside();
