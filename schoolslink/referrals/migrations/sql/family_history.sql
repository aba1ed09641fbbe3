-- What stands dated on a family's own page of what happened beside its request: whom a child was handed over to,
-- and that somebody asked how things are. To whoever of the family hears an answer, by the rule of every letter
-- (complaints.sql). Moves, moments and names of services; no word, nobody who did it. A door.
create function access.family_history()
  returns table (kind text, move text, side text, happened_at timestamptz, receiver text)
  language plpgsql stable security definer rows 20 set search_path = pg_catalog, pg_temp as $$
declare
  mine uuid := access.family_item();
  member public.referrals_carer;
  told boolean;
begin
  if mine is null then return; end if;
  select * into member from public.referrals_carer c where c.id = access.family_member();
  select s.may_be_told into told from public.referrals_sharingchoice s
    where s.item_id = mine and s.whom = 'carer' order by s.at desc, s.id desc limit 1;
  if member.id is null or not (member.relationship = 'self'
      or member.court_order in ('none', 'limits_contact') and (told is true
        or public.referrals_carer_decides(mine) and member.parental_responsibility = 'yes'
          and not (told is false and member.risk_marked))) then
    return;
  end if;
  return query select card.kind, e.move, e.side, e.at, coalesce(o.name, asked.receiver_name)
    from public.referrals_item card join public.referrals_itemevent e on e.item_id = card.id
      -- Whom it was handed to last, before this.
      left join lateral (select s.receiver_id, s.receiver_name from public.referrals_transferstep s
        join public.referrals_itemevent handed on handed.id = s.event_id
        where s.item_id = card.id and handed.move in ('hand_over', 'hand_outside')
          and handed.version_seen <= e.version_seen
        order by handed.version_seen desc limit 1) asked on true
      left join public.access_organisation o on o.id = asked.receiver_id
    where card.about_id = mine and (card.kind, e.move) in (
      ('transfer', 'hand_over'), ('transfer', 'hand_outside'), ('transfer', 'receive'),
      ('transfer', 'record_received'), ('transfer', 'hand_back'), ('transfer', 'record_not_taken'),
      ('check_in', 'found_better'), ('check_in', 'found_same'), ('check_in', 'found_worse'),
      ('check_in', 'found_nobody'))
    order by e.at, e.id;
end $$;
revoke all on function access.family_history() from public;
grant execute on function access.family_history() to {app};
