-- Whom the register leaves behind, and nobody hands over yet: their school ends and none takes its place, their
-- service ends, or their school went to another area. By id and child alone, for one job each, which asks
-- again (`rules/left_behind.py`). A door.

-- Whether a card was about this very end: for that reason, opened since the service that has the request
-- took it over, and no earlier than such a card opens before the end.
create function public.referrals_settled_end(request uuid, reason text, over_on date) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.referrals_item c
    join public.referrals_transferstep t on t.item_id = c.id and t.why = reason
    where c.about_id = request and c.kind = 'transfer'
      and (over_on is null or (c.opened_at at time zone 'Europe/London')::date >= over_on - 60)
      and not exists (select from public.referrals_itemevent e
        where e.item_id = request and e.move = 'take_over' and e.at >= c.opened_at)) $$;

create function access.due_left_behind(on_day date, after uuid, page integer)
  returns table (item uuid, child uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select h.item_id, h.child_id from public.referrals_holding h
    left join public.directory_school s on s.organisation_id = h.school_id
    left join public.directory_healthcareservice v on v.organisation_id = h.service_id
    left join public.directory_areamembership m on m.school_id = h.school_id and m.from_on <= on_day
      and (m.until_on is null or m.until_on > on_day)
    where h.ended_at is null and h.kind = 'referral' and h.item_id > after and h.team_id is not null
      and h.state in ('submitted', 'acknowledged', 'in_triage', 'more_information_asked', 'accepted',
        'waiting', 'first_contact', 'help_started')
      and not exists (select from public.referrals_item c where c.about_id = h.item_id
        and c.kind = 'transfer' and c.closed_at is null)
      and ((v.until_on <= on_day + 60
          and not public.referrals_settled_end(h.item_id, 'service_ends', v.until_on))
        or (s.status in ('closed', 'closing') and s.successor_id is null
          and coalesce(s.closed_on, on_day) <= on_day + 60
          and not public.referrals_settled_end(h.item_id, 'school_closes', s.closed_on))
        or (m.area_id <> h.area_id and m.area_id <> v.area_id
          and not public.referrals_settled_end(h.item_id, 'area_move', null)))
    order by h.item_id limit page;
end $$;
revoke all on function public.referrals_settled_end(uuid, text, date) from public;
revoke all on function access.due_left_behind(date, uuid, integer) from public;
grant execute on function access.due_left_behind(date, uuid, integer) to {app};

-- Who left an organisation in a span of days and still has something there. Ids of people and places, and
-- nothing of what they have. A door.
create function access.left_and_holding(today date, since date)
  returns table (person uuid, place uuid) language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
begin
  if not access.is_system() then return; end if;
  return query select distinct m.person_id, m.organisation_id from public.access_membership m
    where m.until_on <= today and m.until_on > since
      and exists (select from public.referrals_holding h
        where h.ended_at is null and h.person_id = m.person_id
          and (h.school_id = m.organisation_id or h.team_id = m.organisation_id
            or h.service_id = m.organisation_id or h.area_id = m.organisation_id))
    order by 1, 2;
end $$;
revoke all on function access.left_and_holding(date, date) from public;
grant execute on function access.left_and_holding(date, date) to {app};
