-- When an area ends and another goes on, whatever is open in it is looked after there: its pair,
-- holder and date are those it had. What has ended stays where it was looked after. One door, for
-- whoever may end an area: the system and the programme.
create function access.items_follow_area(old uuid, new uuid) returns table (item uuid, child uuid)
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not (access.is_system() or exists (select from access.organisations_as('national_team'))) then
    raise exception 'may not end an area' using errcode = '42501';
  end if;
  -- Only what end_area has written: the one area is over, the other goes on.
  if not exists (select from public.directory_area a
                 where a.organisation_id = old and a.until_on is not null)
     or not exists (select from public.directory_area a
                    where a.organisation_id = new and a.until_on is null) then
    raise exception 'not an area that ended and one that goes on' using errcode = '42501';
  end if;
  return query
    update public.referrals_item i set area_id = new
      where i.area_id = old and i.closed_at is null
      returning i.id, i.child_id;
end $$;
revoke all on function access.items_follow_area(uuid, uuid) from public;
grant execute on function access.items_follow_area(uuid, uuid) to {app};
