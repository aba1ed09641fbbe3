-- Nothing is decided and nothing ends without what everybody may read of it afterwards: the decision and its
-- words, why it was taken back, that each of the family was told, the copy that was given. The commands write it straight after the
-- event; whoever writes an event without them is refused before the commit, whatever the application says.
create function public.referrals_says_why() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare is_said boolean;
begin
  is_said := case
    when new.move in ('accept', 'advise', 'redirect', 'not_accept', 'discharge') then exists (
      select from public.referrals_decision d
        join public.referrals_decisionwords w on w.decision_id = d.id
      where d.event_id = new.id and d.move = new.move
        and (new.move not in ('advise', 'redirect', 'not_accept', 'discharge') or length(w.next_step) > 0)
        and (new.move not in ('advise', 'discharge') or length(w.words) > 0)
        and (new.move <> 'discharge' or length(w.watch) > 0))
    when new.move = 'record_told' then not exists (
      select from public.referrals_told t where t.item_id = new.item_id
        and t.whom in ('self', 'carer') and t.told_at is null)
    when new.move = 'become_request' then exists (
      select from public.referrals_advicerequest a
      where a.item_id = new.item_id and a.became_id is not null)
      or exists (select from public.referrals_post p where p.item_id = new.item_id and p.other_id is not null)
    -- What tells of danger is put to nothing without being said there.
    when new.move = 'put_to' then exists (
      select from public.referrals_post p join public.referrals_item r on r.id = p.other_id
      where p.item_id = new.item_id and r.kind = 'referral'
        and exists (select from public.referrals_servicenote n
          where n.item_id = r.id and n.at = new.at and n.written_by = new.actor_id)
        and (p.danger <> 'yes' or exists (select from public.referrals_itemevent e
          where e.item_id = r.id and e.move = 'say_worse' and e.actor_id = new.actor_id and e.at >= new.at)))
    when new.move = 'log_post' then exists (
      select from public.referrals_post p where p.item_id = new.item_id and length(p.about) > 0)
    when new.move = 'hand_over_outside' and not exists (
      select from public.referrals_outsideoffer o
      where o.item_id = new.item_id and o.agreed_by <> '') then false
    when new.move = 'confirm_receipt' and public.referrals_name_was_told(new.item_id, new.at) then true
    when new.move = 'give_copy' then exists (
      select from public.referrals_rightasked r
      where r.stands_id = new.item_id and r.done_at is not null)
    when new.move = 'merge' then exists (
      select from public.referrals_joining j where j.event_id = new.id and j.apart_at is null)
    when new.move = 'take_in' then exists (
      select from public.referrals_joining j where j.goes_on_id = new.item_id and j.apart_at is null)
    when new.move = 'take_apart' then exists (
      select from public.referrals_joining j
      where j.apart_event_id = new.id and length(j.apart_words) > 0)
    when new.move = 'hear_decision' then exists (
      select from public.referrals_decision d where d.event_id = new.id)
    when new.move in ('put_right', 'keep_note', 'leave_as_it_is') then exists (
      select from public.referrals_rightasked r
      where r.stands_id = new.item_id and r.done_at is not null and length(r.answer) > 0
        and r.outcome = case new.move when 'put_right' then 'put_right' when 'keep_note' then 'note'
          else 'as_it_is' end)
    when new.move in ('book', 'book_again') then exists (
      select from public.referrals_consultationslot s
      where s.item_id = new.item_id and s.released_at is null)
    when new.move in ('agree_step', 'agree_steps') then exists (
      select from public.referrals_consultationnote n
      where n.item_id = new.item_id and length(n.said) > 0
        and (new.move = 'agree_steps') = (n.school_by is not null and n.service_by is not null))
    else exists (
        select from public.referrals_threadmessage m
        where m.event_id = new.id and length(m.words) > 0)
      or exists (select from public.referrals_familymessage f where f.event_id = new.id)
  end;
  if not is_said then
    raise exception 'nothing says why: %', new.move using errcode = 'SL431';
  end if;
  return null;
end $$;
-- Asked at the insert: the arranger of invented worlds, who has no identity, writes as it likes.
create constraint trigger says_why after insert on public.referrals_itemevent
  deferrable initially deferred for each row
  when (new.move in ('accept', 'advise', 'redirect', 'not_accept', 'discharge', 'record_told',
      'become_request', 'withdraw', 'merge', 'take_in', 'take_apart', 'hear_decision', 'record_reached',
      'give_back', 'return', 'call_off', 'record_not_taken', 'hand_over_outside', 'give_copy', 'put_right',
      'keep_note', 'leave_as_it_is', 'book', 'book_again', 'cancel_talk', 'agree_step', 'agree_steps',
      'do_first_step', 'do_step', 'log_post', 'send_on', 'put_to', 'not_arrived', 'confirm_next_step',
      'confirm_receipt', 'met_there')
    and new.actor_kind in ('person', 'family') and (access.who()).kind is not null)
  execute function public.referrals_says_why();

-- A request goes to nobody else while its family is owed word of what was decided: it is not let go of, and not
-- joined to another; a team that takes it over tells them first, and asks nobody for more before it has. Where
-- a team met somebody or began to help, to tell them stays due.
create function public.referrals_word_first() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.referrals_told t
      where t.item_id = new.item_id and t.whom in ('self', 'carer') and t.told_at is null
        and case new.move
          -- To look at what got worse comes before it, and the telling is due again after that.
          when 'take_over' then new.duty not in ('tell', 'look_again')
          when 'record_first_contact' then new.duty not in ('tell', 'look_again')
          when 'start_help' then new.duty not in ('tell', 'look_again')
          when 'ask_more' then exists (select from public.referrals_itemevent came
            where came.item_id = new.item_id and came.move = 'take_over' and came.id > t.event_id
              and not exists (select from public.referrals_decision d
                where d.item_id = new.item_id and d.event_id > came.id))
          else true end) then
    raise exception 'the family is not told' using errcode = 'SL431';
  end if;
  return null;
end $$;
create trigger word_first after insert on public.referrals_itemevent
  for each row when (new.move in ('confirm_receipt', 'merge', 'take_over', 'ask_more',
      'record_first_contact', 'start_help')
    and (access.who()).kind is not null)
  execute function public.referrals_word_first();

-- Help ends with a reason from the list, what to look out for, a plan, and somebody who is told of it: the
-- school that asked, or without one whoever did. "Could not be met" is for what a manager has looked at.
create function public.referrals_ends_with_all() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  why text;
  request public.referrals_item;
  lacks text;
begin
  select * into request from public.referrals_item i where i.id = new.item_id;
  select d.reason into why from public.referrals_decision d where d.event_id = new.id;
  lacks := case
    when coalesce(why, '') not in ('goals_met', 'well_enough', 'chose_to_stop', 'helped_elsewhere',
      'moved_away', 'too_old', 'not_met') then 'a reason'
    when why = 'not_met' and public.referrals_end_after_missed(request) <> 'judged_right'
      then 'the look of a manager'
    when not exists (select from public.referrals_decisionwords w
        join public.referrals_decision d on d.id = w.decision_id
      where d.event_id = new.id and length(w.watch) > 0 and length(w.next_step) > 0) then 'a plan'
    when request.school_id is not null and not exists (select from public.referrals_told t
      where t.event_id = new.id and t.whom = 'school') then 'who is told'
  end;
  if lacks is not null then
    raise exception 'help ends without %', lacks using errcode = 'SL432';
  end if;
  return null;
end $$;
create constraint trigger ends_with_all after insert on public.referrals_itemevent
  deferrable initially deferred for each row
  when (new.move = 'discharge' and (access.who()).kind is not null)
  execute function public.referrals_ends_with_all();

-- The receipt that comes with the name that somebody outside was told: it says so on what stands beside.
create function public.referrals_name_was_told(request uuid, said timestamptz) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.referrals_item beside
    join public.referrals_itemevent e on e.item_id = beside.id and e.move = 'hand_over_outside' and e.at = said
    where beside.about_id = request and beside.kind = 'outside')
$$;
revoke all on function public.referrals_name_was_told(uuid, timestamptz) from public;

-- "Not the right team", and what was passed on, end with who has the child since when, and by whose word that
-- is known: not before the answer; and a next step by the team that named it only on a later day, by the word
-- of somebody else.
create function public.referrals_says_who_has_them() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  answered date;
  today date := (new.at at time zone 'Europe/London')::date;
begin
  if new.move = 'confirm_receipt' and public.referrals_name_was_told(new.item_id, new.at) then
    return null;
  end if;
  select (e.at at time zone 'Europe/London')::date into answered
    from public.referrals_decision d join public.referrals_itemevent e on e.id = d.event_id
    where d.item_id = new.item_id order by e.version_seen desc limit 1;
  if new.happened_on is null or new.happened_on > today or new.happened_on < coalesce(answered, today)
      or (case new.move
        when 'confirm_receipt' then new.reason not in ('by_telephone', 'in_writing', 'in_person', 'family_said')
        else new.reason not in ('they_said', 'family_said', 'school_saw')
          or (new.side = 'service' and (new.reason = 'school_saw' or today <= coalesce(answered, today)))
        end) then
    raise exception 'nothing says who has them now' using errcode = 'SL436';
  end if;
  return null;
end $$;
create trigger says_who_has_them after insert on public.referrals_itemevent
  for each row when (new.move in ('confirm_next_step', 'confirm_receipt') and (access.who()).kind is not null)
  execute function public.referrals_says_who_has_them();

-- Whoever was told that it has begun may say that it has not, or that something got worse, for as long as
-- the team may open it.
create function public.referrals_may_begin_anew() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (access.who()).kind is not null and exists (select from public.referrals_item i
      where i.id = new.item_id and i.kind = 'referral') and not exists (
      select from public.referrals_itemevent e where e.item_id = new.item_id and e.to_state = 'closed'
        and e.version_seen < new.version_seen
        and (e.at at time zone 'Europe/London')::date > access.still_open_to_teams()) then
    raise exception 'it ended too long ago' using errcode = 'SL409';
  end if;
  return null;
end $$;
create trigger may_begin_anew after insert on public.referrals_itemevent
  for each row when (new.from_state = 'closed') execute function public.referrals_may_begin_anew();

-- Of a request that ended because somebody else has them now: the words in which that was said, for each of
-- the family to whom the answer itself was worded.
create function access.begun_event() returns uuid language plpgsql stable parallel safe
  security definer set search_path = pg_catalog, pg_temp as $$
declare
  member uuid := access.family_member();
  found uuid;
begin
  if member is null then return null; end if;
  select e.id into found from public.referrals_itemevent e
    join public.referrals_item i on i.id = e.item_id
    where e.item_id = access.family_item()
      and (i.state, e.move) in (('closed', 'confirm_next_step'), ('passed_on', 'confirm_receipt'))
      and exists (select from public.referrals_told t join public.referrals_tellingwords w on w.told_id = t.id
        where t.item_id = e.item_id and t.family_member_id = member)
    order by e.version_seen desc limit 1;
  return found;
end $$;
revoke all on function access.begun_event() from public;
grant execute on function access.begun_event() to {app};
