-- Every row about a child carries its item's routing; the policies compare it and look nowhere else.
create function public.referrals_carry() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare item public.referrals_item;
begin
  select * into item from public.referrals_item where id = new.item_id;
  if not found then raise exception 'no such item' using errcode = 'SL404'; end if;
  new.child_id := item.child_id; new.school_id := item.school_id; new.team_id := item.team_id;
  new.service_id := item.service_id; new.area_id := item.area_id;
  new.opened_by_id := item.opened_by_id; new.risk_marked := item.risk_marked;
  new.closed_on := item.closed_on;
  return new;
end $$;

-- When an item moves house, everything that belongs to it moves along.
create function public.referrals_spread() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare belongs text;
begin
  if (new.child_id, new.school_id, new.team_id, new.service_id, new.area_id, new.opened_by_id,
      new.risk_marked, new.closed_on) is not distinct from
     (old.child_id, old.school_id, old.team_id, old.service_id, old.area_id, old.opened_by_id,
      old.risk_marked, old.closed_on) then return null; end if;
  foreach belongs in array array['advicerequest', 'referral', 'childidentity', 'answer',
    'childcontact', 'carer', 'findingtoken', 'threadmessage', 'decision', 'decisionwords', 'told', 'tellingwords',
    'familymessage', 'familypulse',
    'agreement', 'sharingchoice', 'lawfulbasis', 'servicenote', 'schoolnote', 'draft',
    'clinicreference', 'itemevent', 'holding'] loop
    execute format('update public.referrals_%s set child_id = $2, school_id = $3, team_id = $4,
        service_id = $5, area_id = $6, opened_by_id = $7, risk_marked = $8, closed_on = $9
      where item_id = $1', belongs)
      using new.id, new.child_id, new.school_id, new.team_id, new.service_id, new.area_id,
        new.opened_by_id, new.risk_marked, new.closed_on;
  end loop;
  return null;
end $$;
create trigger spread after update on public.referrals_item
  for each row execute function public.referrals_spread();

do $$
declare belongs text;
begin
  foreach belongs in array array['advicerequest', 'referral', 'childidentity', 'answer',
    'childcontact', 'carer', 'findingtoken', 'threadmessage', 'decision', 'decisionwords', 'told', 'tellingwords',
    'familymessage', 'familypulse',
    'agreement', 'sharingchoice', 'lawfulbasis', 'servicenote', 'schoolnote', 'draft',
    'clinicreference'] loop
    execute format('create trigger carry before insert or update on public.referrals_%s
      for each row execute function public.referrals_carry()', belongs);
  end loop;
end $$;
