-- On which day something took place: said with the move, not after it was said and not before help was
-- asked for. A day that was wrong is put right by one more move on the same request; no row is changed.
create function public.referrals_check_happened() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare asked date;
begin
  if new.happened_on is null or (new.puts_right is not null) <> (new.move = 'put_day_right')
      or new.move not in ('record_first_contact', 'record_second_contact', 'record_baseline',
        'record_assessment', 'record_plan', 'start_help', 'put_day_right', 'confirm_next_step',
        'confirm_receipt', 'leave_school') then
    raise exception 'no such day is said with this' using errcode = 'SL434';
  end if;
  select (i.asked_at at time zone 'Europe/London')::date into asked
    from public.referrals_item i where i.id = new.item_id;
  if new.happened_on > (new.at at time zone 'Europe/London')::date
      -- A child may have left before the school asked.
      or (new.happened_on < asked and new.move <> 'leave_school') then
    raise exception 'on no such day' using errcode = 'SL434';
  end if;
  if new.puts_right is not null and not exists (select from public.referrals_itemevent e
      where e.item_id = new.item_id and e.version_seen = new.puts_right
        and e.move in ('record_first_contact', 'record_second_contact', 'record_baseline',
          'record_assessment', 'record_plan', 'start_help')) then
    raise exception 'no day to put right' using errcode = 'SL434';
  end if;
  return new;
end $$;
-- After the move is applied: until then its own day of asking is not known.
create trigger check_happened before insert on public.referrals_itemevent
  for each row when (new.move not in ('set_aside', 'count_again') and (new.happened_on is not null
    or new.puts_right is not null or new.move = 'put_day_right')) execute function public.referrals_check_happened();

-- What is written down more than two weeks late, and what is put right, says why.
create function public.referrals_says_why_late() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.referrals_threadmessage m
      where m.event_id = new.id and length(m.words) > 0) then
    raise exception 'nothing says why it is said so late' using errcode = 'SL434';
  end if;
  return null;
end $$;
create constraint trigger says_why_late after insert on public.referrals_itemevent
  deferrable initially deferred for each row
  when (new.happened_on is not null and new.move not in ('set_aside', 'leave_school') and (new.puts_right is not null
      or new.happened_on < (new.at at time zone 'Europe/London')::date - 14)
    and (access.who()).kind is not null)
  execute function public.referrals_says_why_late();
