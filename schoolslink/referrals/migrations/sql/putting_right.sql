-- An answer that was wrong is put right where it stands, and what it was stays beside it. Which answers, by whom,
-- is filled from the rules (`rules.putting_right`); here it is asked again, by the signed identity.
create table public.referrals_may_put_right (
  name text primary key, held text not null, reader text not null
);

-- What somebody puts right in this transaction, and so may change: the team writes no answer otherwise.
create function access.being_put_right() returns setof uuid language plpgsql stable parallel safe
  security definer rows 1 set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'person' then return; end if;
  return query select p.item_id from public.referrals_putright p
    where p.written_at = transaction_timestamp() and p.by = who.subject;
end $$;
grant execute on function access.being_put_right() to {app};

-- Let nobody else change this request until we have: what stands is read after this. Says whether it is there.
create function access.hold_to_put_right(wanted uuid) returns boolean language plpgsql volatile
  security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is distinct from 'person' then return false; end if;
  perform from public.referrals_item i where i.id = wanted and i.kind = 'referral'
    and (i.school_id in (select access.organisations_as('school_lead', 'council_link', 'school_cover', 'school_head',
        'school_referrer', 'safeguarding_lead'))
      or i.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker')))
    for update;
  return found;
end $$;
revoke all on function access.hold_to_put_right(uuid) from public;
grant execute on function access.hold_to_put_right(uuid) to {app};

create function public.referrals_stamp_put_right() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  today date := access.today();
begin
  if who.kind is null then return new; end if;
  new.by := who.subject;
  new.by_name := public.referrals_name_of(who);
  new.written_at := transaction_timestamp();
  if new.side = 'service' and not exists (select from public.access_membership m
      where m.person_id = who.subject and m.organisation_id = new.team_id
        and m.role in ('camhs_contact', 'triager', 'support_team_worker')
        and m.from_on <= today and (m.until_on is null or m.until_on > today)) then
    new.side := 'school';
  end if;
  return new;
end $$;
create trigger stamp before insert on public.referrals_putright
  for each row execute function public.referrals_stamp_put_right();

create function public.referrals_judge_put_right() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item public.referrals_item;
  what public.referrals_may_put_right;
  asked public.referrals_rightasked;
begin
  if (access.who()).kind is null then return null; end if;
  select * into item from public.referrals_item i where i.id = new.item_id for update;
  if item.kind <> 'referral' or item.asked_at is null then
    raise exception 'nothing was sent yet' using errcode = 'SL403';
  end if;
  select * into what from public.referrals_may_put_right m where m.name = new.name;
  if not found or new.side not in ('school', 'service')
      or (new.side = 'school' and item.asked_by <> 'school')
      or (new.side = 'service' and what.held = 'words' and not (item.asked_by <> 'school' and exists (
        select from public.referrals_referral r where r.item_id = item.id and r.by_phone))) then
    raise exception 'not theirs to put right' using errcode = 'SL403';
  end if;
  if new.right_id is not null then
    select r.* into asked from public.referrals_rightasked r
      join public.referrals_item stands on stands.id = r.stands_id
      join public.referrals_item about on about.id = stands.about_id
      where r.id = new.right_id and r.kind = 'correction' and r.done_at is null
        and about.child_id = item.child_id;
    if not found or new.side <> 'service' then
      raise exception 'nobody asks for this' using errcode = 'SL403';
    end if;
  end if;
  -- Whoever asked reads what stands now, where it is theirs to read: who the child is, or what is about themselves.
  if new.told_id is not null and (new.told_id is distinct from asked.family_member_id or not exists (
      select from public.referrals_carer c where c.id = new.told_id and what.reader in ('family', c.whose))) then
    raise exception 'not theirs to read' using errcode = 'SL403';
  end if;
  if new.sets_language is not null or new.sets_interpreter is not null then
    update public.referrals_item i set language = coalesce(new.sets_language, i.language),
        interpreter = coalesce(new.sets_interpreter, i.interpreter) where i.id = item.id;
    update public.referrals_holding h set language = coalesce(new.sets_language, h.language),
        interpreter = coalesce(new.sets_interpreter, h.interpreter)
      where h.item_id = item.id and h.ended_at is null;
  end if;
  -- Everything that was worked out from a wrong birth date is worked out anew: when somebody looks whether they
  -- grow out of team or school, how long it is kept, and what was agreed to go because of it.
  if new.name in ('birth_date', 'age') then
    delete from public.referrals_agelook l where l.item_id = item.id;
    delete from public.referrals_retentionlook l where l.child_id = item.child_id;
    delete from public.referrals_retentiondue d where d.child_id = item.child_id;
  end if;
  return null;
end $$;
create trigger judge after insert on public.referrals_putright
  for each row execute function public.referrals_judge_put_right();
