-- A request goes along with a child who is handed over to another school: only where that school said itself that
-- they have come, and whoever decides about the request agreed, after it was asked, that it sees it from now on.
-- That a school takes another's place for all its children is the register's to say: `follow_school.sql`.
create function public.referrals_agreed_school(card uuid) returns uuid
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select asked.school_id
    from public.referrals_item c
      join public.referrals_item request on request.id = c.about_id and request.closed_at is null
        -- What a family asked by itself goes where they say themselves.
        and request.kind = 'referral' and request.asked_by = 'school'
      -- The last to whom they were handed over: a school, and no council in its place.
      cross join lateral (select e.id, e.version_seen, s.to_school_id from public.referrals_itemevent e
        join public.referrals_transferstep s on s.event_id = e.id
        where e.item_id = c.id and e.move = 'hand_outside' order by e.version_seen desc limit 1) handed
      join public.referrals_item asked on asked.about_id = request.id and asked.kind = 'arrival'
        and asked.state = 'arrived' and asked.id > handed.id
      -- The last that the family said of it.
      cross join lateral (select s.next_school from public.referrals_itemevent e
        join public.referrals_transferstep s on s.event_id = e.id
        where e.item_id = c.id and e.move = 'tell_of_transfer' and e.version_seen > handed.version_seen
          and s.next_school not in ('', 'not_asked') order by e.version_seen desc limit 1) said
      join public.directory_school school on school.organisation_id = asked.school_id
        and school.status in ('open', 'closing')
    where c.id = card and c.kind = 'transfer' and c.state = 'transferred' and handed.to_school_id is not null
      and case when public.referrals_carer_decides(request.id) then said.next_school in ('carer', 'both')
        else said.next_school in ('self', 'both') end
      -- Who goes to alternative provision keeps their own school.
      and not exists (select from public.referrals_transferstep s where s.item_id = c.id and s.why = 'alternative')
    order by asked.id desc limit 1);
end $$;

-- To which school a request goes along, once all ticks stand; null where to none, or it did already. A door for
-- the job of the child.
create function access.agreed_next_school(card uuid) returns uuid
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare request uuid;
begin
  select i.about_id into request from public.referrals_item i
    where i.id = card and i.kind = 'transfer' and i.child_id = access.job_child();
  if not found or exists (select from public.referrals_itemevent e join public.referrals_item c on c.id = card
      where e.item_id = request and e.move = 'change_school' and e.at >= c.entered_at)
    or exists (select from public.referrals_item later
      where later.about_id = request and later.kind = 'transfer' and later.id > card) then return null; end if;
  return nullif(public.referrals_agreed_school(card),
    (select i.school_id from public.referrals_item i where i.id = request));
end $$;
revoke all on function access.agreed_next_school(uuid) from public;
grant execute on function access.agreed_next_school(uuid) to {app};

-- By no other word does a request go to another school.
create function public.referrals_judge_change_of_school() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Without an identity only the arranger of invented worlds and the owner come so far.
  if (access.who()).kind is null then return null; end if;
  if not exists (select from public.referrals_item card where card.about_id = new.item_id
      and card.kind = 'transfer' and public.referrals_agreed_school(card.id) = new.to_school_id) then
    raise exception 'nobody agreed to it' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_change_of_school after insert on public.referrals_itemevent
  for each row when (new.move = 'change_school')
  execute function public.referrals_judge_change_of_school();

-- What the family said is of a school that is asked, by the card of its own hand-over.
create function public.referrals_judge_next_school() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is null then return null; end if;
  if new.next_school <> '' and (select s.to_school_id from public.referrals_itemevent e
      join public.referrals_transferstep s on s.event_id = e.id
      where e.item_id = new.item_id and e.move = 'hand_outside' order by e.version_seen desc limit 1) is null
    or new.to_school_id is not null and not exists (select from public.referrals_itemevent e
      where e.id = new.event_id and e.move = 'hand_outside') then
    raise exception 'no school is asked' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_next_school after insert on public.referrals_transferstep
  for each row when (new.next_school <> '' or new.to_school_id is not null)
  execute function public.referrals_judge_next_school();
