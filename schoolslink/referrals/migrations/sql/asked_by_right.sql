-- What a family asks by right. Who asked, looked and answered is written from the signed identity.

-- The things about a child of whom a copy is being prepared, at the service (or school) that prepares it: open to
-- whoever answers for it, and to a clinician of it or of the team who looks through it, until the copy
-- is given. The young person's copy is of all of theirs; a carer's of the one request on which they may
-- have it, and of what stands beside that: who may read one thing of a child may not so read the next.
create or replace function access.answers_of(wanted uuid) returns setof uuid
  language plpgsql stable parallel safe security definer rows 1
  set search_path = pg_catalog, pg_temp as $$
declare today date := access.today();
begin
  return query select i.id
    from public.access_membership m
      join public.referrals_rightasked r on r.service_id = m.organisation_id
        or (r.team_id = m.organisation_id and m.role <> 'service_manager')
      join public.referrals_carer c on c.id = r.family_member_id
      join public.referrals_item i on i.child_id = r.child_id and i.service_id = r.service_id
    where m.person_id = wanted and m.role in ('service_manager', 'camhs_contact', 'triager')
      and (c.relationship = 'self' or r.item_id in (i.id, i.about_id))
      and m.from_on <= today and (m.until_on is null or m.until_on > today)
      and r.kind = 'copy' and r.done_at is null
      and r.child_id not in (select access.closed_to(wanted));
  -- While no service has the request: whoever answers for the school, and whoever leads safeguarding there,
  -- of what the school alone holds.
  return query select i.id
    from public.access_membership m
      join public.referrals_rightasked r on r.school_id = m.organisation_id and r.service_id is null
      join public.referrals_carer c on c.id = r.family_member_id
      join public.referrals_item i on i.child_id = r.child_id and i.school_id = r.school_id
        and i.service_id is null
    where m.person_id = wanted
      and m.role in ('school_lead', 'council_link', 'school_head', 'safeguarding_lead')
      and (c.relationship = 'self' or r.item_id in (i.id, i.about_id))
      and m.from_on <= today and (m.until_on is null or m.until_on > today)
      and r.kind = 'copy' and r.done_at is null
      and r.child_id not in (select access.closed_to(wanted));
end $$;

create index right_open_at_school on public.referrals_rightasked (school_id)
  where done_at is null and service_id is null;
create index right_open_at_team on public.referrals_rightasked (team_id) where done_at is null;

create function public.referrals_stamp_right() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  who access.identity := access.who();
  today date := access.today();
  is_manager boolean;
  is_clinician boolean;
  helps boolean;
begin
  if who.kind is null then return new; end if;
  if tg_op = 'INSERT' then
    new.asked_by := who.subject;
    new.stands_id := null; new.judged := ''; new.harm := ''; new.looked_at := null;
    new.looked_by := null; new.done_at := null; new.done_by := null; new.file := '';
    new.sha256 := ''; new.taken_at := null; new.outcome := ''; new.answer := ''; new.elsewhere := '';
    if not exists (select from public.referrals_carer c where c.id = new.family_member_id
        and c.item_id = new.item_id and not c.replaced and c.court_order <> 'barred'
        and not 'person' = any(c.not_by)) then
      raise exception 'not of this family' using errcode = '42501';
    end if;
    -- A code asks for its own holder: the young person, or a carer who decides.
    if who.kind = 'family' and not exists (select from public.access_familycode f
        where f.id = who.subject and (f.relationship = 'self'
          or public.referrals_code_decides(f.id, new.item_id))) then
      raise exception 'not theirs to ask' using errcode = '42501';
    end if;
    return new;
  end if;
  -- What was said is wrong stays as it was said.
  -- What a school looked through, no clinician has: where a service has the request now, all is looked at anew.
  if old.service_id is null and new.service_id is not null and old.done_at is null then
    new.harm := ''; new.looked_at := null; new.looked_by := null;
    return new;
  end if;
  if (new.wrong, new.should_be) is distinct from (old.wrong, old.should_be) then
    raise exception 'not theirs to change' using errcode = 'SL403';
  end if;
  if (new.outcome, new.answer, new.elsewhere, new.judged, new.harm, new.looked_at, new.looked_by, new.done_at, new.done_by, new.file, new.sha256,
      new.taken_at, new.stands_id) is not distinct from (old.outcome, old.answer, old.elsewhere, old.judged, old.harm, old.looked_at, old.looked_by,
      old.done_at, old.done_by, old.file, old.sha256, old.taken_at, old.stands_id) then
    return new;
  end if;
  is_manager := who.kind = 'person' and exists (select from public.access_membership m
    where m.person_id = who.subject
      and (m.organisation_id = old.service_id and m.role = 'service_manager' or old.service_id is null
        and m.organisation_id = old.school_id and m.role in ('school_lead', 'council_link', 'school_head'))
      and m.from_on <= today and (m.until_on is null or m.until_on > today));
  is_clinician := who.kind = 'person' and exists (select from public.access_membership m
    where m.person_id = who.subject
      and (m.organisation_id in (old.service_id, old.team_id) and m.role in ('camhs_contact', 'triager')
        or old.service_id is null and m.organisation_id = old.school_id
        and m.role in ('safeguarding_lead', 'school_head', 'council_link'))
      and m.from_on <= today and (m.until_on is null or m.until_on > today));
  -- What would harm a child is a clinician's to say; of what no service has, whoever leads safeguarding.
  if (new.harm, new.looked_at) is distinct from (old.harm, old.looked_at) then
    if not is_clinician or old.done_at is not null then
      raise exception 'a clinician says so' using errcode = 'SL403';
    end if;
    new.looked_by := who.subject;
  else
    new.looked_by := old.looked_by;
  end if;
  helps := who.kind = 'person' and exists (select from public.access_membership m
    where m.person_id = who.subject and m.organisation_id = old.team_id
      and m.role in ('camhs_contact', 'triager', 'support_team_worker')
      and m.from_on <= today and (m.until_on is null or m.until_on > today));
  -- A correction is answered by the team that holds the record; a copy by whoever answers for the service,
  -- or for the school while no service has it.
  if (new.outcome, new.answer, new.elsewhere, new.judged, new.done_at, new.sha256)
      is distinct from (old.outcome, old.answer, old.elsewhere, old.judged, old.done_at, old.sha256) then
    if not (case old.kind when 'correction' then helps else is_manager end) or old.done_at is not null then
      raise exception 'not theirs to answer' using errcode = 'SL403';
    end if;
    new.done_by := case when new.done_at is not null then who.subject end;
    -- It was put right exactly where something was: here, or in another system that is named.
    if old.kind = 'correction' and new.done_at is not null and (new.outcome = 'put_right') is distinct from (
        exists (select from public.referrals_putright p where p.right_id = old.id) or length(new.elsewhere) > 0) then
      raise exception 'nothing was put right, or it was and is not said' using errcode = 'SL431';
    end if;
  else
    new.done_by := old.done_by;
  end if;
  -- Given once: whoever takes it takes it for good, and nobody else does.
  if new.taken_at is distinct from old.taken_at and (who.kind <> 'family' or old.taken_at is not null) then
    raise exception 'not theirs to take' using errcode = 'SL403';
  end if;
  if new.file <> old.file and not (is_manager and old.done_at is null) and not (new.file = ''
      and who.kind in ('family', 'job')) then
    raise exception 'not theirs to keep' using errcode = 'SL403';
  end if;
  if new.stands_id is distinct from old.stands_id and (who.kind <> 'job' or old.stands_id is not null) then
    raise exception 'not theirs to begin' using errcode = 'SL403';
  end if;
  return new;
end $$;
-- An open correction hangs on what stands for it, and so its team may open it however long ago the request
-- ended; answered, it belongs to the request while that goes on, and is read wherever the request is.
create function public.referrals_aim_right() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.kind = 'correction' and new.stands_id is not null then
    select case when new.done_at is null or request.closed_at is not null then stands.id
        else request.id end into new.item_id
      from public.referrals_item stands join public.referrals_item request on request.id = stands.about_id
      where stands.id = new.stands_id;
  end if;
  return new;
end $$;
create trigger aim before update on public.referrals_rightasked
  for each row execute function public.referrals_aim_right();

create trigger stamp before insert or update on public.referrals_rightasked
  for each row execute function public.referrals_stamp_right();

-- A copy that nobody took lies for thirty days, and no longer; by id and child alone. A door.
create function access.copies_to_drop(on_day date, after uuid, page integer)
  returns table (asked uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select r.id, r.child_id from public.referrals_rightasked r
    where r.file <> '' and r.id > after
      and (r.done_at at time zone 'Europe/London')::date < on_day - 30
    order by r.id limit page;
end $$;
revoke all on function access.copies_to_drop(date, uuid, integer) from public;
grant execute on function access.copies_to_drop(date, uuid, integer) to {app};
