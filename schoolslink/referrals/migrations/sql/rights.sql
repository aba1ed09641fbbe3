-- Who may make which move, filled by a migration from the grants and the rules. A row that somebody
-- may see is not yet a row that they may move: the trigger that applies an event asks here first.
create table public.referrals_move_right (
  role text not null, relationship text not null, move text not null, side text not null,
  reroutes boolean not null, primary key (move, side, role, relationship)
);

-- Who decides about a request, as it was judged when it was sent; a carer where nobody did.
create function public.referrals_carer_decides(wanted uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select r.decided_by not in ('adult', 'presumed', 'competent', 'own')
    from public.referrals_referral r where r.item_id = wanted), true);
end $$;

-- Say whether a code is that of the member of the family who decides: the young person, or a carer
-- whose parental responsibility somebody has recorded, and which no court has limited. Not asked is
-- not yes.
create function public.referrals_code_decides(code uuid, wanted uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare carers boolean := public.referrals_carer_decides(wanted);
begin
  return exists (select from public.access_familycode f
    where f.id = code and f.item_id = wanted and f.revoked_at is null and case f.relationship
      when 'self' then not carers
      when 'carer' then carers and exists (select from public.referrals_carer c
        where c.item_id = wanted and c.family_code_id = code and c.relationship = 'carer'
          and c.parental_responsibility = 'yes' and not c.replaced
          and c.court_order in ('none', 'limits_contact')) end);
end $$;

-- Say whether nobody else of the family may decide too: no carer beside them holds responsibility.
create function public.referrals_decides_alone(code uuid, wanted uuid) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return not public.referrals_carer_decides(wanted) or not exists (select from public.referrals_carer c
    where c.item_id = wanted and c.relationship = 'carer' and c.parental_responsibility = 'yes'
      and not c.replaced and c.court_order in ('none', 'limits_contact')
      and c.family_code_id is distinct from code);
end $$;

-- A member of the family keeps words in their own row, and gives themselves no right with it.
create function public.referrals_keep_right() returns trigger language plpgsql
  set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind = 'family' and
      (new.item_id, new.child_id, new.relationship, new.whose, new.replaced, new.parental_responsibility,
        new.family_code_id, new.court_order, new.not_by) is distinct from (old.item_id, old.child_id, old.relationship, old.whose,
        old.replaced, old.parental_responsibility, old.family_code_id, old.court_order, old.not_by) then
    raise exception 'not theirs to say' using errcode = 'SL403';
  end if;
  return new;
end $$;
create trigger keep_right before update on public.referrals_carer
  for each row execute function public.referrals_keep_right();

-- The best right of whoever asks to make this move on this side of an item: null for none, else
-- whether it may name another team, service or area. Called by the owner's trigger alone, which
-- reads past every policy: so each relationship is asked here in full.
create function public.referrals_right_to_move(who access.identity, item public.referrals_item,
    wanted text, on_side text) returns boolean
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  today date := access.today();
  family text;
begin
  if who.kind = 'person' then
    if item.child_id in (select access.closed_to(who.subject)) then return null; end if;
    -- A risk, and what was promised to the family, a school does not end alone (`rules.stopping`).
    if (item.kind = 'referral' and on_side = 'school' and wanted = case
        when item.team_id is null or (not item.risk_marked and item.state in
          ('submitted', 'acknowledged', 'in_triage', 'more_information_asked'))
        then 'ask_to_stop' else 'withdraw' end) then
      return null;
    end if;
    return (select bool_or(r.reroutes)
      from public.access_membership m
        join public.referrals_move_right r on r.move = wanted and r.side = on_side and r.role = m.role
      where m.person_id = who.subject and m.from_on <= today
        and (m.until_on is null or m.until_on > today)
        and m.organisation_id = case r.relationship
          when 'own-school' then item.school_id
          when 'own-school-risk' then case when item.risk_marked then item.school_id end
          when 'own-ref' then case when item.opened_by_id = who.subject then item.school_id end
          when 'own-team' then case when item.closed_on is null
            or item.closed_on > access.still_open_to_teams() then item.team_id end
          when 'own-service' then item.service_id
          when 'own-answer' then case when item.id in (select access.answers_of(who.subject))
            then item.service_id end
          when 'own-school-answer' then case when item.service_id is null
            and item.id in (select access.answers_of(who.subject)) then item.school_id end
          when 'own-area' then item.area_id end);
  elsif who.kind = 'family' then
    -- A code that was taken back, or whose holder hears nothing any more, moves nothing either.
    if access.family_code_opens(who.subject) is distinct from item.id then return null; end if;
    select f.relationship into family from public.access_familycode f where f.id = who.subject;
    -- The moves of `BY_WHOEVER_DECIDES`.
    if wanted in ('withdraw', 'ask_to_stop', 'return')
        and not public.referrals_code_decides(who.subject, item.id) then
      return null;
    end if;
    -- Where a risk is marked, or another carer decides too, nobody of the family ends it alone.
    if wanted = 'withdraw' and (item.risk_marked
        or not public.referrals_decides_alone(who.subject, item.id)) then
      return null;
    end if;
    return (select bool_or(r.reroutes) from public.referrals_move_right r
      where r.move = wanted and r.side = on_side and r.relationship = family);
  elsif who.kind = 'link' then
    -- A link moves what is asked by it, and nothing of the request.
    if access.link_item() is distinct from item.id then return null; end if;
    return (select bool_or(r.reroutes) from public.referrals_move_right r
      where r.move = wanted and r.side = on_side and r.relationship = 'link');
  elsif who.kind = 'job' then
    return (select bool_or(r.reroutes) from public.referrals_move_right r
      where r.move = wanted and r.side = on_side and case r.relationship
        when 'job-child' then who.child = item.child_id
        when 'job-sending' then who.child = item.child_id and item.service_id is not null
          and who.purpose = 'referrals.jobs.sending.finish_sending'
        when 'job-organisation' then
          who.subject in (item.school_id, item.team_id, item.service_id, item.area_id) end);
  end if;
  return null;
end $$;
