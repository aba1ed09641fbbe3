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

-- When an item moves house, everything that belongs to it moves along. Each table's update is written
-- out, so that its plan is made once a connection and not at every first move.
do $$
declare moving text;
begin
  select string_agg(format('update public.referrals_%s set child_id = new.child_id,
      school_id = new.school_id, team_id = new.team_id, service_id = new.service_id,
      area_id = new.area_id, opened_by_id = new.opened_by_id, risk_marked = new.risk_marked,
      closed_on = new.closed_on where item_id = new.id;', belongs), E'\n  ')
    into moving from unnest(array['advicerequest', 'referral', 'childidentity', 'answer',
    'childcontact', 'carer', 'findingtoken', 'threadmessage', 'decision', 'decisionwords', 'told', 'tellingwords',
    'familymessage', 'familypulse', 'offerpreview', 'arrivalpreview', 'offerreply', 'transferstep',
    'outsideoffer', 'outsidelink', 'outsidereply', 'practiceasking', 'consultationslot', 'consultationnote', 'post', 'postfile',
    'agreement', 'sharingchoice', 'lawfulbasis', 'servicenote', 'schoolnote', 'draft',
    'clinicreference', 'attachment', 'carerorder', 'contactbar', 'conflictblock', 'glass', 'review', 'likeness', 'joining', 'elsewhere', 'retentiondue', 'retentionhold', 'rightasked', 'putright', 'complaint', 'chase', 'itemevent', 'holding']) belongs;
  execute format($make$
create function public.referrals_spread() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  if (new.child_id, new.school_id, new.team_id, new.service_id, new.area_id, new.opened_by_id,
      new.risk_marked, new.closed_on) is not distinct from
     (old.child_id, old.school_id, old.team_id, old.service_id, old.area_id, old.opened_by_id,
      old.risk_marked, old.closed_on) then return null; end if;
  %s
  return null;
end $body$ $make$, moving);
end $$;
create trigger spread after update on public.referrals_item
  for each row execute function public.referrals_spread();

do $$
declare belongs text;
begin
  foreach belongs in array array['advicerequest', 'referral', 'childidentity', 'answer',
    'childcontact', 'carer', 'findingtoken', 'threadmessage', 'decision', 'decisionwords', 'told', 'tellingwords',
    'familymessage', 'familypulse', 'offerpreview', 'arrivalpreview', 'offerreply', 'transferstep',
    'outsideoffer', 'outsidelink', 'outsidereply', 'practiceasking', 'consultationslot', 'consultationnote', 'post', 'postfile',
    'agreement', 'sharingchoice', 'lawfulbasis', 'servicenote', 'schoolnote', 'draft',
    'clinicreference', 'attachment', 'carerorder', 'contactbar', 'conflictblock', 'glass', 'review', 'likeness', 'joining', 'elsewhere', 'retentiondue', 'retentionhold', 'rightasked', 'putright', 'complaint', 'chase'] loop
    execute format('create trigger carry before insert or update on public.referrals_%s
      for each row execute function public.referrals_carry()', belongs);
  end loop;
end $$;
