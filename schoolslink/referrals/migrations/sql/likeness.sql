-- Which requests of one team may be about one child. The tokens are compared where they lie, by their index, as
-- soon as a team has a request and whenever what is said of its child changes; nobody has to look for it, and
-- nothing is joined by it. A pair of which somebody has said that they are two children is not found again.
create function public.referrals_find_alike(wanted uuid[]) returns void
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  -- Of two who ask about one child in the same instant, each finds nothing of what the other has not yet kept: the
  -- second waits here for the first. In one order, so that neither waits for the other.
  perform pg_advisory_xact_lock(of_one) from (
    select distinct hashtextextended('alike ' || encode(token, 'hex'), 0) as of_one
    from public.referrals_findingtoken where item_id = any(wanted) and team_id is not null
      and kind in ('nhs_number', 'surname_born', 'near') order by 1) tokens;
  -- What was corrected since, and no longer agrees, is no hint any more; what somebody has said stays.
  delete from public.referrals_likeness l
    where l.verdict = '' and (l.item_id = any(wanted) or l.other_id = any(wanted))
      and not exists (select from public.referrals_findingtoken own
        join public.referrals_findingtoken t on t.token = own.token and t.kind = own.kind
        where own.item_id = l.item_id and t.item_id = l.other_id
          and own.kind in ('nhs_number', 'surname_born', 'near'));
  insert into public.referrals_likeness (id, item_id, other_id, found_by, found_at, verdict, words,
      taken_back_words, risk_marked)
    select gen_random_uuid(), found.later, found.earlier, found.kinds, clock_timestamp(), '', ''::bytea,
      ''::bytea, false
    from (
      select greatest(own.item_id, t.item_id) as later, least(own.item_id, t.item_id) as earlier,
        array_agg(distinct t.kind order by t.kind) as kinds
      from public.referrals_findingtoken own
        join public.referrals_findingtoken t on t.token = own.token and t.kind = own.kind
      where own.item_id = any(wanted) and own.kind in ('nhs_number', 'surname_born', 'near')
        and own.team_id is not null and own.closed_on is null and t.closed_on is null
        and t.team_id = own.team_id and t.child_id <> own.child_id
      group by 1, 2 order by 1, 2
      -- A token that hundreds share is a mistake in the register of somebody, and tells no child from another.
      limit 20 * cardinality(wanted)) found
    on conflict (item_id, other_id) where taken_back_at is null
      do update set found_by = excluded.found_by where public.referrals_likeness.verdict = '';
end $$;

create function public.referrals_tokens_alike() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare wanted uuid[];
begin
  select array_agg(distinct item_id) into wanted from added
    where team_id is not null and closed_on is null;
  if wanted is not null then perform public.referrals_find_alike(wanted); end if;
  return null;
end $$;
create trigger find_alike after insert on public.referrals_findingtoken
  referencing new table as added
  for each statement execute function public.referrals_tokens_alike();

-- Its name comes after `spread`, which takes the tokens along.
create function public.referrals_item_alike() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.referrals_find_alike(array[new.id]);
  return null;
end $$;
create trigger then_find_alike after update of team_id, closed_at on public.referrals_item
  for each row when (new.kind = 'referral' and new.team_id is not null and new.closed_at is null
    and (new.team_id is distinct from old.team_id or old.closed_at is not null))
  execute function public.referrals_item_alike();

-- Who said it and when is the database's to write; it is said once, and taken back once.
create function public.referrals_stamp_likeness() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if (new.item_id, new.other_id, new.found_at) is distinct from (old.item_id, old.other_id, old.found_at)
      or old.taken_back_at is not null
      or (old.verdict <> '' and new.verdict <> old.verdict)
      or (old.verdict <> '' and new.words <> old.words)
      or (new.verdict = '' and (length(new.words) > 0 or new.taken_back_at is not null)) then
    raise exception 'said already' using errcode = 'SL409';
  end if;
  if old.verdict = '' and new.verdict <> '' then
    if length(new.words) = 0 then raise exception 'nothing says why' using errcode = 'SL431'; end if;
    if not public.referrals_reads_both(who, new.item_id, new.other_id) then
      raise exception 'not theirs to say' using errcode = 'SL403';
    end if;
    new.judged_by := who.subject;
  end if;
  if new.taken_back_at is not null then
    if length(new.taken_back_words) = 0 then
      raise exception 'nothing says why' using errcode = 'SL431';
    end if;
    new.taken_back_by := who.subject;
  end if;
  return new;
end $$;

-- Whoever says of two requests whether they are one child's may open both, now, as somebody of their team.
create function public.referrals_reads_both(who access.identity, one uuid, other uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (select count(*) = 2 from public.referrals_item i where i.id in (one, other)
    and i.child_id not in (select access.closed_to(who.subject))
    and (i.closed_on is null or i.closed_on > access.still_open_to_teams())
    and i.team_id in (select access.organisations_as('camhs_contact', 'triager', 'support_team_worker')));
end $$;
create trigger stamp before update of verdict, words, judged_at, taken_back_at, taken_back_words
  on public.referrals_likeness for each row execute function public.referrals_stamp_likeness();

-- What was taken back is open to be looked at again.
create function public.referrals_look_again_alike() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.referrals_find_alike(array[new.item_id]);
  return null;
end $$;
create trigger look_again after update of taken_back_at on public.referrals_likeness
  for each row when (new.taken_back_at is not null and old.taken_back_at is null)
  execute function public.referrals_look_again_alike();

-- What is erased of one child leaves no pair behind that names its request beside another's.
create function public.referrals_forget_pairs() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.referrals_likeness l where l.item_id = old.id or l.other_id = old.id;
  return old;
end $$;
create trigger forget_pairs before delete on public.referrals_item
  for each row execute function public.referrals_forget_pairs();
