-- When a school is followed by another, what was asked there goes along: whatever is open keeps its
-- holder and its date, and nothing is left behind with a school that nobody enters any more. Two
-- doors, for the register's import (the system) and for the coordinator of the school's area.
create function access.may_hand_over_school(wanted uuid) returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
  select access.is_system() or exists (
    select from public.directory_areamembership m
    where m.school_id = wanted and m.until_on is null
      and m.area_id in (select access.organisations_as('area_coordinator'))) $$;

-- How much was asked at these schools (at any, when given none): numbers alone, to the system and,
-- of their own schools, to an area's coordinators.
create function access.items_on_schools(schools uuid[])
  returns table (school uuid, open_items bigint, ended_items bigint)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select i.school_id, count(*) filter (where i.closed_at is null),
      count(*) filter (where i.closed_at is not null)
    from public.referrals_item i
    where i.school_id is not null and (schools is null or i.school_id = any(schools))
      and (access.is_system() or i.school_id in (
        select m.school_id from public.directory_areamembership m
        where m.until_on is null
          and m.area_id in (select access.organisations_as('area_coordinator'))))
    group by i.school_id;
end $$;

-- Move everything asked at one school to the other; return what moved, for the audit of each child.
create function access.items_follow_school(old uuid, new uuid)
  returns table (item uuid, child uuid, is_open boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare their_area uuid;
begin
  if not access.may_hand_over_school(old) then
    raise exception 'may not hand over this school' using errcode = '42501';
  end if;
  -- Into another area only by the register's own word, which the system brings.
  if exists (select from public.directory_areamembership m
             where m.school_id = new and m.until_on is null)
     and not access.may_hand_over_school(new) then
    raise exception 'may not hand over to this school' using errcode = '42501';
  end if;
  if not exists (select from public.directory_school s
                 where s.organisation_id = new and s.status in ('open', 'closing')) then
    raise exception 'not an open school' using errcode = '42501';
  end if;
  select m.area_id into their_area from public.directory_areamembership m
    where m.school_id = new and m.until_on is null;
  return query
    update public.referrals_item i
      set school_id = new, area_id = coalesce(their_area, i.area_id)
      where i.school_id = old
      returning i.id, i.child_id, i.closed_at is null;
  -- What somebody there asked by themselves is kept from the new school as from the old.
  update public.referrals_item i set named_school_id = new where i.named_school_id = old;
  -- What waits for anybody at the school waits at the new one.
  update public.referrals_holding h set pool_id = new
    where h.pool_id = old and h.ended_at is null;
end $$;

revoke all on function access.may_hand_over_school(uuid), access.items_on_schools(uuid[]),
  access.items_follow_school(uuid, uuid) from public;
grant execute on function access.may_hand_over_school(uuid), access.items_on_schools(uuid[]),
  access.items_follow_school(uuid, uuid) to {app};
