-- What a family says went wrong. It may be about whoever has the request, about its team and about its
-- school: none of them finds the row, none opens its key. Who hears it is worked out here, and nowhere else.

-- Who hears a complaint made to a place, in the order in which they are asked: whoever manages it, the
-- pool's manager first. Not whom the family named, not whom the record is closed to, and nobody who also
-- works in that team and has had this request, or what stood beside it, by name.
create function public.referrals_hearers(place uuid, child uuid, request uuid, not_to uuid[])
  returns setof uuid language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return query select m.person_id
    from public.access_membership m join public.access_person p on p.id = m.person_id and p.is_active
      left join public.directory_healthcareservice s on s.organisation_id = m.organisation_id
    where m.organisation_id = place and m.role = 'service_manager'
      and m.from_on <= today and (m.until_on is null or m.until_on > today)
      and m.person_id <> all(not_to)
      and child not in (select access.closed_to(m.person_id))
      and not (exists (select from public.access_membership w where w.person_id = m.person_id
          and w.role in ('camhs_contact', 'triager', 'support_team_worker')
          and w.organisation_id in (select place union select i.team_id
            from public.referrals_item i where i.id = request))
        and exists (select from public.referrals_holding h
          join public.referrals_item i on i.id = h.item_id
          where h.person_id = m.person_id and request in (i.id, i.about_id)))
    group by m.person_id
    order by bool_or(s.pool_manager_id is not distinct from m.person_id) desc, min(m.from_on), m.person_id;
end $$;

-- Who finds somebody to hear it, where nobody may: those who look after the area. They read no word.
create function public.referrals_finders(area uuid) returns setof uuid
  language plpgsql stable parallel safe set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return query select m.person_id
    from public.access_membership m join public.access_person p on p.id = m.person_id and p.is_active
    where m.organisation_id = area and m.role = 'area_coordinator'
      and m.from_on <= today and (m.until_on is null or m.until_on > today)
    group by m.person_id order by min(m.from_on), m.person_id;
end $$;

-- The complaints that a person hears.
create function access.complaints_of(wanted uuid) returns setof uuid
  language plpgsql stable parallel safe security definer rows 5
  set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return query select c.id from public.access_membership m
      join public.referrals_complaint c on c.place_id = m.organisation_id
    where m.person_id = wanted and m.role = 'service_manager'
      and m.from_on <= today and (m.until_on is null or m.until_on > today)
      and wanted in (select public.referrals_hearers(c.place_id, c.child_id, c.item_id, c.not_to));
end $$;
create function access.complaints_heard() returns setof uuid
  language plpgsql stable parallel safe security definer rows 5
  set search_path = pg_catalog, pg_temp as $$
declare who access.identity := access.who();
begin
  if who.kind is distinct from 'person' then return; end if;
  return query select access.complaints_of(who.subject);
end $$;
revoke all on function access.complaints_of(uuid), access.complaints_heard() from public;
grant execute on function access.complaints_heard() to {app};

-- Who would hear one of the family now, before they write; and who finds somebody where nobody may. A door.
create function access.who_hears_me() returns table (person uuid, hears boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare request public.referrals_item;
begin
  select i.* into request from public.referrals_item i where i.id = access.family_item();
  if request.service_id is null then return; end if;
  return query
    select h, true from public.referrals_hearers(request.service_id, request.child_id, request.id, '{}') h
    union all select f, false from public.referrals_finders(request.area_id) f;
end $$;
-- The same of one complaint, for the job of its child. A door.
create function access.who_hears(wanted uuid) returns table (person uuid, hears boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  one public.referrals_complaint;
begin
  select c.* into one from public.referrals_complaint c where c.id = wanted;
  if who.kind is distinct from 'job' or who.child is distinct from one.child_id then return; end if;
  return query
    select h, true from public.referrals_hearers(one.place_id, one.child_id, one.item_id, one.not_to) h
    union all select f, false from public.referrals_finders(one.area_id) f;
end $$;
revoke all on function access.who_hears_me(), access.who_hears(uuid) from public;
grant execute on function access.who_hears_me(), access.who_hears(uuid) to {app};

-- Who takes down what one of the family says by telephone, on paper or in the room: who answers for the school
-- that asked, who helps, and who answers for the service. Whether they hear it is another question.
create function public.referrals_takes_complaints(wanted uuid, request public.referrals_item) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return request.child_id not in (select access.closed_to(wanted))
    and exists (select from public.access_membership m where m.person_id = wanted
      and m.from_on <= today and (m.until_on is null or m.until_on > today) and (
        m.organisation_id = request.school_id
          and m.role in ('school_lead', 'council_link', 'school_cover', 'school_head')
        or m.organisation_id = request.team_id
          and m.role in ('camhs_contact', 'triager', 'support_team_worker')
          and (request.closed_on is null or request.closed_on > access.still_open_to_teams())
        or m.organisation_id = request.service_id and m.role = 'service_manager'));
end $$;

-- Whether one of the family may be spoken with of the request at all, and so may complain of it: as their page.
create function public.referrals_may_complain(one public.referrals_carer) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return not one.replaced and one.court_order <> 'barred' and not 'person' = any(one.not_by)
    and (one.relationship = 'self' or public.referrals_carer_decides(one.item_id)
      or (select c.may_be_told from public.referrals_sharingchoice c where c.item_id = one.item_id
        and c.whom = 'carer' order by c.at desc, c.id desc limit 1) is distinct from false);
end $$;

-- Whether somebody has opened a page of their own, and it opens to them still.
create function public.referrals_has_page(one public.referrals_carer) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from public.access_familycode f where f.id = one.family_code_id
    and f.first_used_at is not null and access.family_code_opens(f.id) = one.item_id);
end $$;

-- Who of a family may complain, to whoever takes it down: no name. A door.
create function access.who_complains(request uuid)
  returns table (member uuid, relationship text, whose text, has_page boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare one public.referrals_item;
begin
  select i.* into one from public.referrals_item i where i.id = request;
  if (access.who()).kind is distinct from 'person' or one.kind <> 'referral'
      or not public.referrals_takes_complaints(access.person(), one) then return; end if;
  return query select c.id, c.relationship, c.whose, public.referrals_has_page(c)
    from public.referrals_carer c where c.item_id = request and public.referrals_may_complain(c) order by c.id;
end $$;

-- And who would hear it, as `who_hears_me`. A door.
create function access.who_hears_of(request uuid) returns table (person uuid, hears boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare one public.referrals_item;
begin
  select i.* into one from public.referrals_item i where i.id = request;
  if one.service_id is null or one.kind <> 'referral' or (access.who()).kind is distinct from 'person'
      or not public.referrals_takes_complaints(access.person(), one) then return; end if;
  return query
    select h, true from public.referrals_hearers(one.service_id, one.child_id, one.id, '{}') h
    union all select f, false from public.referrals_finders(one.area_id) f;
end $$;
revoke all on function access.who_complains(uuid), access.who_hears_of(uuid) from public;
grant execute on function access.who_complains(uuid), access.who_hears_of(uuid) to {app};

-- Of what was typed in, what still has to be given on paper or by voice: whoever said it has opened no page, and
-- has not been given what stands there now.
create function public.referrals_paper_owed(one public.referrals_complaint) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return one.typed_at is not null and (one.given_at is null
      or one.given_at < greatest(one.typed_at, one.acknowledged_at, one.answered_at))
    and not exists (select from public.referrals_carer c where c.id = one.family_member_id
      and public.referrals_has_page(c));
end $$;
-- The complaints that a person hears of which this is so. A door.
create function access.complaints_to_give() returns setof uuid
  language plpgsql stable security definer rows 5 set search_path = pg_catalog, pg_temp as $$
begin
  return query select c.id from public.referrals_complaint c
    where c.id in (select access.complaints_heard()) and public.referrals_paper_owed(c);
end $$;
-- How to give it, to whoever hears it: whether a letter may go to them, and in which language they read. A letter
-- reaches whoever hears an answer, by the rule of every letter. A door.
create function access.how_to_give(wanted uuid) returns table (by_post boolean, reads text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if wanted not in (select access.complaints_heard()) then return; end if;
  return query select public.referrals_may_complain(c) and not 'post' = any(c.not_by)
      and (c.relationship = 'self' or c.court_order in ('none', 'limits_contact') and (
        s.may_be_told is true or public.referrals_carer_decides(c.item_id)
          and c.parental_responsibility = 'yes' and not (s.may_be_told is false and m.risk_marked))),
      c.language
    from public.referrals_complaint m join public.referrals_carer c on c.id = m.family_member_id
      left join lateral (select h.may_be_told from public.referrals_sharingchoice h
        where h.item_id = c.item_id and h.whom = 'carer' order by h.at desc, h.id desc limit 1) s on true
    where m.id = wanted;
end $$;
revoke all on function access.complaints_to_give(), access.how_to_give(uuid) from public;
grant execute on function access.complaints_to_give(), access.how_to_give(uuid) to {app};

-- Complaints past their day, or with somebody who may not hear them (any more), by id and child alone, for
-- one job each. A door.
create function access.complaints_to_follow(on_day date, after uuid, page integer)
  returns table (complaint uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select c.id, c.child_id from public.referrals_complaint c
    where c.answered_at is null and c.id > after and (c.due_on < on_day or c.person_id is null
      or c.person_id not in (
        select public.referrals_hearers(c.place_id, c.child_id, c.item_id, c.not_to)))
    order by c.id limit page;
end $$;
revoke all on function access.complaints_to_follow(date, uuid, integer) from public;
grant execute on function access.complaints_to_follow(date, uuid, integer) to {app};

-- What somebody has at a place and may hear no more, since a role of theirs there has ended: by id and child alone,
-- for one job each. A door for the job of that place.
create function access.complaints_left_by(wanted uuid) returns table (complaint uuid, child uuid)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is distinct from 'job' then return; end if;
  return query select c.id, c.child_id from public.referrals_complaint c
    where c.answered_at is null and c.person_id = wanted
      and (select access.job_organisation()) in (c.place_id, c.area_id)
      and wanted not in (select public.referrals_hearers(c.place_id, c.child_id, c.item_id, c.not_to)
        union all select public.referrals_finders(c.area_id))
    order by c.id;
end $$;
revoke all on function access.complaints_left_by(uuid) from public;
grant execute on function access.complaints_left_by(uuid) to {app};

create function public.referrals_stamp_complaint() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  said_on date := (new.said_at at time zone 'Europe/London')::date;
  hears boolean;
  request public.referrals_item;
  said public.referrals_carer;
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    if who.kind = 'family' then
      -- A code complains for its own holder, of the request that it opens, and once a service has it.
      if access.family_code_opens(who.subject) is distinct from new.item_id
          or new.service_id is null or not exists (select from public.referrals_carer c
            where c.id = new.family_member_id and c.item_id = new.item_id
              and c.family_code_id = who.subject and not c.replaced and c.court_order <> 'barred'
              and not 'person' = any(c.not_by)) then
        raise exception 'not theirs to say' using errcode = '42501';
      end if;
      new.how := ''; new.typed_at := null; new.same_words := null;
      new.said_as := access.family_relationship();
    else
      select i.* into request from public.referrals_item i where i.id = new.item_id;
      if who.kind <> 'person' or not public.referrals_takes_complaints(who.subject, request) then
        raise exception 'not theirs to take down' using errcode = '42501';
      end if;
      -- Of whoever may be spoken with, in the time of the request, and not of tomorrow.
      select c.* into said from public.referrals_carer c
        where c.id = new.family_member_id and c.item_id = new.item_id and public.referrals_may_complain(c);
      if said.id is null or request.kind <> 'referral' or new.service_id is null or new.how = '' or new.typed_at is null
          or new.same_words is null or new.said_at > new.typed_at
          or said_on < (least(request.asked_at, request.opened_at) at time zone 'Europe/London')::date then
        raise exception 'not to be taken down so' using errcode = 'SL403';
      end if;
      new.said_as := said.relationship;
    end if;
    if new.due_on not between said_on and said_on + 14 then
      raise exception 'not the day the law names' using errcode = 'SL403';
    end if;
    new.said_by := who.subject; new.place_id := new.service_id;
    new.given_at := null; new.given_by := null; new.given_how := '';
    new.asked_next := '[]'; new.asked_next_at := null;
    new.acknowledged_at := null; new.acknowledged_by := null; new.is_agreed := false;
    new.answered_at := null; new.answered_by := null; new.answer := '';
    new.person_id := coalesce(
      (select h from public.referrals_hearers(new.place_id, new.child_id, new.item_id, new.not_to) h limit 1),
      (select f from public.referrals_finders(new.area_id) f limit 1));
    if new.person_id is null then
      raise exception 'nobody to hear it' using errcode = 'SL403';
    end if;
    return new;
  end if;
  if (new.what, new.wish, new.reach, new.not_to, new.family_member_id, new.reference, new.said_by, new.said_as,
      new.said_at, new.place_id, new.how, new.typed_at, new.same_words) is distinct from (old.what, old.wish,
      old.reach, old.not_to, old.family_member_id, old.reference, old.said_by, old.said_as, old.said_at,
      old.place_id, old.how, old.typed_at, old.same_words) then
    raise exception 'not theirs to change' using errcode = 'SL403';
  end if;
  hears := who.kind = 'person' and who.subject in (
    select public.referrals_hearers(old.place_id, old.child_id, old.item_id, old.not_to));
  new.given_by := old.given_by;
  if (new.given_at, new.given_how) is distinct from (old.given_at, old.given_how) then
    if not hears or new.given_at is null then raise exception 'not theirs to give' using errcode = 'SL403'; end if;
    new.given_by := who.subject;
  end if;
  if (new.person_id, new.due_on, new.asked_next, new.asked_next_at, new.acknowledged_at, new.acknowledged_by,
      new.is_agreed, new.answered_at, new.answered_by, new.answer) is not distinct from (old.person_id,
      old.due_on, old.asked_next, old.asked_next_at, old.acknowledged_at, old.acknowledged_by,
      old.is_agreed, old.answered_at, old.answered_by, old.answer) then
    return new;
  end if;
  if old.answered_at is not null then
    raise exception 'answered already' using errcode = 'SL403';
  end if;
  if (new.due_on, new.acknowledged_at, new.acknowledged_by, new.is_agreed, new.answered_at, new.answered_by,
      new.answer) is distinct from (old.due_on, old.acknowledged_at, old.acknowledged_by, old.is_agreed,
      old.answered_at, old.answered_by, old.answer) then
    if not hears then raise exception 'not theirs to answer' using errcode = 'SL403'; end if;
    if old.acknowledged_at is not null and (new.acknowledged_at, new.due_on, new.is_agreed)
        is distinct from (old.acknowledged_at, old.due_on, old.is_agreed) then
      raise exception 'acknowledged already' using errcode = 'SL403';
    end if;
    -- The day moves once, with the word that it has come, and not for ever (regulation 14).
    if new.due_on <> old.due_on and (new.acknowledged_at is null or new.due_on > greatest(
        (said_on + interval '6 months')::date, access.today() + 60)) then
      raise exception 'not the day the law names' using errcode = 'SL403';
    end if;
    new.acknowledged_by := case when old.acknowledged_at is not null then old.acknowledged_by
      when new.acknowledged_at is not null then who.subject end;
    new.answered_by := case when new.answered_at is not null then who.subject end;
  end if;
  -- Whoever writes back or answers has it from then on; else a job names who is next: one who hears it.
  if new.person_id is distinct from old.person_id and not coalesce(case who.kind
      when 'person' then hears and new.person_id = who.subject
      when 'job' then new.person_id in (
        select public.referrals_hearers(old.place_id, old.child_id, old.item_id, old.not_to)
        union all select public.referrals_finders(old.area_id)) end, false) then
    raise exception 'not theirs to give' using errcode = 'SL403';
  end if;
  return new;
end $$;
create trigger stamp before insert or update on public.referrals_complaint
  for each row execute function public.referrals_stamp_complaint();
