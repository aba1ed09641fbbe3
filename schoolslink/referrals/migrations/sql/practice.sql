-- A GP practice asks for a patient without an account: it begins as a family does, under a code that
-- nobody is given and that goes with the sending; then it has a link, and nothing else.

-- What the practice had while it asked goes with the sending: nothing is left under which anybody reads.
create function access.practice_sent() returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare code uuid := access.family_code();
begin
  if code is null or access.family_relationship() is distinct from 'gp' then return false; end if;
  delete from public.referrals_owndraft d where d.family_code_id = code;
  delete from public.access_familycode f where f.id = code;
  return true;
end $$;

-- The request for which a practice asked, to whoever holds the link by which it said so; null for everybody
-- else, and for a link that was not answered yet, was answered with no, or is too late.
create function access.practice_item() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'link' then return null; end if;
  return (select p.item_id from public.referrals_practiceasking p
    where p.id = who.subject and p.asked and p.opens_until > clock_timestamp());
end $$;

-- What a token is for, by its hash: to be asked before there is anybody to be. A door: it knows no word.
create function access.practice_link(hash bytea)
  returns table (link uuid, item uuid, child uuid, reference text, practice text, service text,
    asked_at timestamptz, opens_until timestamptz, answer boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.item_id, p.child_id, i.reference, p.name, o.name, i.asked_at, p.opens_until, p.asked
    from public.referrals_practiceasking p
      join public.referrals_item i on i.id = p.item_id
      join public.referrals_referral r on r.item_id = i.id
      join public.access_organisation o on o.id = r.intended_service_id
    where p.token_hash = hash $$;

-- They say whether they asked; once, while the link opens.
create function access.practice_says(yes boolean) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'link' then return false; end if;
  update public.referrals_practiceasking p
    set asked = yes, answered_at = clock_timestamp(), how = 'link'
    where p.id = who.subject and p.asked is null and p.opens_until > clock_timestamp();
  return found;
end $$;

-- Where it is, to the practice that asked: whether whoever decides lets it hear, and only then who has it,
-- by when, and what was decided; no word that anybody wrote.
create function access.practice_where()
  returns table (state text, decider text, hears boolean, person text, place text, due_on date,
    move text, reason text, receiver text, decided_at timestamptz, told_by date, who_tells text,
    letter_by date, letter_at timestamptz)
  language plpgsql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
declare
  wanted uuid := access.practice_item();
  lets boolean;
begin
  if wanted is null then return; end if;
  select c.may_be_told into lets from public.referrals_sharingchoice c
    where c.item_id = wanted and c.whom = 'gp' order by c.at desc, c.id desc limit 1;
  if lets is not true then
    return query select ''::text, r.decided_by, lets, ''::text, ''::text, null::date, ''::text, ''::text,
        ''::text, null::timestamptz, null::date, ''::text, null::date, null::timestamptz
      from public.referrals_referral r where r.item_id = wanted;
    return;
  end if;
  return query select i.state, r.decided_by, lets, coalesce(p.name, g.person_name, ''),
      coalesce(o.name, g.pool_name, ''), coalesce(h.due_on, g.due_on),
      coalesce(d.move, ''), coalesce(d.reason, ''), coalesce(there.name, near.name, ''), e.at,
      d.told_by, coalesce(d.who_tells, ''), t.due_on, t.told_at
    from public.referrals_item i
      join public.referrals_referral r on r.item_id = i.id
      left join public.referrals_holding h on h.item_id = i.id and h.ended_at is null
      left join public.access_person p on p.id = h.person_id
      left join public.access_organisation o on o.id = h.pool_id
      left join lateral access.goes_on_as(array[i.id]) g on h.id is null and g.is_open
      left join lateral (select * from public.referrals_decision one where one.item_id = i.id
        order by one.id desc limit 1) d on true
      left join public.referrals_itemevent e on e.id = d.event_id
      left join public.access_organisation there on there.id = d.receiver_id
      left join public.directory_outsidereceiver near on near.id = d.outside_id
      left join lateral (select one.due_on, one.told_at from public.referrals_told one
        where one.event_id = d.event_id and one.whom = 'gp' order by one.id desc limit 1) t on true
    where i.id = wanted;
end $$;
revoke all on function access.practice_sent(), access.practice_item(), access.practice_link(bytea),
  access.practice_says(boolean), access.practice_where() from public;
grant execute on function access.practice_sent(), access.practice_item(), access.practice_link(bytea),
  access.practice_says(boolean), access.practice_where() to {app};

-- Who answered, and how, says the signed identity: the link, or somebody of the team whom they told.
create function public.referrals_stamp_practice() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.asked := null; new.answered_at := null; new.how := ''; new.answered_by := null;
    new.sent_again_at := null; new.ring_by := null; new.manager_asked_at := null;
    return new;
  end if;
  -- A job of the child writes down how far the practice was asked, and never what it said; others the reverse.
  if who.kind = 'job' then
    new.asked := old.asked; new.answered_at := old.answered_at; new.how := old.how;
    new.answered_by := old.answered_by; new.words := old.words;
    return new;
  end if;
  new.sent_again_at := old.sent_again_at; new.ring_by := old.ring_by;
  new.manager_asked_at := old.manager_asked_at;
  if new.answered_at is distinct from old.answered_at then
    new.how := case when who.kind = 'link' then 'link' else 'telephone' end;
    new.answered_by := case when who.kind = 'person' then who.subject end;
  else
    new.asked := old.asked; new.how := old.how; new.answered_by := old.answered_by;
  end if;
  return new;
end $$;
-- Practices that have not said whether they asked, for what is still open and has somebody; by id and child
-- alone, for one job each, which looks itself what is to be done on this day. A door.
create function access.practices_unanswered(on_day date, after uuid, page integer)
  returns table (asking uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select p.id, p.child_id from public.referrals_practiceasking p
    where p.asked is null and p.closed_on is null and p.manager_asked_at is null
      and p.made_at < on_day::timestamptz and p.id > after
    order by p.id limit page;
end $$;
revoke all on function access.practices_unanswered(date, uuid, integer) from public;
grant execute on function access.practices_unanswered(date, uuid, integer) to {app};
-- Which practices a manager's teams have not rung by their day: of each the number, the practice and the day,
-- and no child; a manager reads no row of a practice. A door: it asks itself whose services these are.
create function access.practices_not_rung(on_day date)
  returns table (item uuid, child uuid, reference text, practice text, made_at timestamptz, ring_by date)
  language sql stable security definer rows 10 set search_path = pg_catalog, pg_temp as $$
  select p.item_id, p.child_id, i.reference, p.name, p.made_at, p.ring_by
    from public.referrals_practiceasking p join public.referrals_item i on i.id = p.item_id
    where p.service_id in (select access.organisations_as('service_manager'))
      and p.asked is null and p.closed_on is null and p.ring_by < on_day
    order by p.ring_by, p.id limit 100 $$;
revoke all on function access.practices_not_rung(date) from public;
grant execute on function access.practices_not_rung(date) to {app};
create trigger author before insert or update on public.referrals_practiceasking
  for each row execute function public.referrals_stamp_practice();
