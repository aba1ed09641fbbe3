-- Somebody outside is asked by a link. Whoever holds it has no account: the database knows the link by
-- its id in the signed identity, and gives it what is asked, and nothing of the request.

-- The asking that a link opens now; null for one that was used, stopped, replaced or is too late.
create function access.link_item() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'link' then return null; end if;
  return (select l.item_id from public.referrals_outsidelink l
    where l.id = who.subject and l.ended_at is null and l.opens_until > clock_timestamp());
end $$;
revoke all on function access.link_item() from public;
grant execute on function access.link_item() to {app};

-- What a token is for, by its hash: to be asked before there is anybody to be. A door: it knows no
-- child and no word.
create function access.outside_link(hash bytea)
  returns table (link uuid, item uuid, waits boolean, opens_until timestamptz, ended_at timestamptz,
    why text, state text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.id, l.item_id, i.state = 'offered_outside' and r.state = 'redirected'
      or i.state = 'receipt_asked' and exists (select from public.referrals_item card
        where card.about_id = r.id and card.kind = 'transfer'
          and card.state in ('handed_outside', 'outside_and_known')), l.opens_until,
      l.ended_at, l.why, i.state
    from public.referrals_outsidelink l
      join public.referrals_item i on i.id = l.item_id
      join public.referrals_item r on r.id = i.about_id
    where l.token_hash = hash $$;
revoke all on function access.outside_link(bytea) from public;
grant execute on function access.outside_link(bytea) to {app};

-- With its answer, or when nothing is asked any more, every link to it is over: at the end of the same
-- transaction, because the answer itself is written by the link.
create function public.referrals_end_links() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_outsidelink l set ended_at = clock_timestamp(),
      why = case when new.move in ('outside_takes', 'outside_returns', 'outside_confirms')
        then 'used' else 'over' end
    where l.item_id = new.item_id and l.ended_at is null;
  return null;
end $$;
create constraint trigger end_links after insert on public.referrals_itemevent
  deferrable initially deferred for each row
  when (new.move in ('outside_takes', 'outside_returns', 'outside_confirms', 'lapse', 'no_longer_needed'))
  execute function public.referrals_end_links();

-- A link is of what is still asked; and it is never opened again.
create function public.referrals_judge_link() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Without an identity only the arranger of invented worlds and the owner come so far.
  if (access.who()).kind is null then return null; end if;
  if tg_op = 'INSERT' and not exists (select from public.referrals_item i
      where i.id = new.item_id and i.kind = 'outside' and i.state in ('offered_outside', 'receipt_asked')) then
    raise exception 'nothing is asked here' using errcode = 'SL403';
  end if;
  if tg_op = 'UPDATE' and old.ended_at is not null
      and (new.ended_at, new.why) is distinct from (old.ended_at, old.why) then
    raise exception 'a link that is over stays so' using errcode = 'SL403';
  end if;
  return null;
end $$;
create trigger judge_link after insert or update on public.referrals_outsidelink
  for each row execute function public.referrals_judge_link();

-- Whose answer it is says the signed identity.
create function public.referrals_stamp_reply() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  new.by_link := (who.kind = 'link');
  new.written_by := who.subject;
  return new;
end $$;
create trigger author before insert on public.referrals_outsidereply
  for each row execute function public.referrals_stamp_reply();
