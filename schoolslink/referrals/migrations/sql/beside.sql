-- What stands beside a request (`rules.BESIDE`) is of the same child and goes the same way, whatever the
-- application writes: so whoever may open the request finds it, and nobody else. A school that is not
-- told what was answered is not told of it either.
create function public.referrals_school_beside(request public.referrals_item) returns uuid
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when not public.referrals_keeps_from_school(request.id) then request.school_id end $$;

create function public.referrals_school_asked(kind text, request public.referrals_item) returns uuid
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when kind = 'copy' and request.service_id is null then request.school_id end $$;

create function public.referrals_stand_beside() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare request public.referrals_item;
begin
  if new.about_id is null then return new; end if;
  select * into request from public.referrals_item i where i.id = new.about_id for share;
  if not found or request.about_id is not null then
    raise exception 'nothing to stand beside' using errcode = 'SL404';
  end if;
  new.child_id := request.child_id; new.team_id := request.team_id;
  new.service_id := request.service_id; new.area_id := request.area_id;
  new.school_id := public.referrals_school_beside(request);
  -- What was asked by right is between the family and the service: a correction its team answers, a copy
  -- whoever answers for the service. While no service has the request, a copy is the school's to give.
  if new.kind in ('copy', 'correction') then new.school_id := public.referrals_school_asked(new.kind, request); end if;
  if new.kind = 'copy' then new.team_id := null; end if;
  new.opened_by_id := request.opened_by_id; new.risk_marked := request.risk_marked;
  new.urgent := request.urgent; new.language := request.language;
  new.interpreter := request.interpreter;
  return new;
end $$;
create trigger stand_beside before insert on public.referrals_item
  for each row execute function public.referrals_stand_beside();

-- It follows its request: to another school, service or area, and when a risk is marked.
create function public.referrals_follow_request() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_item i set
      school_id = case when i.kind not in ('copy', 'correction') then public.referrals_school_beside(new)
        else public.referrals_school_asked(i.kind, new) end,
      -- What is offered to another service is on its own way, there; so is what another school is asked.
      team_id = case when i.kind in ('redirect', 'copy') then i.team_id else new.team_id end,
      service_id = case when i.kind = 'redirect' then i.service_id else new.service_id end,
      area_id = case when i.kind = 'redirect' then i.area_id else new.area_id end,
      opened_by_id = new.opened_by_id, risk_marked = new.risk_marked
    where i.about_id = new.id and i.kind <> 'arrival';
  -- In the queue too, where what is marked comes first.
  update public.referrals_holding h set calm = not new.risk_marked from public.referrals_item i
    where i.about_id = new.id and i.kind <> 'arrival' and h.item_id = i.id and h.ended_at is null
      and h.calm = new.risk_marked;
  return null;
end $$;
create trigger follow_request after update of school_id, team_id, service_id, area_id, opened_by_id,
    risk_marked on public.referrals_item
  for each row when (new.about_id is null and (new.school_id, new.team_id, new.service_id, new.area_id,
      new.opened_by_id, new.risk_marked) is distinct from (old.school_id, old.team_id, old.service_id,
      old.area_id, old.opened_by_id, old.risk_marked))
  execute function public.referrals_follow_request();

create function public.referrals_school_hears_beside() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.referrals_item i set school_id = public.referrals_school_beside(request)
    from public.referrals_item request
    where i.about_id = new.item_id and request.id = new.item_id
      and i.kind not in ('copy', 'correction', 'arrival');
  return null;
end $$;
create trigger school_hears_beside after insert on public.referrals_sharingchoice
  for each row when (new.whom = 'school') execute function public.referrals_school_hears_beside();

-- Help cannot end while somebody still finds out why the family did not come.
create function public.referrals_nothing_beside() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.referrals_item i where i.about_id = new.item_id
      and i.kind = 'missed' and i.closed_at is null) then
    raise exception 'a missed appointment is still looked into' using errcode = 'SL427';
  end if;
  return null;
end $$;
create trigger nothing_beside after insert on public.referrals_itemevent
  for each row when (new.move = 'discharge') execute function public.referrals_nothing_beside();
